#include "cli/report_fault.hpp"

#include <utility>

#include "cli/commands.hpp"

namespace tlsgauge::cli {

int report_fault(const Status& fault, model::Report report, const std::set<report::Format>& formats,
                 const std::filesystem::path& out) {
  report.interrupted = absl::IsCancelled(fault);
  if (!report.interrupted) report.fault = message(fault);
  if (auto written = report::write(report, formats, out); !written.ok()) (void)complain(written);
  return complain(fault);
}

}  // namespace tlsgauge::cli
