#include "load/handshake_load.hpp"

#include <netdb.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "load/cpu.hpp"
#include "load/handshake_worker.hpp"
#include "tls/client_context.hpp"

namespace tlsgauge::load {
namespace {

/// An address to connect to, resolved once.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Result<Address> resolve(const model::Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0) return unavailable("cannot resolve " + endpoint.host + ": " + ::gai_strerror(error));
  Address address;
  address.size = found->ai_addrlen;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  ::freeaddrinfo(found);
  return address;
}

Status restrict_to(ssl_ctx_st* context, const TlsOptions& tls) {
  if (!tls.groups.empty() &&
      SSL_CTX_ctrl(context, SSL_CTRL_SET_GROUPS_LIST, 0, const_cast<char*>(tls.groups.c_str())) != 1)
    return tls::openssl_fault("use the groups '" + tls.groups + "'");
  if (!tls.signatures.empty() &&
      SSL_CTX_ctrl(context, SSL_CTRL_SET_SIGALGS_LIST, 0, const_cast<char*>(tls.signatures.c_str())) != 1)
    return tls::openssl_fault("use the signature algorithms '" + tls.signatures + "'");
  if (!tls.ciphers.empty()) {
    const bool only_1_3 = tls.versions.oldest == model::TlsVersion::tls1_3;
    const int set = only_1_3 ? SSL_CTX_set_ciphersuites(context, tls.ciphers.c_str())
                             : SSL_CTX_set_cipher_list(context, tls.ciphers.c_str());
    if (set != 1) return tls::openssl_fault("use the ciphers '" + tls.ciphers + "'");
  }
  return absl::OkStatus();
}

Result<tls::SslContext> context_for(const TlsOptions& tls) {
  auto context = tls::client_context({.trust = tls.client.trust,
                                      .certificate = tls.client.certificate,
                                      .key = tls.client.key,
                                      .versions = tls.versions,
                                      .alpn = tls.alpn.empty() ? std::vector<std::string>{} : std::vector{tls.alpn}});
  if (!context.ok()) return context;
  if (!tls.verify) SSL_CTX_set_verify(context->get(), SSL_VERIFY_NONE, nullptr);
  // Short connections: a buffer that is freed after each record is allocated anew for the next, and without read-ahead
  // each record costs two reads.
  SSL_CTX_clear_mode(context->get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_ctrl(context->get(), SSL_CTRL_SET_READ_AHEAD, 1, nullptr);
  if (auto status = restrict_to(context->get(), tls); !status.ok()) return status;
  return context;
}

std::string request_for(const HandshakePlan& plan) {
  switch (plan.acceptance) {
    case Acceptance::none: return {};
    case Acceptance::http:
      return "GET / HTTP/1.1\r\nHost: " + plan.tls.client.server_name + "\r\nUser-Agent: tlsgauge\r\n\r\n";
    case Acceptance::grpc:
      // RFC 9113 section 3.4: the connection preface and an empty SETTINGS frame.
      return std::string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33};
  }
  return {};
}

/// A worker with what it alone uses.
struct Lane {
  tls::SslContext context;
  Sessions sessions;
  std::unique_ptr<HandshakeWorker> worker;
};

Result<std::vector<std::unique_ptr<Lane>>> make_lanes(const HandshakePlan& plan, const Address& address,
                                                      core::TimePoint begin) {
  std::vector<std::unique_ptr<Lane>> lanes;
  for (unsigned i = 0; i < plan.pace.threads; ++i) {
    auto context = context_for(plan.tls);
    if (!context.ok()) return context.status();
    auto lane = std::make_unique<Lane>();
    lane->context = *std::move(context);
    if (plan.resume) lane->sessions.collect_from(lane->context.get());
    std::optional<Schedule> schedule;
    if (plan.pace.rate) {
      schedule.emplace(begin, *plan.pace.rate / plan.pace.threads, plan.pace.arrivals,
                       static_cast<double>(i) / plan.pace.threads, plan.pace.seed + i);
    }
    const ConnectionSettings settings{.plan = plan,
                                      .address = reinterpret_cast<const sockaddr*>(&address.storage),
                                      .address_size = address.size,
                                      .context = lane->context.get(),
                                      .sessions = lane->sessions,
                                      .request = request_for(plan)};
    const auto connections = std::max(1U, plan.pace.connections / plan.pace.threads);
    lane->worker = std::make_unique<HandshakeWorker>(settings, connections, std::move(schedule));
    lanes.push_back(std::move(lane));
  }
  return lanes;
}

std::string joined(const std::string& text, const std::string& more) {
  return text.empty() ? more : text + "; " + more;
}

/// Why the numbers say nothing about the target; empty when they hold.
std::string objection(const HandshakePlan& plan, const Statistics& sum, const core::Deadline& deadline) {
  std::string text;
  if (deadline.interrupted()) text = joined(text, "interrupted");
  if (sum.completed == 0) return joined(text, "no handshake completed");
  std::uint64_t failed = 0;
  for (const auto& [name, times] : sum.failed) failed += times;
  if (failed > 0)
    text = joined(text, std::to_string(failed) + " of " + std::to_string(sum.started) + " handshakes failed");
  if (plan.acceptance != Acceptance::none && sum.census.accepted != sum.completed)
    text = joined(text, "acceptance was not proven for every handshake");
  if (plan.resume && sum.census.resumed != sum.completed)
    text = joined(text, "only " + std::to_string(sum.census.resumed) + " of " + std::to_string(sum.completed) +
                            " handshakes resumed");
  if (!plan.resume && sum.census.resumed > 0) text = joined(text, "handshakes resumed although none should");
  if (sum.census.version.size() > 1) text = joined(text, "more than one protocol version was agreed");
  return text;
}

/// Starts that were due and did not happen are the tool's own failing: its latencies then miss the worst of them.
std::string lateness(const HandshakePlan& plan, const Statistics& sum, std::chrono::nanoseconds elapsed) {
  if (!plan.pace.rate) return {};
  const double due = *plan.pace.rate * std::chrono::duration<double>(elapsed).count();
  if (static_cast<double>(sum.started) < 0.95 * due)
    return "the tool started " + std::to_string(sum.started) + " of " +
           std::to_string(static_cast<std::uint64_t>(due)) +
           " handshakes that were due: more connections or threads are needed";
  return {};
}

model::LoadResult result_of(const HandshakePlan& plan, const Statistics& sum, std::chrono::nanoseconds elapsed) {
  model::LoadResult result;
  result.name = describe(plan);
  result.kind = "handshake";
  result.engine = "openssl";
  result.census = sum.census;
  result.handshakes_started = sum.started;
  result.handshakes_completed = sum.completed;
  result.handshakes_failed = sum.failed;
  result.elapsed = elapsed;
  result.rate_per_s = static_cast<double>(sum.completed) / std::chrono::duration<double>(elapsed).count();
  if (sum.completed > 0) result.client_cpu_per_op = sum.cpu / static_cast<std::int64_t>(sum.completed);
  result.latency = summarize(sum.latency);
  result.phases = {{"tcp", summarize(sum.tcp)}, {"handshake", summarize(sum.handshake)}};
  if (plan.acceptance != Acceptance::none) result.phases["acceptance"] = summarize(sum.acceptance);
  if (plan.pace.rate) result.schedule_lag = summarize(sum.schedule_lag);
  return result;
}

}  // namespace

std::string describe(const HandshakePlan& plan) {
  std::string text = "tls" + std::string{model::name(plan.tls.versions.newest)};
  text += plan.resume ? " resumed" : " full";
  text += plan.tls.client.certificate.empty() ? " one-way" : " mutual";
  return text;
}

Result<model::LoadResult> run_handshakes(const HandshakePlan& plan, const std::stop_token& stop) {
  const auto address = resolve(plan.endpoint);
  if (!address.ok()) return address.status();
  const auto begin = core::steady_clock().now();
  const Window window{
      .begin = begin, .measure_from = begin + plan.pace.warm_up, .end = begin + plan.pace.warm_up + plan.pace.duration};
  auto lanes = make_lanes(plan, *address, begin);
  if (!lanes.ok()) return lanes.status();

  const core::Deadline deadline{core::steady_clock(), window.end - begin, stop};
  const auto share =
      plan.pace.count ? std::optional{(*plan.pace.count + plan.pace.threads - 1) / plan.pace.threads} : std::nullopt;
  std::vector<std::jthread> threads;
  for (auto& lane : *lanes) threads.emplace_back([&] { lane->worker->run(window, share, deadline); });
  std::this_thread::sleep_until(window.measure_from);
  const auto server_before = plan.server_pid ? process_cpu(*plan.server_pid) : std::nullopt;
  const auto measured_from = core::steady_clock().now();
  for (auto& thread : threads) thread.join();
  const auto elapsed = core::steady_clock().now() - measured_from;
  const auto server_after = plan.server_pid ? process_cpu(*plan.server_pid) : std::nullopt;

  Statistics sum;
  for (const auto& lane : *lanes) sum.add(lane->worker->statistics());
  auto result = result_of(plan, sum, elapsed);
  result.invalid_because = objection(plan, sum, deadline);
  if (const auto late = lateness(plan, sum, elapsed); !late.empty())
    result.invalid_because = joined(result.invalid_because, late);
  if (server_before && server_after && sum.completed > 0)
    result.server_cpu_per_op = (*server_after - *server_before) / static_cast<std::int64_t>(sum.completed);
  return result;
}

}  // namespace tlsgauge::load
