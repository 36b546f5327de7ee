#include "model/alert.hpp"

#include <algorithm>
#include <array>

namespace tlsgauge::model {
namespace {

struct AlertName {
  std::uint8_t code;
  std::string_view name;
};

/// IANA "TLS Alerts" registry: RFC 8446 appendix B.2, the reserved values of RFC 5246, and later registrations.
constexpr auto kAlertNames = std::to_array<AlertName>({
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {117, "general_error"},
    {120, "no_application_protocol"},
    {121, "ech_required"},
});

constexpr bool ascending_and_distinct() {
  for (std::size_t i = 1; i < kAlertNames.size(); ++i) {
    if (kAlertNames[i - 1].code >= kAlertNames[i].code) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (kAlertNames[j].name == kAlertNames[i].name) return false;
    }
  }
  return true;
}
static_assert(ascending_and_distinct());

}  // namespace

std::string name(Alert alert) {
  const auto* found = std::ranges::find(kAlertNames, alert.code, &AlertName::code);
  return found != kAlertNames.end() ? std::string{found->name} : "alert_" + std::to_string(alert.code);
}

std::optional<Alert> alert_named(std::string_view name) {
  const auto* found = std::ranges::find(kAlertNames, name, &AlertName::name);
  if (found == kAlertNames.end()) return std::nullopt;
  return Alert{found->code};
}

}  // namespace tlsgauge::model
