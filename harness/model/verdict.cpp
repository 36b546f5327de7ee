#include "model/verdict.hpp"

#include "core/result.hpp"

namespace tlsgauge::model {

std::string_view name(const Verdict& verdict) {
  return std::visit(overloaded{[](const Pass&) -> std::string_view { return "pass"; },
                               [](const Fail&) -> std::string_view { return "fail"; },
                               [](const Hung&) -> std::string_view { return "hang"; },
                               [](const ExpectedFail&) -> std::string_view { return "xfail"; },
                               [](const UnexpectedPass&) -> std::string_view { return "xpass"; },
                               [](const Skipped&) -> std::string_view { return "skip"; },
                               [](const Broken&) -> std::string_view { return "error"; }},
                    verdict);
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
