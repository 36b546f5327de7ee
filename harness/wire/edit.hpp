#pragma once

#include "core/result.hpp"
#include "model/edit.hpp"
#include "wire/field.hpp"

namespace tlsgauge::wire {

/// Changes one part of `field`, which find() looks up by the edit's path: below "body" first where there is such a
/// part, so that a message's parts need not be named from its header on.
/// @return InvalidArgument where the path leads nowhere, or the change is one of DER alone (an identifier, another form
/// of length, a nested element).
[[nodiscard]] Status apply(const model::Edit& edit, Field& field);

}  // namespace tlsgauge::wire
