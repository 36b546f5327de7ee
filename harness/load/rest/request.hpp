#pragma once

#include <string>

#include "core/result.hpp"
#include "load/plan.hpp"

namespace tlsgauge::load {

/// The bytes of the request that `plan` repeats: HTTP/1.1 on a connection that stays. A login goes as HTTP Basic (RFC
/// 7617), as Milvus' REST takes it.
/// @return InvalidArgument when the method is no token, or a field would break out of its line.
[[nodiscard]] Result<std::string> serialize(const RestPlan& plan);

}  // namespace tlsgauge::load
