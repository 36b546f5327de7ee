#include "scenario/catalogue.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {

Result<std::vector<model::Deviation>> load_deviations(const std::filesystem::path& file) {
  const auto document = load_json(file);
  if (!document.ok()) return document.status();
  Complaint complaint{file.string()};
  Reader root{*document, "$", complaint};
  (void)root.text_or("$schema", {});
  (void)root.text_or("about", {});
  std::vector<model::Deviation> deviations;
  for (auto& entry : root.objects("deviations")) {
    deviations.push_back({.id = entry.text("id"), .reason = entry.text("reason")});
    if (deviations.back().reason.empty()) entry.complain("reason", "must say why the deviation is expected");
    entry.finish();
  }
  root.finish();
  if (!complaint.status().ok()) return complaint.status();
  return deviations;
}

}  // namespace tlsgauge::scenario
