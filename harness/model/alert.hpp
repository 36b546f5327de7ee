#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsgauge::model {

/// A TLS alert description as in the IANA "TLS Alerts" registry (RFC 8446 section 6). Peers may send numbers that have
/// no name, so this is a number with names, not a closed enumeration.
struct Alert {
  std::uint8_t code = 0;

  friend bool operator==(Alert, Alert) = default;
  friend auto operator<=>(Alert, Alert) = default;
};

/// The registered name, or "alert_N".
[[nodiscard]] std::string name(Alert alert);
/// The alert of that name.
[[nodiscard]] std::optional<Alert> alert_named(std::string_view name);

namespace alerts {
inline constexpr Alert close_notify{0};
inline constexpr Alert unexpected_message{10};
inline constexpr Alert bad_record_mac{20};
inline constexpr Alert record_overflow{22};
inline constexpr Alert handshake_failure{40};
inline constexpr Alert bad_certificate{42};
inline constexpr Alert unsupported_certificate{43};
inline constexpr Alert certificate_expired{45};
inline constexpr Alert certificate_unknown{46};
inline constexpr Alert illegal_parameter{47};
inline constexpr Alert unknown_ca{48};
inline constexpr Alert decode_error{50};
inline constexpr Alert decrypt_error{51};
inline constexpr Alert protocol_version{70};
inline constexpr Alert missing_extension{109};
inline constexpr Alert unsupported_extension{110};
inline constexpr Alert certificate_required{116};
}  // namespace alerts

/// RFC 8446 section 6: closure alerts are close_notify and user_canceled; every other alert is an error.
[[nodiscard]] constexpr bool ends_orderly(Alert alert) noexcept { return alert.code == 0 || alert.code == 90; }

}  // namespace tlsgauge::model
