#include "scenario/catalogue.hpp"
#include "scenario/parse_scenario.hpp"
#include "scenario/reader.hpp"

namespace tlsgauge::scenario {
namespace {

model::Explained parse_seen(Reader at) {
  model::Explained seen;
  const auto security = at.text("security");
  if (security != "accepted" && security != "rejected") at.complain("security", "must be accepted or rejected");
  seen.security = security == "accepted" ? model::Decision::accept : model::Decision::reject;
  if (at.has("by")) {
    const auto by = at.text("by");
    if (by != "server" && by != "client") at.complain("by", "must be server or client");
    seen.refused_by = by == "client" ? model::Party::client : model::Party::server;
  }
  seen.alerts = parse_alerts(at, "alerts");
  seen.http_status = at.number("http_status");
  seen.good_client_too = at.flag_or("good_client_too", false);
  at.finish();
  return seen;
}

}  // namespace

Result<std::vector<model::Deviation>> load_deviations(const std::filesystem::path& file) {
  std::vector<model::Deviation> deviations;
  auto status = read_document(file, [&](Reader& root, Complaint&) {
    for (auto& entry : root.objects("deviations")) {
      deviations.push_back(
          {.id = entry.text("id"), .reason = entry.text("reason"), .seen = parse_seen(entry.object("seen"))});
      if (deviations.back().reason.empty()) entry.complain("reason", "must say why the deviation is expected");
      entry.finish();
    }
  });
  if (!status.ok()) return status;
  return deviations;
}

}  // namespace tlsgauge::scenario
