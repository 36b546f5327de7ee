#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tlsgauge::model {

/// How a refusal was worded, apart from whether it was right.
enum class Grade : std::uint8_t {
  exact,        ///< an alert that the target's profile is known to send
  allowed,      ///< an alert that the RFC allows
  other_alert,  ///< another alert
  no_alert,     ///< the connection ended, or the application refused, without one
  reset,        ///< TCP reset
};

struct Pass {
  std::string note;  ///< may be empty: "policy: the target accepts …"
};
/// The target does not do what the scenario demands.
struct Fail {
  std::vector<std::string> mismatches;  ///< never empty, a clause each
};
/// Silence where a decision was due.
struct Hung {
  std::string reason;
};
/// A failure that the deviations file explains.
struct ExpectedFail {
  std::string reason;
  std::vector<std::string> mismatches;
};
/// The deviations file says that this fails, and it does not.
struct UnexpectedPass {
  std::string reason;
};
struct Skipped {
  std::string reason;
};
/// The harness could not do its job; says nothing about the target.
struct Broken {
  std::string fault;
  bool unreachable = false;  ///< because the target could not be reached: exit code 3 instead of 2
};

using Verdict = std::variant<Pass, Fail, Hung, ExpectedFail, UnexpectedPass, Skipped, Broken>;

/// "pass", "fail", "hang", "xfail", "xpass", "skip" or "error": the report's words.
[[nodiscard]] std::string_view name(const Verdict& verdict);
[[nodiscard]] std::string_view name(Grade grade);

}  // namespace tlsgauge::model
