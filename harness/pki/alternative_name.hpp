#pragma once

#include <string>

#include "core/result.hpp"

namespace tlsgauge::pki {

/// Reads one subjectAltName entry: "DNS:host", "IP:address", a bare host name or a bare address.
/// @return the entry as OpenSSL's configuration syntax has it, "DNS:localhost" or "IP:::1"; InvalidArgument that quotes
/// the entry and says what a good one looks like.
[[nodiscard]] Result<std::string> alternative_name(const std::string& text);

/// `name` as a DNS entry, even when it is an address: what the guide's script does with its CommonName.
/// @return InvalidArgument when it holds characters that no host name or address has.
[[nodiscard]] Result<std::string> literal_dns_name(const std::string& name);

}  // namespace tlsgauge::pki
