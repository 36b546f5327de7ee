#include "runner/run.hpp"

#include <algorithm>
#include <iterator>

#include "runner/certificates.hpp"
#include "runner/environment.hpp"
#include "runner/group.hpp"
#include "runner/plan.hpp"

namespace tlsgauge::runner {
namespace {

constexpr int kCommandFactor = 10;  // real clients retry, and an interpreter has to start

std::string two_digits(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

TargetClient client_of(const std::optional<ClientMaterial>& given) {
  TargetClient client;
  if (!given) return client;
  client.external = true;
  if (!given->server_name.empty()) client.server_name = given->server_name;
  if (given->login) client.login = *given->login;
  return client;
}

}  // namespace

Result<model::Report> run(const RunOptions& options, deployment::Backend& backend, const Progress& progress,
                          const std::stop_token& stop) {
  model::Report report{.interrupted = true,  // until it is not
                       .version = options.version,
                       .commit = options.commit,
                       .environment = describe_environment(options.network),
                       .target = backend.facts(),
                       .results = {},
                       .load = {}};
  report.target.profile = options.policy.profile;
  auto certificates = options.given ? Certificates::given(*options.given) : Certificates::make();
  if (!certificates.ok()) return certificates.status();
  if (auto written = report::write(report, options.formats, options.out); !written.ok()) return written;

  const auto client = client_of(options.given);
  std::size_t number = 0;
  for (const auto& group : plan(options.scenarios)) {
    progress.on_group(model::describe(group.topology), group.scenarios.size());
    auto results = run_group(group, {.backend = backend,
                                     .certificates = *certificates,
                                     .tools = options.tools,
                                     .client = client,
                                     .policy = options.policy,
                                     .deviations = options.deviations,
                                     .directory = options.out / "targets" / two_digits(++number),
                                     .timeout = options.timeout,
                                     .command_timeout = kCommandFactor * options.timeout,
                                     .jobs = options.jobs,
                                     .stop = stop,
                                     .on_result = progress.on_result});
    std::ranges::move(results, std::back_inserter(report.results));
    if (auto written = report::write(report, options.formats, options.out); !written.ok()) return written;
  }
  report.interrupted = stop.stop_requested();
  if (auto written = report::write(report, options.formats, options.out); !written.ok()) return written;
  return report;
}

}  // namespace tlsgauge::runner
