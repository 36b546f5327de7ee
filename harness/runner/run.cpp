#include "runner/run.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "runner/attempts.hpp"
#include "runner/certificates.hpp"
#include "runner/environment.hpp"
#include "runner/group.hpp"
#include "runner/plan.hpp"
#include "runner/profile.hpp"

namespace tlsgauge::runner {
namespace {

constexpr int kCommandFactor = 10;  // real clients retry, and an interpreter has to start

/// A target that refuses and acts all the same does so from a queue, or when its time limit is over. The run takes that
/// much longer, so it is not more.
constexpr std::chrono::milliseconds kAfterwards{1500};

/// How many of a group's requests a target that acts late could carry out.
std::ptrdiff_t marked_refusals(const Group& group) {
  return std::ranges::count_if(group.scenarios, [](const model::Scenario& scenario) {
    return scenario.exchange.marker && scenario.expectation.security == model::Decision::reject;
  });
}

std::string two_digits(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

TargetClient client_of(const std::optional<ClientMaterial>& given) {
  TargetClient client;
  if (!given) return client;
  client.external = true;
  if (!given->server_name.empty()) client.server_name = given->server_name;
  if (given->login) client.login = *given->login;
  return client;
}

std::vector<model::Scenario> loads_of(const std::vector<model::Scenario>& scenarios) {
  std::vector<model::Scenario> loads;
  std::ranges::copy_if(scenarios, std::back_inserter(loads), [](const model::Scenario& scenario) {
    return std::holds_alternative<model::LoadExchange>(scenario.exchange.action);
  });
  return loads;
}

/// One entrant's run, pass by pass.
class Trial {
 public:
  explicit Trial(const Entrant& entrant)
      : entrant_{entrant}, client_{client_of(entrant.options.given)}, policy_{entrant.options.policy} {
    const auto& options = entrant.options;
    report_ = {.interrupted = true,  // until it is not
               .version = options.version,
               .commit = options.commit,
               .environment = describe_environment(options.network),
               .target = entrant.backend.facts(),
               .results = {},
               .load = {}};
    if (!policy_.profile.empty()) {
      adopt({.name = policy_.profile, .basis = "chosen with --profile"});
    } else if (!report_.target.profile.empty()) {
      adopt({.name = report_.target.profile, .basis = "known of this target"});
    }
  }

  Status begin() {
    const auto& given = entrant_.options.given;
    const auto giants = Places::from_environment().giant_keys();
    auto certificates = given ? Certificates::given(*given, giants) : Certificates::make(giants);
    if (!certificates.ok()) return certificates.status();
    certificates_.emplace(*std::move(certificates));
    return write();
  }

  /// Tries `scenarios`, for the first time or once more. The first pass names all of them, also those that an
  /// interruption leaves out.
  Status pass(const std::vector<model::Scenario>& scenarios, const std::stop_token& stop) {
    const bool once_more = !report_.results.empty();
    if (!once_more && policy_.profile.empty()) find_profile(scenarios, stop);
    const auto groups = plan(scenarios);
    const auto most_marked = std::ranges::max_element(groups, {}, marked_refusals);
    for (auto group = groups.begin(); group != groups.end(); ++group) {
      if (once_more && stop.stop_requested()) break;
      entrant_.progress.on_group(model::describe(group->topology), group->scenarios.size());
      auto with = context(stop);
      // What a target does long after a refusal is no matter of the group's topology: one group is enough to see it.
      if (group == most_marked) with.afterwards = kAfterwards;
      for (auto& result : run_group(*group, with))
        if (auto added = add(std::move(result)); !added.ok()) return added;
      report_.environment.steal_percent = steal_percent(cpu_at_start_);
      if (auto written = write_now_and_then(); !written.ok()) return written;
    }
    return absl::OkStatus();
  }

  Status finish(const std::stop_token& stop) {
    report_.interrupted = stop.stop_requested();
    return write();
  }

  [[nodiscard]] model::Report& report() { return report_; }

 private:
  [[nodiscard]] Status write() const { return report::write(report_, entrant_.options.formats, entrant_.options.out); }

  void adopt(const Profile& profile) {
    policy_.profile = report_.target.profile = profile.name;
    report_.target.profile_basis = profile.basis;
  }

  /// Tries the calibration on a server of the kind that `scenarios` want, if one of them does.
  void find_profile(const std::vector<model::Scenario>& scenarios, const std::stop_token& stop) {
    for (const auto& group : plan(entrant_.options.calibration)) {
      if (std::ranges::find(scenarios, group.topology, &model::Scenario::topology) == scenarios.end()) continue;
      auto quiet = context(stop);
      quiet.on_result = [](const model::ScenarioResult&) {};
      quiet.records = false;
      adopt(infer_profile(run_group(group, quiet)));
      return;
    }
  }

  /// Between groups: a run of many short ones would spend its time on reports that nobody reads.
  [[nodiscard]] Status write_now_and_then() {
    constexpr std::chrono::seconds kEnough{1};
    const auto now = core::steady_clock().now();
    if (now - written_ < kEnough) return absl::OkStatus();
    written_ = now;
    return write();
  }

  [[nodiscard]] GroupContext context(const std::stop_token& stop) {
    const auto& options = entrant_.options;
    return {.backend = entrant_.backend,
            .certificates = *certificates_,
            .tools = options.tools,
            .client = client_,
            .policy = policy_,
            .deviations = options.deviations,
            .recipes = options.recipes,
            .good_programs = options.good_programs,
            .directory = options.out / "targets" / two_digits(++groups_),
            .timeout = options.timeout,
            .command_timeout = kCommandFactor * options.timeout,
            .afterwards = {},
            .seed = options.seed,
            .records = options.evidence != EvidenceOf::none,
            .jobs = options.jobs,
            .stop = stop,
            .on_result = entrant_.progress.on_result};
  }

  Status add(model::ScenarioResult result) {
    if (auto kept = keep_evidence(result, entrant_.options.evidence, entrant_.options.out); !kept.ok()) return kept;
    if (result.load) report_.load.push_back(*std::exchange(result.load, std::nullopt));
    add_attempt(report_.results, std::move(result));
    return absl::OkStatus();
  }

  const Entrant& entrant_;
  TargetClient client_;
  verdict::Policy policy_;
  CpuTimes cpu_at_start_ = CpuTimes::now();
  std::optional<Certificates> certificates_;
  std::size_t groups_ = 0;
  core::TimePoint written_{};  // when the report was, last
  model::Report report_;
};

}  // namespace

std::size_t expected_results(const RunOptions& options) {
  return options.scenarios.size() + (options.repeat - 1) * loads_of(options.scenarios).size();
}

Result<std::vector<model::Report>> run(const std::vector<Entrant>& entrants, const std::stop_token& stop) {
  std::deque<Trial> trials;
  unsigned passes = 1;
  for (const auto& entrant : entrants) {
    if (auto begun = trials.emplace_back(entrant).begin(); !begun.ok()) return begun;
    passes = std::max(passes, entrant.options.repeat);
  }
  for (unsigned pass = 0; pass < passes && !stop.stop_requested(); ++pass) {
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const auto& options = entrants[i].options;
      if (pass >= options.repeat) continue;
      const auto wanted = pass == 0 ? options.scenarios : loads_of(options.scenarios);
      if (auto tried = trials[i].pass(wanted, stop); !tried.ok()) return tried;
    }
  }
  std::vector<model::Report> reports;
  for (auto& trial : trials) {
    if (auto finished = trial.finish(stop); !finished.ok()) return finished;
    reports.push_back(std::move(trial.report()));
  }
  return reports;
}

}  // namespace tlsgauge::runner
