#include "scenario/catalogue.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {

Result<model::FaultCatalogue> load_faults(const std::filesystem::path& file) {
  const auto document = load_json(file);
  if (!document.ok()) return document.status();
  Complaint complaint{file.string()};
  Reader root{*document, "$", complaint};
  (void)root.text_or("$schema", {});
  (void)root.text_or("about", {});
  model::FaultCatalogue catalogue{.suite = root.text("suite"), .faults = {}};
  for (auto& entry : root.objects("faults")) {
    catalogue.faults.push_back({.fault = entry.text("fault"), .found_by = entry.texts("found_by")});
    entry.finish();
  }
  root.finish();
  if (!complaint.status().ok()) return complaint.status();
  return catalogue;
}

}  // namespace tlsgauge::scenario
