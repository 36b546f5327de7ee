#include "runner/plan.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "scenario/catalogue.hpp"

namespace tlsgauge::runner {
namespace {

const std::string kSlow = "slow";

bool matches_filter(const std::string& filter, const std::string& id) {
  if (filter.find_first_of("*?[/") == std::string::npos) return id.find(filter) != std::string::npos;
  return scenario::matches(filter, id);
}

bool wanted(const model::Scenario& scenario, const Selection& selection) {
  const auto has_tag = [&](const std::string& tag) {
    return std::ranges::find(scenario.tags, tag) != scenario.tags.end();
  };
  const bool suite =
      selection.suites.empty() || std::ranges::find(selection.suites, scenario.suite()) != selection.suites.end();
  const bool filter = selection.filters.empty() || std::ranges::any_of(selection.filters, [&](const std::string& glob) {
                        return matches_filter(glob, scenario.id);
                      });
  const bool asks_for_slow = selection.slow || std::ranges::find(selection.tags, kSlow) != selection.tags.end();
  if (has_tag(kSlow) && !asks_for_slow) return false;
  return suite && filter && (selection.tags.empty() || std::ranges::any_of(selection.tags, has_tag));
}

}  // namespace

Result<std::vector<model::Scenario>> select(std::vector<model::Scenario> catalogue, const Selection& selection) {
  std::set<std::string> suites;
  for (const auto& scenario : catalogue) suites.emplace(scenario.suite());
  for (const auto& suite : selection.suites) {
    if (suites.contains(suite)) continue;
    std::string known;
    for (const auto& name : suites) known += (known.empty() ? "" : ", ") + name;
    return missing("no suite is called '" + suite + "'; there are: " + known);
  }
  std::erase_if(catalogue, [&](const model::Scenario& scenario) { return !wanted(scenario, selection); });
  if (catalogue.empty())
    return missing(
        "no scenario matches; 'tlsgauge list' shows every id and tag (those tagged slow run with --tag slow)");
  return catalogue;
}

std::vector<model::Scenario> good_programs(const std::vector<model::Scenario>& catalogue) {
  std::vector<model::Scenario> good;
  std::ranges::copy_if(catalogue, std::back_inserter(good), [](const model::Scenario& scenario) {
    return std::holds_alternative<model::CommandExchange>(scenario.exchange.action) &&
           scenario.expectation.security == model::Decision::accept;
  });
  return good;
}

std::vector<model::Scenario> with_given_certificates(std::vector<model::Scenario> scenarios) {
  std::set<std::string> known;
  for (auto& scenario : scenarios) {
    for (const auto& [word, without] :
         {std::pair{"@" + scenario.topology.certificates + "+", "@"},
          std::pair{"@" + scenario.topology.certificates, ""}, std::pair{"+" + scenario.topology.certificates, ""}}) {
      const auto at = scenario.id.find(word);
      if (at == std::string::npos) continue;
      scenario.id.replace(at, word.size(), without);
      break;
    }
    scenario.topology.certificates = model::Topology::kGivenCertificates;
    // Nobody can tell such a target which versions to accept: a good client finds out.
    if (scenario.pins_version()) scenario.topology.oldest_tls.reset();
  }
  std::erase_if(scenarios, [&](const model::Scenario& scenario) { return !known.insert(scenario.id).second; });
  return scenarios;
}

namespace {

bool sends_application_data(const std::vector<model::Sending>& sendings) {
  return std::ranges::any_of(sendings, [](const model::Sending& sending) {
    const auto* record = std::get_if<model::RecordItem>(&sending.item);
    return record != nullptr && record->type == model::ContentType::application_data;
  });
}

/// Whether it is about what is agreed on by ALPN, or about the octets above TLS: at another port these are not
/// HTTP/2's.
bool is_about_http2(const model::Scenario& scenario) {
  if (scenario.expectation.alpn) return true;
  const auto& script = scenario.exchange.script;
  if (!script) return false;
  return script->hello.alpn || std::ranges::any_of(script->steps, [](const model::Step& step) {
           return step.at == "application_data" || sends_application_data(step.before) ||
                  sends_application_data(step.after);
         });
}

}  // namespace

std::vector<model::Scenario> without_grpc_port(std::vector<model::Scenario> scenarios) {
  for (auto& scenario : scenarios) {
    auto* tls = std::get_if<model::TlsExchange>(&scenario.exchange.action);
    if (tls == nullptr || tls->port != model::Port::grpc) continue;
    if (scenario.pins_version() && !is_about_http2(scenario)) tls->port = model::Port::rest;
  }
  return scenarios;
}

std::vector<model::Scenario> without_traces(std::vector<model::Scenario> scenarios) {
  for (auto& scenario : scenarios) scenario.exchange.marker.reset();
  return scenarios;
}

std::vector<Group> plan(const std::vector<model::Scenario>& scenarios) {
  std::vector<Group> groups;
  for (const auto& scenario : scenarios) {
    auto group = std::ranges::find(groups, scenario.topology, &Group::topology);
    if (group == groups.end())
      group = groups.insert(groups.end(), Group{.topology = scenario.topology, .scenarios = {}});
    group->scenarios.push_back(scenario);
  }
  return groups;
}

}  // namespace tlsgauge::runner
