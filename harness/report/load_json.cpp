#include "report/load_json.hpp"

namespace tlsgauge::report {
namespace {

Json object_of(const auto& map) {
  auto json = Json::object();
  for (const auto& [name, value] : map) json[name] = value;
  return json;
}

Json percentiles(const model::LatencySummary& latency) {
  return {{"count", latency.count},     {"p50", latency.p50.count()},     {"p90", latency.p90.count()},
          {"p99", latency.p99.count()}, {"p99_9", latency.p99_9.count()}, {"p99_99", latency.p99_99.count()},
          {"max", latency.max.count()}};
}

Json phases(const std::map<std::string, model::LatencySummary>& phases) {
  auto json = Json::object();
  for (const auto& [name, latency] : phases) json[name] = percentiles(latency);
  return json;
}

Json census(const model::Census& census) {
  return {{"version", object_of(census.version)},
          {"cipher", object_of(census.cipher)},
          {"group", object_of(census.group)},
          {"resumed", census.resumed},
          {"accepted", census.accepted}};
}

Json server_count(const std::optional<model::ServerCount>& count) {
  if (!count) return nullptr;
  return {{"full", count->full}, {"resumed", count->resumed}, {"client_verified", count->client_verified}};
}

Json one(const model::LoadResult& load) {
  const bool valid = load.invalid_because.empty();
  return {{"name", load.name},
          {"kind", load.kind},
          {"engine", load.engine},
          {"valid", valid},
          {"invalid_because", valid ? Json(nullptr) : Json(load.invalid_because)},
          {"note", load.note.empty() ? Json(nullptr) : Json(load.note)},
          {"options", object_of(load.options)},
          {"census", census(load.census)},
          {"handshakes",
           {{"started", load.handshakes_started},
            {"completed", load.handshakes_completed},
            {"failed", object_of(load.handshakes_failed)}}},
          {"server_count", server_count(load.server_count)},
          {"requests", {{"completed", load.requests_completed}, {"failed", object_of(load.requests_failed)}}},
          {"elapsed_ns", load.elapsed.count()},
          {"rate_per_s", load.rate_per_s},
          {"client_utilization", load.client_utilization},
          {"client_cpu_ns_per_op", load.client_cpu_per_op.count()},
          {"server_cpu_ns_per_op", load.server_cpu_per_op ? Json(load.server_cpu_per_op->count()) : Json(nullptr)},
          {"efficiency", nullptr},
          {"latency_ns", percentiles(load.latency)},
          {"phases", phases(load.phases)},
          {"schedule_lag_ns", load.schedule_lag.count > 0 ? percentiles(load.schedule_lag) : Json::object()},
          {"histogram", load.latency.histogram}};
}

}  // namespace

Json load_json(const std::vector<model::LoadResult>& loads) {
  auto json = Json::array();
  for (const auto& load : loads) json.push_back(one(load));
  return json;
}

}  // namespace tlsgauge::report
