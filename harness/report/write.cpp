#include "report/write.hpp"

#include "core/file.hpp"
#include "report/render.hpp"

namespace tlsgauge::report {

Status write(const model::Report& report, const std::set<Format>& formats, const std::filesystem::path& directory) {
  for (const auto format : formats) {
    Status status;
    switch (format) {
      case Format::json:
        status = core::write_file(directory / "report.json", to_json(report), core::Readers::everyone);
        break;
      case Format::junit:
        status = core::write_file(directory / "junit.xml", to_junit(report), core::Readers::everyone);
        break;
      case Format::ctrf:
        status = core::write_file(directory / "ctrf.json", to_ctrf(report), core::Readers::everyone);
        break;
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tlsgauge::report
