#include <algorithm>
#include <array>

#include "core/result.hpp"
#include "core/text.hpp"
#include "report/layout.hpp"
#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

struct Look {
  std::string_view color;  // SGR code
  bool expected;           // nothing to do for the reader
};

Look look(const model::Verdict& verdict) {
  return std::visit(overloaded{[](const model::Pass&) {
                                 return Look{"32", true};
                               },
                               [](const model::Fail&) {
                                 return Look{"31", false};
                               },
                               [](const model::Hung&) {
                                 return Look{"31", false};
                               },
                               [](const model::ExpectedFail&) {
                                 return Look{"33", false};
                               },
                               [](const model::UnexpectedPass&) {
                                 return Look{"31", false};
                               },
                               [](const model::Skipped&) {
                                 return Look{"36", false};
                               },
                               [](const model::Broken&) {
                                 return Look{"35", false};
                               }},
                    verdict);
}

std::string painted(const std::string& text, std::string_view color, bool wanted) {
  return wanted ? "\x1b[" + std::string{color} + "m" + text + "\x1b[0m" : text;
}

/// What a line says: where there is nothing to explain, only what was seen.
std::string words(const model::ScenarioResult& result) {
  const auto* pass = std::get_if<model::Pass>(&result.verdict);
  const bool plain = pass != nullptr && pass->note.empty();
  return plain && result.observed ? model::describe(*result.observed) : reason(result);
}

}  // namespace

std::string summary_line(const model::Report& report) {
  const auto summary = model::summarize(report);
  std::string line = std::to_string(summary.total) + (summary.total == 1 ? " scenario: " : " scenarios: ") +
                     std::to_string(summary.passed) + " passed";
  const auto add = [&](int count, const std::string& what) {
    if (count > 0) line += ", " + std::to_string(count) + " " + what;
  };
  add(summary.failed, "failed");
  add(summary.hung, "hung");
  add(summary.xpassed, "passed unexpectedly");
  add(summary.xfailed, "failed as explained");
  add(summary.skipped, "skipped");
  add(summary.errors, "not judged (harness)");
  if (report.interrupted) line += "; interrupted";
  return line;
}

std::string to_console(const model::Report& report, const ConsoleStyle& style) {
  std::size_t width = 0;
  for (const auto& result : report.results) width = std::max(width, result.scenario.id.size());
  std::string text;
  for (const auto& result : report.results) {
    const auto how = look(result.verdict);
    if (how.expected && !style.passes_too) continue;
    text += painted(padded(std::string{model::name(result.verdict)}, 6), how.color, style.color);
    text += padded(result.scenario.id, width) + "  ";
    text += core::terminal_line(words(result));
    text += "\n";
  }
  return text + summary_line(report) + "\n";
}

}  // namespace tlsgauge::report
