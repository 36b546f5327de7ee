#include "runner/group.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include "core/file.hpp"
#include "probe/perform.hpp"
#include "runner/load.hpp"
#include "runner/markers.hpp"
#include "runner/renewal.hpp"
#include "runner/resolve.hpp"
#include "runner/resumption.hpp"
#include "runner/sanity.hpp"
#include "scenario/catalogue.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;
using model::ScenarioResult;

constexpr auto kStartLimit = 90s;     // a Milvus on a busy machine; the embedded server needs a tenth of a second
constexpr auto kRenewalLimit = 120s;  // two starts, and connections before and after
constexpr std::size_t kMostRecorded = 256U << 20U;  // octets of evidence that a group holds until it is judged
constexpr int kAttempts = 3;                        // of a client that should not have got in

model::Verdict verdict_of(const Status& fault) {
  if (absl::IsUnimplemented(fault)) return model::Skipped{message(fault)};
  if (absl::IsCancelled(fault)) return model::Skipped{"the run was interrupted before this scenario"};
  return model::Broken{.fault = message(fault), .unreachable = absl::IsUnavailable(fault)};
}

/// A scenario's own seed, the same on every machine: FNV-1a over its id, from the run's seed on.
std::uint64_t seed_of(std::string_view id, std::uint64_t seed) {
  constexpr std::uint64_t kBasis = 0xcbf29ce484222325;
  constexpr std::uint64_t kPrime = 0x100000001b3;
  auto hash = kBasis ^ seed;
  for (const auto character : id) hash = (hash ^ static_cast<unsigned char>(character)) * kPrime;
  return hash;
}

/// Memory that it takes to keep what was seen, about.
std::size_t weight(const std::vector<model::Conversation>& conversations) {
  std::size_t octets = 0;
  for (const auto& conversation : conversations) {
    octets += conversation.sightings.size() * sizeof(model::Sighting);
    for (const auto& sighting : conversation.sightings)
      if (const auto* seen = std::get_if<model::OctetsSeen>(&sighting.what)) octets += seen->octets.size();
  }
  return octets;
}

ScenarioResult unjudged(const model::Scenario& scenario, model::Verdict verdict) {
  return {.scenario = scenario, .endpoints = {}, .observed = {}, .verdict = std::move(verdict), .grade = {}};
}

/// The scenarios of one group against one running target.
class GroupRun {
 public:
  GroupRun(const Group& group, const GroupContext& context, deployment::Lease& lease,
           std::filesystem::path certificates, std::map<std::string, Status> unforged)
      : group_{group},
        context_{context},
        lease_{lease},
        certificates_{std::move(certificates)},
        unforged_{std::move(unforged)},
        markers_{lease_, certificates_, context_},
        sanity_{lease_, certificates_, context_, markers_},
        results_(group.scenarios.size()),
        marks_(group.scenarios.size()) {}

  std::vector<ScenarioResult> run() {
    for (std::size_t i = 0; i < results_.size(); ++i)
      if (needs_good_client(group_.scenarios[i])) (void)sanity_.good_client(group_.scenarios[i]);
    before_ = lease_.resources();
    // A target that we start goes by our clock.
    if (context_.client.external) clock_ = sanity_.clock();
    try_all();
    look_at_what_was_done();
    sanity_.refresh();
    for (std::size_t i = 0; i < results_.size(); ++i) check_again(results_[i]);
    disown_results_of_a_dead_target();
    markers_.clean(group_.topology);
    return std::move(results_);
  }

 private:
  template <class Exchange>
  static bool is(const model::Scenario& scenario) {
    return std::holds_alternative<Exchange>(scenario.exchange.action);
  }

  static bool refuses(const model::Scenario& scenario) {
    return scenario.expectation.security == model::Decision::reject && !is<model::LogExchange>(scenario);
  }

  /// A refusal is proven by a good client. A forged certificate that must get in is tried where one does: over a
  /// version of TLS that the target speaks.
  static bool needs_good_client(const model::Scenario& scenario) {
    return refuses(scenario) || scenario.exchange.client.forged || scenario.exchange.session;
  }

  static bool waits(const model::Scenario& scenario) {
    const auto& session = scenario.exchange.session;
    return session && session->meanwhile == model::Meanwhile::expiry;
  }

  /// Loads come after all else, one at a time: what goes on beside them would be measured with them. What is left when
  /// all is done can be seen then only.
  void try_all() {
    try_side_by_side();
    for (std::size_t i = 0; i < results_.size(); ++i)
      if (is<model::LoadExchange>(group_.scenarios[i])) conclude(i, try_load(group_.scenarios[i]));
    for (std::size_t i = 0; i < results_.size(); ++i)
      if (is<model::ResourcesExchange>(group_.scenarios[i])) conclude(i, look_at_resources(group_.scenarios[i]));
  }

  void conclude(std::size_t i, ScenarioResult result) {
    results_[i] = std::move(result);
    context_.on_result(results_[i]);
  }

  void try_side_by_side() {
    std::vector<std::size_t> busy;
    std::vector<std::size_t> waiting;
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const auto& scenario = group_.scenarios[i];
      if (is<model::LoadExchange>(scenario) || is<model::ResourcesExchange>(scenario)) continue;
      (waits(scenario) ? waiting : busy).push_back(i);
    }

    std::mutex reporting;
    const auto try_at = [&](std::size_t i) {
      results_[i] = try_one(group_.scenarios[i], marks_[i]);
      const std::scoped_lock lock{reporting};
      if (!marks_[i].empty()) last_mark_ = core::steady_clock().now();
      context_.on_result(results_[i]);
    };
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (auto n = next++; n < busy.size(); n = next++) try_at(busy[n]);
    };
    std::vector<std::jthread> threads;
    // Those that wait for a certificate to expire do nothing else meanwhile: they all wait at once, beside the others.
    for (const auto i : waiting) threads.emplace_back(try_at, i);
    const auto workers = std::min<std::size_t>(context_.jobs, busy.size());
    for (std::size_t n = 1; n < workers; ++n) threads.emplace_back(work);
    // A process dies with the thread that started it: a scenario that restarts the target stays on this one.
    work();
  }

  ScenarioResult try_load(const model::Scenario& scenario) {
    if (context_.stop.stop_requested()) return unjudged(scenario, verdict_of(interrupted("")));
    auto measured = measure(scenario, lease_, certificates_, context_);
    if (!measured.ok()) return unjudged(scenario, verdict_of(measured.status()));
    auto result = judged(scenario, {}, std::move(measured->seen));
    result.load = std::move(measured->load);
    return result;
  }

  /// Tries one scenario; `mark` becomes the name by which its request can be found, where it was not let in and has
  /// one.
  ScenarioResult try_one(const model::Scenario& scenario, std::string& mark) {
    if (context_.stop.stop_requested()) return unjudged(scenario, verdict_of(interrupted("")));
    if (const auto* log = std::get_if<model::LogExchange>(&scenario.exchange.action))
      return judged(scenario, {}, read_log(*log));
    if (std::holds_alternative<model::RenewalExchange>(scenario.exchange.action))
      return judged(scenario, {}, renew_under_load(scenario, lease_, certificates_, deadline(kRenewalLimit)));
    if (const auto fault = unforged_.find(scenario.case_id); fault != unforged_.end())
      return unjudged(scenario, verdict_of(fault->second));
    auto concrete = resolve(scenario, lease_, certificates_, context_.tools, context_.client);
    if (!concrete.ok()) return unjudged(scenario, verdict_of(concrete.status()));
    if (needs_good_client(scenario)) {
      // Found before the threads started, so that they only read.
      if (auto verdict = no_sanity(scenario, "")) return unjudged(scenario, *std::move(verdict));
    }
    if (auto reason = doubt_about(scenario)) return unjudged(scenario, model::Skipped{*std::move(reason)});
    if (concrete->exchange.marker) concrete->exchange.marker = mark = markers_.next();
    if (context_.seed) concrete->exchange.seed = seed_of(scenario.id, *context_.seed);
    std::vector<model::Conversation> conversations;
    auto seen = attempt(scenario, *concrete, conversations);
    const bool wrong = refuses(scenario) && let_in(seen) && can_be_repeated(scenario);
    if (wrong) confirm(scenario, *concrete, *seen, conversations);
    const bool in = let_in(seen);
    auto result = judged(scenario, concrete->endpoints, std::move(seen));
    if (wrong) result.attempts = kAttempts;
    // A verdict may yet change, so that what a pass leaves is kept too, as far as there is room.
    if ((recorded_ += weight(conversations)) <= kMostRecorded) result.conversations = std::move(conversations);
    if (in && !mark.empty()) {
      result.executed = markers_.take(group_.topology, scenario.exchange.action, mark);
      if (scenario.expectation.never_executed && result.executed.value_or(false))
        result.verdict = excused(model::Fail{{"what must not be carried out was: " + mark + " has been made"}},
                                 scenario.id, *result.observed);
      mark.clear();
    }
    return result;
  }

  /// Why the target's clock would decide on its certificate instead of the target.
  [[nodiscard]] std::optional<std::string> doubt_about(const model::Scenario& scenario) const {
    const auto recipe = std::ranges::find(context_.recipes, scenario.case_id, &model::Recipe::id);
    if (!clock_ || recipe == context_.recipes.end()) return std::nullopt;
    return doubt(*clock_, *recipe, waits(scenario));
  }

  /// What happened between two connections has happened once; and not every session that lets a client in is wrong, nor
  /// is it wrong to go on without a second handshake.
  static bool can_be_repeated(const model::Scenario& scenario) {
    const auto& session = scenario.exchange.session;
    if (scenario.expectation.renegotiation_ignorable) return false;
    return !session || (session->meanwhile == model::Meanwhile::nothing &&
                        scenario.expectation.resumption == model::Resumption::any);
  }

  Result<model::Observation> attempt(const model::Scenario& scenario, const Concrete& concrete,
                                     std::vector<model::Conversation>& conversations) {
    auto* recorded = context_.records ? &conversations : nullptr;
    if (scenario.exchange.session) return resume(scenario, concrete, lease_, certificates_, context_, recorded);
    const bool command = std::holds_alternative<model::CommandExchange>(concrete.exchange.action);
    const auto once = command ? context_.command_timeout : context_.timeout + time_to_carry_out(scenario);
    const auto& series = scenario.exchange.series;
    const auto limit = series ? static_cast<int>(series->connections()) * once : once;
    return probe::perform(concrete.exchange, concrete.endpoint, deadline(limit), recorded);
  }

  /// Making a database or a collection takes some targets longer than an answer may take, and who is let in is not to
  /// look silent for that: it gets as much more as the good client has needed. It does not get as much as the good
  /// client may need, or a run against a target that hangs would take ten times as long.
  core::Nanoseconds time_to_carry_out(const model::Scenario& scenario) {
    if (!scenario.exchange.marker || !needs_good_client(scenario)) return core::Nanoseconds{0};
    const auto& good = sanity_.good_client(scenario);
    return good.ok() ? good->timings.verdict : core::Nanoseconds{0};
  }

  static bool let_in(const Result<model::Observation>& seen) {
    return seen.ok() && std::holds_alternative<model::Accepted>(seen->outcome);
  }

  /// A client that must be refused has got in: does it again? Either way it is a failure, but not of one kind.
  void confirm(const model::Scenario& scenario, const Concrete& concrete, model::Observation& seen,
               std::vector<model::Conversation>& conversations) {
    int times = 1;
    for (int i = 1; i < kAttempts; ++i) times += let_in(attempt(scenario, concrete, conversations)) ? 1 : 0;
    seen.detail += (seen.detail.empty() ? "" : "; ") + ("let in " + std::to_string(times) + " times in ") +
                   std::to_string(kAttempts) + " attempts";
  }

  /// A request that the target has carried out for a client whom it refused is worse than no refusal: nobody notices.
  /// It may do so after the refusal, too.
  void look_at_what_was_done() {
    look_once();
    if (context_.afterwards == core::Nanoseconds{0}) return;
    const bool any_may_come = std::ranges::any_of(
        results_, [](const ScenarioResult& result) { return was_refused(result) && result.executed == false; });
    if (!any_may_come || !wait_for_what_comes_late()) return;
    look_once();
  }

  /// @return false where the user did not want to wait.
  [[nodiscard]] bool wait_for_what_comes_late() const {
    const auto since = core::steady_clock().now() - last_mark_;
    const auto wait = deadline(context_.afterwards - since);
    while (!wait.expired()) std::this_thread::sleep_for(std::min<core::Nanoseconds>(wait.remaining(), 20ms));
    return !wait.interrupted();
  }

  void look_once() {
    markers_.look(group_.topology);
    for (std::size_t i = 0; i < results_.size(); ++i) {
      auto& result = results_[i];
      if (marks_[i].empty() || !result.observed) continue;
      result.executed = markers_.found(result.scenario.exchange.action, marks_[i]);
      // Silence is judged as it is: the target may still have been at it.
      if (!was_refused(result) || !result.executed.value_or(false)) continue;
      result.verdict =
          model::Fail{{"the client was not let in, but its request was carried out: " + marks_[i] + " has been made"}};
    }
  }

  /// It had to be, and was.
  static bool was_refused(const ScenarioResult& result) {
    return refuses(result.scenario) && result.observed &&
           std::holds_alternative<model::Refused>(result.observed->outcome);
  }

  [[nodiscard]] core::Deadline deadline(core::Nanoseconds limit) const {
    return {core::steady_clock(), limit, context_.stop};
  }

  ScenarioResult judged(const model::Scenario& scenario, std::vector<std::string> endpoints,
                        Result<model::Observation> seen) const {
    if (context_.stop.stop_requested()) return unjudged(scenario, verdict_of(interrupted("")));
    if (!seen.ok()) return unjudged(scenario, verdict_of(seen.status()));
    auto judgement = verdict::judge(scenario, *seen, context_.policy);
    auto verdict = excused(std::move(judgement.verdict), scenario.id, *seen);
    return {.scenario = scenario,
            .endpoints = std::move(endpoints),
            .observed = *std::move(seen),
            .verdict = std::move(verdict),
            .grade = judgement.grade};
  }

  [[nodiscard]] model::Verdict excused(model::Verdict verdict, const std::string& id,
                                       const model::Observation& seen) const {
    const auto* known = deviation(id, seen);
    return known == nullptr ? verdict : verdict::excuse(std::move(verdict), *known, seen);
  }

  /// The deviation of a scenario: the first that explains what was seen, else the first.
  [[nodiscard]] const model::Deviation* deviation(const std::string& id, const model::Observation& seen) const {
    const model::Deviation* first = nullptr;
    for (const auto& known : context_.deviations) {
      if (!scenario::matches(known.id, id)) continue;
      if (!known.seen.good_client_too && verdict::explains(known.seen, seen)) return &known;
      if (first == nullptr) first = &known;
    }
    return first;
  }

  /// A refusal proves nothing where a good client is refused too. Where that is known of the target, it is explained.
  /// @return nothing when the good client got in.
  std::optional<model::Verdict> no_sanity(const model::Scenario& scenario, const std::string& when) {
    const auto& good = sanity_.good_client(scenario);
    if (!good.ok()) return verdict_of(good.status());
    if (std::holds_alternative<model::Accepted>(good->outcome)) return std::nullopt;
    const auto what = "a refusal proves nothing here, because " + when +
                      "a good client does not get in either: " + model::describe(*good);
    for (const auto& known : context_.deviations) {
      const bool explained = known.seen.good_client_too && verdict::explains(known.seen, *good);
      if (explained && scenario::matches(known.id, scenario.id))
        return model::ExpectedFail{.reason = known.reason, .mismatches = {what}};
    }
    if (scenario.pins_version() && context_.client.external && speaks_not(*good))
      return model::Skipped{"the target does not speak the TLS version of this scenario: " + model::describe(*good)};
    return model::Broken{.fault = what, .unreachable = std::holds_alternative<model::Unreachable>(good->outcome)};
  }

  /// The server refused the version that was offered (RFC 8446 section 4.1.3, section 6.2).
  static bool speaks_not(const model::Observation& good) {
    const auto* refused = std::get_if<model::Refused>(&good.outcome);
    return refused != nullptr && refused->alert && refused->alert->alert == model::alerts::protocol_version;
  }

  void check_again(ScenarioResult& result) {
    const bool passed = std::holds_alternative<model::Pass>(result.verdict) && refuses(result.scenario);
    if (!passed || context_.stop.stop_requested()) return;
    if (auto verdict = no_sanity(result.scenario, "after the group ")) result.verdict = *std::move(verdict);
  }

  void disown_results_of_a_dead_target() {
    const auto end = lease_.ended();
    if (!end) return;
    for (auto& result : results_) {
      const bool answered = result.observed && std::holds_alternative<model::Accepted>(result.observed->outcome);
      if (answered || std::holds_alternative<model::Skipped>(result.verdict)) continue;
      result.verdict = model::Broken{.fault = "the target ended by itself (" + *end +
                                              ") while its scenarios ran; see " + lease_.log().string()};
    }
  }

  ScenarioResult look_at_resources(const model::Scenario& scenario) {
    if (context_.stop.stop_requested()) return unjudged(scenario, verdict_of(interrupted("")));
    const auto& more = std::get<model::ResourcesExchange>(scenario.exchange.action);
    return judged(scenario, {}, what_is_left(more));
  }

  /// The target has the time of one exchange to let go of what the last ones have left.
  [[nodiscard]] Result<model::Observation> what_is_left(const model::ResourcesExchange& more) const {
    constexpr std::uint64_t kMebibyte = 1U << 20U;
    const auto until = deadline(context_.timeout);
    for (;;) {
      const auto now = lease_.resources();
      if (!before_ || !now) return unsupported("what this target's process holds cannot be seen");
      const bool back = now->descriptors <= before_->descriptors + more.descriptors &&
                        now->memory <= before_->memory + more.mebibytes * kMebibyte;
      if (!back && !until.expired()) {
        std::this_thread::sleep_for(50ms);
        continue;
      }
      model::Observation seen;
      if (!back) seen.outcome = model::Refused{.by = model::Party::server, .stage = model::Stage::command, .alert = {}};
      seen.detail = std::to_string(before_->descriptors) + " descriptors and " +
                    std::to_string(before_->memory / kMebibyte) + " MiB before, " + std::to_string(now->descriptors) +
                    " and " + std::to_string(now->memory / kMebibyte) + " after";
      return seen;
    }
  }

  Result<model::Observation> read_log(const model::LogExchange& wanted) const {
    if (lease_.log().empty()) return unsupported("this target has no log that the harness can read");
    auto log = core::read_file(lease_.log(), 64U << 20U);
    if (!log.ok()) return log.status();
    model::Observation seen;
    if (log->find(wanted.text) != std::string::npos) {
      seen.outcome = model::Accepted{};
      seen.detail = "the log holds '" + wanted.text + "'";
    } else {
      seen.outcome = model::Refused{.by = model::Party::server, .stage = model::Stage::command, .alert = {}};
      seen.detail = "the log does not hold '" + wanted.text + "'";
    }
    return seen;
  }

  const Group& group_;
  const GroupContext& context_;
  deployment::Lease& lease_;
  std::filesystem::path certificates_;
  std::map<std::string, Status> unforged_;  ///< why a case has no certificate to try, by its id
  Markers markers_;
  Sanity sanity_;
  std::optional<core::Resources> before_;  ///< what the target's process held; empty: it cannot be seen
  std::optional<ClockOffset> clock_;       ///< of a target that goes by another than ours; empty: not known
  std::vector<ScenarioResult> results_;
  std::atomic<std::size_t> recorded_ = 0;  ///< octets of conversations
  std::vector<std::string> marks_;         ///< of the requests, by the scenarios' places; empty: not marked
  core::TimePoint last_mark_{};            ///< when the last of them had its end
};

std::vector<ScenarioResult> all(const Group& group, const GroupContext& context, const Status& fault) {
  std::vector<ScenarioResult> results;
  for (const auto& scenario : group.scenarios) {
    results.push_back(unjudged(scenario, verdict_of(fault)));
    context.on_result(results.back());
  }
  return results;
}

}  // namespace

std::vector<ScenarioResult> run_group(const Group& group, const GroupContext& context) {
  if (context.stop.stop_requested()) return all(group, context, interrupted(""));
  const auto certificates = context.certificates.directory(group.topology);
  if (!certificates.ok()) return all(group, context, certificates.status());
  if (auto made = core::make_directory(context.directory, core::Readers::owner_only); !made.ok())
    return all(group, context, made);
  auto unforged = context.certificates.forge(*certificates, group.scenarios, context.recipes);
  const auto lease =
      context.backend.start({.topology = group.topology, .certificates = *certificates, .directory = context.directory},
                            core::Deadline{core::steady_clock(), kStartLimit, context.stop});
  if (!lease.ok()) return all(group, context, context.stop.stop_requested() ? interrupted("") : lease.status());
  return GroupRun{group, context, **lease, *certificates, std::move(unforged)}.run();
}

}  // namespace tlsgauge::runner
