#include <iomanip>
#include <map>
#include <sstream>

#include "core/result.hpp"
#include "core/text.hpp"
#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

std::chrono::duration<double> duration(const model::ScenarioResult& result) {
  return result.observed ? result.observed->timings.verdict : std::chrono::nanoseconds{0};
}

/// Seconds as an xs:decimal, which knows no exponent.
std::string seconds(std::chrono::duration<double> time) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(6) << time.count();
  return text.str();
}

/// The element inside <testcase> that says what went wrong; empty for a pass. An expected failure is a skip: JUnit has
/// no word for it, and a nightly job must stay green.
std::string outcome(const model::ScenarioResult& result) {
  const auto element = [&](const std::string& tag) {
    return "<" + tag + " message=\"" + core::xml_escaped(reason(result)) + "\"/>";
  };
  return std::visit(overloaded{[](const model::Pass&) { return std::string{}; },
                               [&](const model::Fail&) { return element("failure"); },
                               [&](const model::Hung&) { return element("failure"); },
                               [&](const model::ExpectedFail&) { return element("skipped"); },
                               [&](const model::UnexpectedPass&) { return element("failure"); },
                               [&](const model::Skipped&) { return element("skipped"); },
                               [&](const model::Broken&) { return element("error"); }},
                    result.verdict);
}

struct Suite {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  std::chrono::duration<double> duration{0};
  std::string cases;
};

void add(Suite& suite, const model::ScenarioResult& result) {
  const auto inside = outcome(result);
  ++suite.tests;
  suite.failures += inside.starts_with("<failure") ? 1 : 0;
  suite.errors += inside.starts_with("<error") ? 1 : 0;
  suite.skipped += inside.starts_with("<skipped") ? 1 : 0;
  suite.duration += duration(result);
  const auto& id = result.scenario.id;
  const auto slash = id.rfind('/', id.find('@'));
  const auto folder = slash == std::string::npos ? std::string{} : id.substr(0, slash);
  std::ostringstream line;
  line << "    <testcase classname=\"" << core::xml_escaped(folder) << "\" name=\""
       << core::xml_escaped(id.substr(folder.empty() ? 0 : slash + 1)) << "\" time=\"" << seconds(duration(result))
       << "\">" << inside << "</testcase>\n";
  suite.cases += line.str();
}

}  // namespace

std::string to_junit(const model::Report& report) {
  std::map<std::string, Suite> suites;
  for (const auto& result : report.results) add(suites[std::string{result.scenario.suite()}], result);
  if (!report.fault.empty()) {
    suites["tlsgauge"] = {.tests = 1,
                          .errors = 1,
                          .cases = "    <testcase classname=\"tlsgauge\" name=\"run\" time=\"0\"><error message=\"" +
                                   core::xml_escaped(report.fault) + "\"/></testcase>\n"};
  }
  std::ostringstream xml;
  xml << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tlsgauge\">\n";
  for (const auto& [name, suite] : suites) {
    xml << "  <testsuite name=\"" << core::xml_escaped(name) << "\" tests=\"" << suite.tests << "\" failures=\""
        << suite.failures << "\" errors=\"" << suite.errors << "\" skipped=\"" << suite.skipped << "\" time=\""
        << seconds(suite.duration) << "\" timestamp=\"" << rfc3339(report.environment.started) << "\" hostname=\""
        << core::xml_escaped(report.environment.host) << "\">\n"
        << suite.cases << "  </testsuite>\n";
  }
  xml << "</testsuites>\n";
  return xml.str();
}

}  // namespace tlsgauge::report
