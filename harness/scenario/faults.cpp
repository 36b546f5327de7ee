#include <set>

#include "scenario/catalogue.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {
Result<model::FaultCatalogue> load_faults(const std::filesystem::path& file) {
  model::FaultCatalogue catalogue;
  auto status = read_document(file, [&](Reader& root, Complaint&) {
    catalogue.suite = root.text("suite");
    for (auto& entry : root.objects("faults")) {
      catalogue.faults.push_back(
          {.fault = entry.text("fault"),
           .found_by = entry.texts("found_by"),
           .brought_out_by = entry.has("brought_out_by") ? entry.texts("brought_out_by") : std::vector<std::string>{}});
      entry.finish();
    }
  });
  if (!status.ok()) return status;
  return catalogue;
}

Result<std::vector<model::FaultCatalogue>> load_fault_catalogues(const std::filesystem::path& directory) {
  const auto files = documents_in(directory, "what finds faults");
  if (!files.ok()) return files.status();
  std::vector<model::FaultCatalogue> catalogues;
  std::set<std::string> names;
  for (const auto& file : *files) {
    auto catalogue = load_faults(file);
    if (!catalogue.ok()) return catalogue.status();
    for (const auto& each : catalogue->faults)
      if (!names.insert(each.fault).second)
        return bad_input(file.string() + ": the fault '" + each.fault + "' is named twice");
    catalogues.push_back(*std::move(catalogue));
  }
  return catalogues;
}

}  // namespace tlsgauge::scenario
