#pragma once

#include <string>

namespace tlsgauge::core {

/// Whether a host is a literal IPv4 or IPv6 address. TLS treats one otherwise than a name: it goes into no "HostName"
/// of server_name (RFC 6066 section 3), and is compared with the iPAddress of a certificate (RFC 9110 section 4.3.5).
[[nodiscard]] bool is_address(const std::string& host);

}  // namespace tlsgauge::core
