#include "load/run.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "load/context.hpp"
#include "load/description.hpp"
#include "load/descriptor_limit.hpp"
#include "load/epoll_engine.hpp"
#include "load/grpc/engine.hpp"
#include "load/handshake_client.hpp"
#include "load/measurement.hpp"
#include "load/objections.hpp"
#include "load/rest/request.hpp"
#include "load/rest/rest_client.hpp"

namespace tlsgauge::load {
namespace {

/// What one worker alone uses. It does not move: the context points to the sessions, the settings to both.
struct Lane {
  tls::SslContext context;  // empty: plaintext
  tls::Sessions sessions;
  std::optional<ConnectionSettings> settings;
};

struct Lanes {
  Address address;
  std::vector<std::unique_ptr<Lane>> lanes;
};

using MakeEngine = std::function<std::unique_ptr<Engine>(const ConnectionSettings&, std::uint32_t connections)>;

unsigned workers_of(const Pace& pace) { return std::clamp(pace.threads, 1U, std::max(1U, pace.connections)); }

/// What one connection needs of the limit of open files: its socket, or a tunnel's three sockets while the one before
/// it is closed.
enum class Descriptors : std::uint64_t { of_a_socket = 1, of_a_tunnel = 6 };

Status make_room(const Plan& plan, Descriptors each) {
  constexpr std::uint64_t kOfAWorker = 16;  // epoll sets, events, what gRPC has
  constexpr std::uint64_t kOfTheRest = 64;  // reports, trust stores, resolvers
  return allow_descriptors(kOfTheRest + kOfAWorker * workers_of(plan.pace) +
                           static_cast<std::uint64_t>(each) * plan.pace.connections);
}

/// Contexts and sessions of every lane; their workers come when the window is known.
Result<std::unique_ptr<Lanes>> prepare(const Plan& plan, Descriptors each, bool resume) {
  if (auto room = make_room(plan, each); !room.ok()) return room;
  auto address = resolve(plan.endpoint);
  if (!address.ok()) return address.status();
  auto prepared = std::make_unique<Lanes>();
  prepared->address = *address;
  for (unsigned i = 0; i < workers_of(plan.pace); ++i) {
    auto& lane = *prepared->lanes.emplace_back(std::make_unique<Lane>());
    if (!plan.plaintext) {
      auto context = context_for(plan.tls);
      if (!context.ok()) return context.status();
      lane.context = *std::move(context);
      if (resume) lane.sessions.collect_from(lane.context.get());
    }
    lane.settings.emplace(ConnectionSettings{.plan = plan,
                                             .address = prepared->address,
                                             .context = lane.context.get(),
                                             .sessions = resume ? &lane.sessions : nullptr});
  }
  return prepared;
}

Measurement measure(const Plan& plan, Lanes& prepared, const MakeEngine& make, const std::stop_token& stop) {
  const auto window = window_from_now(plan.pace);
  const auto count = static_cast<unsigned>(prepared.lanes.size());
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < count; ++i) {
    const auto connections =
        static_cast<std::uint32_t>(std::max<std::uint64_t>(1, share(plan.pace.connections, i, count)));
    workers.push_back(std::make_unique<Worker>(make(*prepared.lanes[i]->settings, connections),
                                               schedule_of(plan.pace, i, count, window.begin), plan.timeout));
  }
  return measure(plan, window, workers, stop);
}

std::string version_of(const Plan& plan) {
  if (plan.plaintext) return "plaintext";
  return "TLSv" + std::string{model::name(plan.tls.versions.newest)};
}

Asked asked_of(const Plan& plan, const Lanes& prepared, const std::string& operation) {
  Asked asked{.operation = operation,
              .version = version_of(plan),
              .open_loop = plan.pace.rate.has_value(),
              .count = plan.pace.count};
  if (plan.plaintext) return asked;
  if (!plan.tls.ciphers.empty()) asked.ciphers = ciphers_of(prepared.lanes.front()->context.get());
  asked.groups = groups_in(plan.tls.groups);
  return asked;
}

/// The part of a result that all kinds of load share.
model::LoadResult result_of(const Plan& plan, const Measurement& measurement, std::chrono::nanoseconds cpu) {
  const auto& sum = measurement.sum;
  const auto completed = static_cast<std::int64_t>(sum.operations.completed);
  const auto in_time = static_cast<double>(sum.completed_in_time);
  model::LoadResult result;
  result.census = sum.census;
  result.elapsed = measurement.elapsed;
  result.rate_per_s = in_time / std::max(1e-9, std::chrono::duration<double>(measurement.elapsed).count());
  result.client_utilization = sum.utilization;
  result.note = note(plan.pace, measurement);
  if (completed > 0) result.client_cpu_per_op = cpu / completed;
  if (completed > 0 && measurement.server_cpu) result.server_cpu_per_op = *measurement.server_cpu / completed;
  result.latency = summarize(sum.latency);
  if (plan.pace.rate) result.schedule_lag = summarize(sum.schedule_lag);
  const auto add_phase = [&](const char* name, const Histogram& histogram) {
    if (histogram.count() > 0) result.phases[name] = summarize(histogram);
  };
  add_phase("tcp", sum.tcp);
  add_phase("handshake", sum.handshake);
  add_phase("acceptance", sum.acceptance);
  return result;
}

void add_requests(model::LoadResult& result, const Statistics& sum) {
  result.requests_completed = sum.operations.completed;
  result.requests_failed = sum.operations.failed;
  result.handshakes_started = sum.connections.started;
  result.handshakes_completed = sum.connections.completed;
  result.handshakes_failed = sum.connections.failed;
}

}  // namespace

Result<model::LoadResult> run(const HandshakePlan& plan, const std::stop_token& stop) {
  const auto prepared = prepare(plan, Descriptors::of_a_socket, plan.resume);
  if (!prepared.ok()) return prepared.status();
  const auto make = [&](const ConnectionSettings& settings, std::uint32_t connections) {
    return std::make_unique<EpollEngine>(connections, plan.timeout, [&](const Registration& registration) {
      return handshake_client(settings, plan, registration);
    });
  };
  const auto measurement = measure(plan, **prepared, make, stop);
  auto result = result_of(plan, measurement, measurement.sum.cpu);
  result.name = describe(plan);
  result.options = options_of(plan);
  result.kind = "handshake";
  result.engine = "openssl";
  result.handshakes_started = measurement.sum.operations.started;
  result.handshakes_completed = measurement.sum.operations.completed;
  result.handshakes_failed = measurement.sum.operations.failed;
  auto asked = asked_of(plan, **prepared, plan.plaintext ? "connections" : "handshakes");
  asked.resumed = plan.resume;
  asked.accepted = plan.acceptance != Acceptance::none;
  result.invalid_because = objections(asked, measurement);
  return result;
}

Result<model::LoadResult> run(const RestPlan& plan, const std::stop_token& stop) {
  const auto request = serialize(plan);
  if (!request.ok()) return request.status();
  const auto prepared = prepare(plan, Descriptors::of_a_socket, false);
  if (!prepared.ok()) return prepared.status();
  const auto make = [&](const ConnectionSettings& settings, std::uint32_t connections) {
    return std::make_unique<EpollEngine>(connections, plan.timeout, [&](const Registration& registration) {
      return rest_client(settings, plan, *request, registration);
    });
  };
  const auto measurement = measure(plan, **prepared, make, stop);
  auto result = result_of(plan, measurement, measurement.sum.cpu);
  result.name = describe(plan);
  result.options = options_of(plan);
  result.kind = "rest";
  result.engine = "beast";
  add_requests(result, measurement.sum);
  result.invalid_because = objections(asked_of(plan, **prepared, "requests"), measurement);
  return result;
}

Result<model::LoadResult> run(const GrpcPlan& plan, const std::stop_token& stop) {
  const auto prepared = prepare(plan, Descriptors::of_a_tunnel, false);
  if (!prepared.ok()) return prepared.status();
  const auto make = [&](const ConnectionSettings& settings, std::uint32_t connections) {
    return grpc_engine(plan, settings, connections);
  };
  const auto measurement = measure(plan, **prepared, make, stop);
  auto result = result_of(plan, measurement, measurement.process_cpu);
  result.name = describe(plan);
  result.options = options_of(plan);
  result.kind = "grpc";
  result.engine = "grpc";
  add_requests(result, measurement.sum);
  result.invalid_because = objections(asked_of(plan, **prepared, "calls"), measurement);
  return result;
}

}  // namespace tlsgauge::load
