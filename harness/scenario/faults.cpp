#include "scenario/catalogue.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {

Result<model::FaultCatalogue> load_faults(const std::filesystem::path& file) {
  model::FaultCatalogue catalogue;
  auto status = read_document(file, [&](Reader& root, Complaint&) {
    catalogue.suite = root.text("suite");
    for (auto& entry : root.objects("faults")) {
      catalogue.faults.push_back({.fault = entry.text("fault"), .found_by = entry.texts("found_by")});
      entry.finish();
    }
  });
  if (!status.ok()) return status;
  return catalogue;
}

}  // namespace tlsgauge::scenario
