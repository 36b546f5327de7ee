#include "runner/load.hpp"

#include <charconv>
#include <cstdio>
#include <string_view>

#include "load/run.hpp"
#include "probe/perform.hpp"
#include "runner/load_outcome.hpp"
#include "runner/resolve.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;

constexpr int kPartOfWarmUp = 5;  // of the measured time

/// The number behind `sample` in Prometheus' text format; nothing where it is not there.
std::optional<std::uint64_t> sample_of(std::string_view text, std::string_view sample) {
  const auto at = text.find(sample);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t value = 0;
  const char* digits = text.data() + at + sample.size();
  const auto [end, error] = std::from_chars(digits, text.data() + text.size(), value);
  return error == std::errc{} ? std::optional{value} : std::nullopt;
}

/// What the server has counted so far; nothing where it is no server of ours.
std::optional<model::ServerCount> server_count(const deployment::Lease& lease, const std::stop_token& stop) {
  const auto management = lease.endpoint(model::Port::management);
  if (!management) return std::nullopt;
  model::Exchange exchange;
  exchange.plaintext = true;
  exchange.action = model::RestExchange{
      .port = model::Port::management, .method = "GET", .target = "/metrics", .body = {}, .alpn = {}};
  const auto seen = probe::perform(exchange, *management, core::Deadline{core::steady_clock(), 2s, stop});
  if (!seen.ok()) return std::nullopt;
  const auto sample = [&](const char* labels) {
    return sample_of(seen->answer.text, std::string{"tlsgauge_tls_handshakes_total{"} + labels + "} ");
  };
  const auto full = sample(R"(resumed="false",client="anonymous")");
  const auto full_verified = sample(R"(resumed="false",client="verified")");
  const auto resumed = sample(R"(resumed="true",client="anonymous")");
  const auto resumed_verified = sample(R"(resumed="true",client="verified")");
  if (!full || !full_verified || !resumed || !resumed_verified) return std::nullopt;
  return model::ServerCount{.full = *full + *full_verified,
                            .resumed = *resumed + *resumed_verified,
                            .client_verified = *full_verified + *resumed_verified};
}

std::optional<model::ServerCount> since(const std::optional<model::ServerCount>& before,
                                        const std::optional<model::ServerCount>& after) {
  if (!before || !after) return std::nullopt;
  return model::ServerCount{.full = after->full - before->full,
                            .resumed = after->resumed - before->resumed,
                            .client_verified = after->client_verified - before->client_verified};
}

/// Where the server has counted fewer than the client says it had; empty: it agrees, or does not tell.
std::string contradiction(const model::LoadResult& load, bool mutual) {
  if (!load.server_count) return {};
  const auto fewer = [](std::uint64_t counted, std::uint64_t said, const std::string& what) {
    return "the server counted " + std::to_string(counted) + " " + what + ", the client " + std::to_string(said);
  };
  if (load.server_count->resumed < load.census.resumed)
    return fewer(load.server_count->resumed, load.census.resumed, "resumed handshakes");
  if (mutual && load.server_count->client_verified < load.census.accepted && load.kind == "handshake")
    return fewer(load.server_count->client_verified, load.census.accepted, "verified clients");
  return {};
}

/// What all plans have in common.
load::Plan common_plan(const Concrete& concrete, const model::LoadExchange& wanted, const deployment::Lease& lease) {
  load::Plan plan;
  plan.endpoint = concrete.endpoint;
  plan.plaintext = concrete.exchange.plaintext;
  plan.tls.versions = concrete.exchange.versions;
  plan.tls.client = concrete.exchange.client;
  plan.tls.alpn = wanted.port == model::Port::rest ? "http/1.1" : "h2";
  plan.pace.duration = wanted.duration;
  plan.pace.warm_up = wanted.duration / kPartOfWarmUp;
  plan.server_cpu = [&lease] { return lease.cpu(); };
  return plan;
}

Result<model::LoadResult> run_plan(const Concrete& concrete, const model::LoadExchange& wanted,
                                   const deployment::Lease& lease, const std::stop_token& stop) {
  const auto common = common_plan(concrete, wanted, lease);
  const bool rest = wanted.port == model::Port::rest;
  if (wanted.operation == model::LoadOperation::requests) {
    if (!rest) {
      load::GrpcPlan plan{common};
      plan.method = "milvus.proto.milvus.MilvusService/GetVersion";
      return load::run(plan, stop);
    }
    load::RestPlan plan{common};
    plan.target = "/v1/vector/collections";
    return load::run(plan, stop);
  }
  load::HandshakePlan plan{common};
  plan.resume = wanted.operation == model::LoadOperation::resumed;
  plan.acceptance = rest ? load::Acceptance::http : load::Acceptance::grpc;
  return load::run(plan, stop);
}

std::string microseconds(std::chrono::nanoseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f µs", static_cast<double>(time.count()) / 1000);
  return text;
}

std::string in_words(const model::LoadResult& load) {
  char rate[32];
  std::snprintf(rate, sizeof rate, "%.0f/s", load.rate_per_s);
  return std::string{rate} + ", CPU of the client " + microseconds(load.client_cpu_per_op) + ", of the server " +
         (load.server_cpu_per_op ? microseconds(*load.server_cpu_per_op) : "not seen");
}

}  // namespace

Result<Measured> measure(const model::Scenario& scenario, const deployment::Lease& lease,
                         const std::filesystem::path& certificates, const GroupContext& context) {
  const auto& wanted = std::get<model::LoadExchange>(scenario.exchange.action);
  auto concrete = resolve(scenario, lease, certificates, context.tools, context.client);
  if (!concrete.ok()) return concrete.status();
  const auto counted_before = server_count(lease, context.stop);
  auto load = run_plan(*concrete, wanted, lease, context.stop);
  if (!load.ok()) return load.status();
  if (context.stop.stop_requested()) return interrupted("");
  load->name = scenario.id;
  load->server_count = since(counted_before, server_count(lease, context.stop));
  const bool mutual = !scenario.exchange.client.certificate.empty();
  if (load->invalid_because.empty()) load->invalid_because = contradiction(*load, mutual);

  if (!load->invalid_because.empty())
    return Measured{.seen = observation_of(*load, wanted.operation == model::LoadOperation::resumed),
                    .load = *std::move(load)};
  model::Observation seen;
  seen.outcome = model::Accepted{};
  seen.detail = in_words(*load);
  return Measured{.seen = std::move(seen), .load = *std::move(load)};
}

}  // namespace tlsgauge::runner
