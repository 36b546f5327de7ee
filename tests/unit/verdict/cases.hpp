#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "verdict/judge.hpp"

// What judge is given in tests, and matchers for what it returns.
namespace tlsgauge::test_support {

inline model::Scenario accept() { return {.expectation = {.security = model::Decision::accept}}; }

/// A refusal by the server is due.
inline model::Scenario reject() { return {.expectation = {.security = model::Decision::reject}}; }

inline model::Observation accepted() { return {.outcome = model::Accepted{}}; }

inline model::Observation refused_by(model::Party party) {
  return {.outcome = model::Refused{.by = party, .stage = model::Stage::first_read}};
}

inline model::Observation refused_with(model::Alert alert) {
  const model::AlertSeen seen{.alert = alert, .fatal = true, .from = model::Party::server};
  return {.outcome = model::Refused{.by = model::Party::server, .stage = model::Stage::first_read, .alert = seen}};
}

inline model::Observation silent() { return {.outcome = model::Silent{.stage = model::Stage::first_read}}; }

inline model::Observation unreachable() { return {.outcome = model::Unreachable{}, .detail = "Connection refused"}; }

/// The mismatches of a Fail; the test fails where `verdict` is something else.
inline std::vector<std::string> mismatches(const model::Verdict& verdict) {
  const auto* fail = std::get_if<model::Fail>(&verdict);
  EXPECT_NE(fail, nullptr) << "the verdict is " << model::name(verdict);
  return fail != nullptr ? fail->mismatches : std::vector<std::string>{};
}

}  // namespace tlsgauge::test_support
