#include "runner/renewal.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "pki/layout.hpp"
#include "probe/perform.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;

/// A client that connects again and again, with the certificate files as they are at each time.
class Reconnecting {
 public:
  Reconnecting(model::Exchange exchange, model::Endpoint endpoint, core::Deadline deadline)
      : exchange_{std::move(exchange)}, endpoint_{std::move(endpoint)}, deadline_{std::move(deadline)} {
    thread_ = std::jthread{[this](const std::stop_token& stop) {
      while (!stop.stop_requested() && !deadline_.expired()) connect_once();
    }};
  }

  void restarting(bool yes) { restarting_ = yes; }

  /// Waits until `count` more connections were served. @return false when the deadline passed first.
  [[nodiscard]] bool served_more(int count) const {
    for (const int target = served_ + count; served_ < target; std::this_thread::sleep_for(5ms)) {
      if (deadline_.expired() || was_refused_) return false;
    }
    return true;
  }

  void finish() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }

  // After finish():
  [[nodiscard]] int served() const { return served_; }
  [[nodiscard]] int while_down() const { return while_down_; }
  [[nodiscard]] const std::set<std::string>& server_certificates() const { return server_certificates_; }
  /// The first connection, or file, that was not right; empty when all were.
  [[nodiscard]] const std::optional<model::Observation>& refused() const { return refused_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void connect_once() {
    const bool was_down = restarting_;
    auto seen = probe::perform(exchange_, endpoint_, deadline_.at_most(3s));
    // Certificate and key are opened one after the other; a client that straddles the swap reads them once more.
    if (!seen.ok()) seen = probe::perform(exchange_, endpoint_, deadline_.at_most(3s));
    const bool down = was_down || restarting_;
    if (!seen.ok()) {
      if (fault_.empty()) fault_ = message(seen.status());
    } else if (std::holds_alternative<model::Accepted>(seen->outcome)) {
      if (seen->tls) server_certificates_.insert(seen->tls->server_certificate_sha256);
      ++served_;
    } else if (down) {
      ++while_down_;
    } else if (!refused_ && !deadline_.expired()) {
      refused_ = *seen;
      was_refused_ = true;
    }
    std::this_thread::sleep_for(2ms);
  }

  model::Exchange exchange_;
  model::Endpoint endpoint_;
  core::Deadline deadline_;
  std::atomic<bool> restarting_ = false;
  std::atomic<int> served_ = 0;
  std::atomic<bool> was_refused_ = false;
  int while_down_ = 0;
  std::set<std::string> server_certificates_;
  std::optional<model::Observation> refused_;
  std::string fault_;
  std::jthread thread_;
};

model::Observation judge_by_count(const Reconnecting& client) {
  model::Observation seen;
  if (client.refused()) {
    seen = *client.refused();
    seen.detail = "after " + std::to_string(client.served()) + " good connections: " + seen.detail;
    return seen;
  }
  const bool changed = client.server_certificates().size() == 2;
  seen.detail = std::to_string(client.served()) + " connections served before, during and after; " +
                std::to_string(client.while_down()) + " came while the server restarted";
  if (changed) {
    seen.outcome = model::Accepted{};
  } else {
    seen.outcome = model::Refused{.by = model::Party::server, .stage = model::Stage::handshake, .alert = {}};
    seen.detail += "; the server showed " + std::to_string(client.server_certificates().size()) +
                   " certificates, where the old and the new one were due";
  }
  return seen;
}

/// The renewal as its operator does it, with proof that clients get in before, between and after.
Status renew_and_restart(Reconnecting& client, deployment::Lease& lease, const std::filesystem::path& certificates,
                         const core::Deadline& deadline) {
  constexpr int kEnough = 5;
  if (!client.served_more(kEnough)) return too_late("no client could connect before the renewal");
  if (auto renewed = pki::renew(certificates, std::nullopt); !renewed.ok()) return renewed.status();
  if (!client.served_more(kEnough)) return too_late("no client could connect after the renewal, before the restart");
  client.restarting(true);
  if (auto restarted = lease.restart(deadline); !restarted.ok()) return restarted;
  client.restarting(false);
  if (!client.served_more(kEnough)) return too_late("no client could connect after the restart");
  return absl::OkStatus();
}

}  // namespace

Result<model::Observation> renew_under_load(const model::Scenario& scenario, deployment::Lease& lease,
                                            const std::filesystem::path& certificates, const core::Deadline& deadline) {
  const auto endpoint = lease.endpoint(model::Port::grpc);
  if (!endpoint) return unsupported("this target has no gRPC port");
  auto exchange = scenario.exchange;
  exchange.action = model::TlsExchange{.port = model::Port::grpc};
  for (auto* file : {&exchange.client.trust, &exchange.client.certificate, &exchange.client.key})
    if (!file->empty()) *file = certificates / *file;

  const auto started = deadline.now();
  Reconnecting client{exchange, *endpoint, deadline};
  const auto fault = renew_and_restart(client, lease, certificates, deadline);
  client.finish();
  if (!client.fault().empty()) return internal("while the files were renewed a client found: " + client.fault());
  if (!fault.ok() && !client.refused()) return fault;
  auto seen = judge_by_count(client);
  seen.timings.verdict = deadline.now() - started;
  return seen;
}

}  // namespace tlsgauge::runner
