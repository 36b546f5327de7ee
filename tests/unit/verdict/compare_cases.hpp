#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "verdict/compare.hpp"

// Reports to compare, made of as little as a test needs.
namespace tlsgauge::test_support {

inline model::ResultDigest result(std::string id, model::VerdictKind verdict) {
  return {.id = std::move(id), .verdict = verdict, .reason = "why"};
}

inline model::ReportDigest report_of(std::vector<model::ResultDigest> results) {
  return {.results = std::move(results)};
}

/// Repeats of the load `name`, one for each client CPU time, in microseconds; the server's is twice that.
inline std::vector<model::LoadDigest> repeats(const std::string& name, const std::vector<double>& microseconds) {
  std::vector<model::LoadDigest> loads;
  loads.reserve(microseconds.size());
  for (const double cost : microseconds)
    loads.push_back({.name = name,
                     .kind = "handshake",
                     .engine = "wire",
                     .client_cpu = model::Cost{1e3 * cost},
                     .server_cpu = model::Cost{2e3 * cost}});
  return loads;
}

inline model::ReportDigest report_of(std::vector<model::LoadDigest> loads) { return {.loads = std::move(loads)}; }

/// The ids of the results that changed in this way.
inline std::vector<std::string> ids(const std::vector<model::ResultChange>& changes, model::Change change) {
  std::vector<std::string> found;
  for (const auto& each : changes)
    if (each.change == change) found.push_back(each.id);
  return found;
}

}  // namespace tlsgauge::test_support
