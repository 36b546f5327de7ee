#pragma once

#include <map>
#include <string>

#include "load/plan.hpp"

namespace tlsgauge::load {

using Options = std::map<std::string, std::string>;

// What was asked for, by the names of the command line's options, without secrets. What the caller left open has a word
// as well ("closed", "default", "none"), so that two loads can be told apart by it.
[[nodiscard]] Options options_of(const HandshakePlan& plan);
[[nodiscard]] Options options_of(const RestPlan& plan);
[[nodiscard]] Options options_of(const GrpcPlan& plan);

}  // namespace tlsgauge::load
