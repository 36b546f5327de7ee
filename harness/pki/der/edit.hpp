#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "pki/der/node.hpp"

namespace tlsgauge::pki::der {

/// Octets and elements of a document, together, that a change may leave: what any file of certificates may have.
inline constexpr std::size_t kMaxWeight = 1U << 20U;

/// Applies `edit` to a certificate: the document's elements, of which the first is the Certificate of RFC 5280 section
/// 4.1. A path is empty (the Certificate), or names separated by slashes: those of RFC 5280 as certs/README.md lists
/// them, an extension by its name or object identifier, and anywhere a child by its number, counted from 0.
/// @return InvalidArgument that names the step which leads nowhere, or the change that cannot be; the document is then
/// of no more use.
[[nodiscard]] Status apply(const model::Edit& edit, std::vector<Node>& document);

/// The element that `path` leads to, for reading. Errors as apply().
[[nodiscard]] Result<Node*> find(std::vector<Node>& document, const std::string& path);

}  // namespace tlsgauge::pki::der
