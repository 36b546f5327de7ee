#include "runner/resumption.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <thread>
#include <vector>

#include "pki/forge/revocation_list.hpp"
#include "pki/lifetime.hpp"
#include "probe/perform.hpp"
#include "runner/clock_offset.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using model::Meanwhile;

constexpr auto kLongestLife = 15s;  // of a certificate whose end is waited for
constexpr auto kRestartLimit = 90s;

/// Waits until the clock of this machine is past the end of the certificate that begins `file`.
Status wait_for_expiry(const std::filesystem::path& file, const core::Deadline& deadline) {
  const auto end = pki::end_of_validity(file);
  if (!end.ok()) return end.status();
  while (std::chrono::system_clock::now() < *end + kPastExpiry) {
    if (deadline.expired()) return too_late("the certificate of the earlier connection lives too long to wait for");
    std::this_thread::sleep_for(20ms);
  }
  return absl::OkStatus();
}

/// The paths of the case's files, moved to those that were forged again.
void move_to(model::Identity& client, const std::filesystem::path& forged_before,
             const std::filesystem::path& forged_now) {
  for (auto* file : {&client.certificate, &client.key})
    if (file->parent_path() == forged_before) *file = forged_now / file->filename();
}

class Resumption {
 public:
  Resumption(const model::Scenario& scenario, Concrete concrete, deployment::Lease& lease,
             const std::filesystem::path& certificates, const GroupContext& context,
             std::vector<model::Conversation>* conversations)
      : scenario_{scenario},
        exchange_{std::move(concrete.exchange)},
        endpoint_{std::move(concrete.endpoint)},
        lease_{lease},
        certificates_{certificates},
        context_{context},
        conversations_{conversations} {}

  Result<model::Observation> run() {
    const auto earlier = earlier_endpoint();
    if (!earlier.ok()) return earlier.status();
    if (meanwhile() == Meanwhile::expiry)
      if (auto forged = forge_again(); !forged.ok()) return forged;
    auto seen = probe::perform_after(
        exchange_, endpoint_, *earlier, [this] { return happen(); }, deadline(), conversations_);
    // Of a target whose clock is not ours, and perhaps not known either.
    if (meanwhile() == Meanwhile::expiry && context_.client.external && absl::IsFailedPrecondition(seen.status()))
      return unsupported("the certificate, good for seconds by our clock, is not good by the target's: " +
                         message(seen.status()));
    return seen;
  }

 private:
  [[nodiscard]] Meanwhile meanwhile() const { return exchange_.session->meanwhile; }

  [[nodiscard]] core::Deadline deadline() const {
    const auto wait = meanwhile() == Meanwhile::expiry ? core::Nanoseconds{kLongestLife}
                      : takes_long()                   ? core::Nanoseconds{kRestartLimit}
                                                       : core::Nanoseconds{0};
    return {core::steady_clock(), 2 * context_.timeout + wait, context_.stop};
  }

  [[nodiscard]] bool takes_long() const { return meanwhile() != Meanwhile::nothing; }

  Result<model::Endpoint> earlier_endpoint() const {
    if (!exchange_.session->port) return endpoint_;
    const auto endpoint = lease_.endpoint(*exchange_.session->port);
    if (!endpoint)
      return unsupported("this target has no " + std::string{model::name(*exchange_.session->port)} + " port");
    return *endpoint;
  }

  /// A certificate that expires within seconds is made when its time has come.
  Status forge_again() {
    const auto before = certificates_ / "cases" / scenario_.case_id;
    const auto folder = context_.certificates.forge_again(certificates_, scenario_.case_id, context_.recipes);
    if (!folder.ok()) return folder.status();
    for (auto* client : {&exchange_.client, &exchange_.session->client})
      move_to(*client, before, certificates_ / *folder);
    return absl::OkStatus();
  }

  Status happen() {
    switch (meanwhile()) {
      case Meanwhile::nothing: return absl::OkStatus();
      case Meanwhile::expiry: return wait_for_expiry(exchange_.session->client.certificate, deadline());
      case Meanwhile::revocation: {
        const std::vector revoked{exchange_.session->client.certificate};
        const auto& lists = scenario_.topology.crl;
        if (auto made = pki::write_revocation_list(certificates_, revoked, certificates_ / lists); !made.ok())
          return made;
        return lease_.read_lists_again(deadline());
      }
      case Meanwhile::new_ca:
        if (auto replaced = context_.certificates.replace(certificates_, scenario_.topology); !replaced.ok())
          return replaced;
        return lease_.restart(deadline());
      case Meanwhile::restart: return lease_.restart(deadline());
    }
    return absl::OkStatus();
  }

  const model::Scenario& scenario_;
  model::Exchange exchange_;
  model::Endpoint endpoint_;
  deployment::Lease& lease_;
  const std::filesystem::path& certificates_;
  const GroupContext& context_;
  std::vector<model::Conversation>* conversations_;
};

}  // namespace

Result<model::Observation> resume(const model::Scenario& scenario, Concrete concrete, deployment::Lease& lease,
                                  const std::filesystem::path& certificates, const GroupContext& context,
                                  std::vector<model::Conversation>* conversations) {
  return Resumption{scenario, std::move(concrete), lease, certificates, context, conversations}.run();
}

}  // namespace tlsgauge::runner
