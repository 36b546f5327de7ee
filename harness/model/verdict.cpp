#include "model/verdict.hpp"

#include "core/result.hpp"
#include "model/report_digest.hpp"

namespace tlsgauge::model {

std::string_view name(const Verdict& verdict) {
  return name(std::visit(
      overloaded{[](const Pass&) { return VerdictKind::pass; }, [](const Fail&) { return VerdictKind::fail; },
                 [](const Hung&) { return VerdictKind::hang; }, [](const ExpectedFail&) { return VerdictKind::xfail; },
                 [](const UnexpectedPass&) { return VerdictKind::xpass; },
                 [](const Skipped&) { return VerdictKind::skip; }, [](const Broken&) { return VerdictKind::error; }},
      verdict));
}

std::string_view name(Grade grade) {
  switch (grade) {
    case Grade::exact: return "exact";
    case Grade::allowed: return "allowed";
    case Grade::other_alert: return "other_alert";
    case Grade::no_alert: return "no_alert";
    case Grade::reset: return "reset";
  }
  return "unknown";
}

}  // namespace tlsgauge::model
