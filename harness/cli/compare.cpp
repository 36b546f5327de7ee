#include "cli/compare.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>

#include "core/file.hpp"
#include "report/comparison_render.hpp"
#include "report/read_report.hpp"
#include "verdict/compare.hpp"

namespace tlsgauge::cli {
namespace {

constexpr int kRegression = 1;

/// `compare` as it stands on the command line.
struct CompareArguments {
  std::filesystem::path before, after, out;
  GateOptions gate;
};

/// "10%" → 0.1. The sign is required: 0.1 would be taken for a tenth by some and for a tenth of a percent by others.
Result<double> share(const std::string& text) {
  constexpr double kMost = 1000;
  double percent = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, percent, std::chars_format::fixed);
  if (error != std::errc{} || std::string_view{rest, end} != "%" || !(percent >= 0 && percent <= kMost))
    return bad_input("--tolerance " + text + ": must be a percentage like 10%, at most 1000%");
  return percent / 100;
}

report::ComparisonStyle style_of(const CommonOptions& common, int descriptor) {
  const auto detail = common.quiet     ? report::Detail::regressions
                      : common.verbose ? report::Detail::everything
                                       : report::Detail::digest;
  return {.color = !common.no_color && ::isatty(descriptor) == 1, .detail = detail};
}

/// Leaves the comparison in `file`.
Status write(const model::Comparison& comparison, const std::filesystem::path& file) {
  if (file.has_parent_path()) {
    if (auto made = core::make_directory(file.parent_path(), core::Readers::everyone); !made.ok()) return made;
  }
  return core::write_file(file, report::to_json(comparison), core::Readers::everyone);
}

int compare(const CompareArguments& arguments, const CommonOptions& common) {
  const auto gate = gate_of(arguments.gate);
  if (!gate.ok()) return complain_of_usage(gate.status());
  const auto before = report::read_report(arguments.before);
  if (!before.ok()) return complain(before.status());
  const auto after = report::read_report(arguments.after);
  if (!after.ok()) return complain(after.status());

  const auto comparison = verdict::compare(*before, *after, *gate);
  if (!arguments.out.empty()) {
    if (const auto written = write(comparison, arguments.out); !written.ok()) return complain(written);
  }
  std::cout << (common.json ? report::to_json(comparison)
                            : report::to_console(comparison, style_of(common, STDOUT_FILENO)))
            << std::flush;
  // What it lacks cannot be known not to have become worse.
  if (after->origin.interrupted) return complain(bad_input(after->origin.file + " was interrupted: run it again"));
  return model::summarize(comparison).regressions() > 0 ? kRegression : 0;
}

}  // namespace

void add_gate_options(CLI::App& command, GateOptions& options) {
  command.add_option("--tolerance", options.tolerance, "By how much a cost may rise (default 10%)");
  command.add_option("--gate", options.gates, "Costs that can be a regression: cpu (default), latency, none")
      ->delimiter(',')
      ->check(CLI::IsMember({"cpu", "latency", "none"}));
  command.add_flag("--across-machines", options.across_machines,
                   "Judge costs although the machines differ, or were busy");
}

Result<model::CostGate> gate_of(const GateOptions& options) {
  const auto tolerance = share(options.tolerance);
  if (!tolerance.ok()) return tolerance.status();
  const auto named = [&](const char* word) { return std::ranges::find(options.gates, word) != options.gates.end(); };
  return model::CostGate{.tolerance = *tolerance,
                         .cpu = named("cpu"),
                         .latency = named("latency"),
                         .across_machines = options.across_machines};
}

Result<bool> worse_than(const model::ReportDigest& baseline, const std::filesystem::path& out,
                        const model::CostGate& gate, const CommonOptions& common) {
  const auto report = report::read_report(out);
  if (!report.ok()) return report.status();
  const auto comparison = verdict::compare(baseline, *report, gate);
  if (auto written = write(comparison, out / "comparison.json"); !written.ok()) return written;
  auto& stream = common.json ? std::cerr : std::cout;
  stream << "\n"
         << report::to_console(comparison, style_of(common, common.json ? STDERR_FILENO : STDOUT_FILENO)) << std::flush;
  return model::summarize(comparison).regressions() > 0;
}

void add_compare(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto arguments = std::make_shared<CompareArguments>();
  auto* command = app.add_subcommand("compare", "Says what changed from one report to another");
  command->fallthrough();
  command->footer(
      "Regressions are: a verdict that became fail, hang, error or xpass; a load that is no longer valid; a cost "
      "whose\n"
      "95 % confidence interval lies above the tolerance, given three repeats of the load in each report.\n"
      "Exit codes: 0 no regression · 1 a regression · 2 a report cannot be read, or NEW was interrupted ·\n"
      "64 wrong usage.\n\n"
      "Example:\n"
      "  tlsgauge compare reports/out/20260101T000000Z reports/out/latest --tolerance 5%");
  command->add_option("OLD", arguments->before, "A report.json, or the directory of a run")->required();
  command->add_option("NEW", arguments->after, "The same, of the later run")->required();
  add_gate_options(*command, arguments->gate);
  command->add_option("--out", arguments->out, "File that the comparison is written to, as JSON");
  command->callback([arguments, &common, &exit_code] { exit_code = compare(*arguments, common); });
}

}  // namespace tlsgauge::cli
