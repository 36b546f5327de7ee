#include "verdict/compare_results.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace tlsgauge::verdict {
namespace {

using model::Change;
using model::ReportDigest;
using model::ResultDigest;
using model::VerdictKind;
using ById = std::map<std::string_view, const ResultDigest*>;

ById by_id(const ReportDigest& report) {
  ById results;
  for (const auto& result : report.results) results.emplace(result.id, &result);
  return results;
}

/// What makes a run end with another exit code than 0.
bool is_bad(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::fail:
    case VerdictKind::hang:
    case VerdictKind::xpass:
    case VerdictKind::error: return true;
    case VerdictKind::pass:
    case VerdictKind::xfail:
    case VerdictKind::skip: return false;
  }
  return true;
}

Change change_of(VerdictKind before, VerdictKind after) {
  if (before == after) return Change::none;
  if (is_bad(after)) return is_bad(before) ? Change::other : Change::regression;
  return after == VerdictKind::pass ? Change::improvement : Change::other;
}

/// Whether a result that only the later report has could have been in the earlier one.
bool was_due(const ReportDigest& before, const ReportDigest& after) {
  return !before.origin.interrupted && before.origin.catalogue_version == after.origin.catalogue_version;
}

std::vector<model::Difference> differences(const ResultDigest& before, const ResultDigest& after) {
  std::vector<model::Difference> found;
  const auto compare = [&](const char* what, const std::string& old, const std::string& recent) {
    if (old != recent) found.push_back({.what = what, .before = old, .after = recent});
  };
  compare("security", before.security, after.security);
  compare("alert", before.alert, after.alert);
  compare("grade", before.grade, after.grade);
  return found;
}

}  // namespace

std::vector<model::ResultChange> compare_results(const ReportDigest& before, const ReportDigest& after) {
  std::vector<model::ResultChange> changes;
  const auto earlier = by_id(before);
  const bool new_ones_were_due = was_due(before, after);
  for (const auto& result : after.results) {
    model::ResultChange change{.id = result.id, .before = {}, .after = result.verdict, .reason = result.reason};
    if (const auto known = earlier.find(result.id); known != earlier.end()) {
      change.before = known->second->verdict;
      change.change = change_of(*change.before, result.verdict);
    } else {
      change.change = new_ones_were_due && is_bad(result.verdict) ? Change::regression : Change::appeared;
    }
    if (change.change != Change::none) changes.push_back(std::move(change));
  }
  const auto later = by_id(after);
  for (const auto& result : before.results) {
    if (later.contains(result.id)) continue;
    changes.push_back({.id = result.id,
                       .change = Change::disappeared,
                       .before = result.verdict,
                       .after = {},
                       .reason = result.reason});
  }
  std::ranges::stable_sort(changes, {}, &model::ResultChange::change);
  return changes;
}

std::vector<model::ResultDrift> drifts(const ReportDigest& before, const ReportDigest& after) {
  std::vector<model::ResultDrift> found;
  const auto earlier = by_id(before);
  for (const auto& result : after.results) {
    const auto known = earlier.find(result.id);
    if (known == earlier.end() || known->second->verdict != result.verdict) continue;
    if (auto different = differences(*known->second, result); !different.empty())
      found.push_back({.id = result.id, .verdict = result.verdict, .differences = std::move(different)});
  }
  return found;
}

}  // namespace tlsgauge::verdict
