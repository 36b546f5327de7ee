#include "model/alert.hpp"

#include <gtest/gtest.h>

namespace tlsgauge::model {
namespace {

struct Registered {
  std::uint8_t code;
  std::string_view name;
};

class RegisteredAlert : public testing::TestWithParam<Registered> {};

TEST_P(RegisteredAlert, HasItsNameAndIsFoundByIt) {
  EXPECT_EQ(name(Alert{GetParam().code}), GetParam().name);
  EXPECT_EQ(alert_named(GetParam().name), Alert{GetParam().code});
}

INSTANTIATE_TEST_SUITE_P(
    Rfc8446, RegisteredAlert,
    testing::Values(Registered{0, "close_notify"}, Registered{10, "unexpected_message"},
                    Registered{20, "bad_record_mac"}, Registered{22, "record_overflow"},
                    Registered{40, "handshake_failure"}, Registered{42, "bad_certificate"},
                    Registered{43, "unsupported_certificate"}, Registered{44, "certificate_revoked"},
                    Registered{45, "certificate_expired"}, Registered{46, "certificate_unknown"},
                    Registered{47, "illegal_parameter"}, Registered{48, "unknown_ca"}, Registered{49, "access_denied"},
                    Registered{50, "decode_error"}, Registered{51, "decrypt_error"}, Registered{70, "protocol_version"},
                    Registered{71, "insufficient_security"}, Registered{80, "internal_error"},
                    Registered{86, "inappropriate_fallback"}, Registered{90, "user_canceled"},
                    Registered{109, "missing_extension"}, Registered{110, "unsupported_extension"},
                    Registered{112, "unrecognized_name"}, Registered{113, "bad_certificate_status_response"},
                    Registered{115, "unknown_psk_identity"}, Registered{116, "certificate_required"},
                    Registered{120, "no_application_protocol"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(AlertName, OfAnUnregisteredCodeIsItsNumber) {
  EXPECT_EQ(name(Alert{1}), "alert_1");
  EXPECT_EQ(name(Alert{255}), "alert_255");
}

TEST(AlertName, ThatNobodyRegisteredNamesNoAlert) {
  for (const auto* word : {"", "bad-certificate", "Bad_certificate", "bad_certificate ", "alert_255", "42"})
    EXPECT_EQ(alert_named(word), std::nullopt) << "'" << word << "'";
}

TEST(Alert, OfEveryCodeHasOneNameThatLeadsBackToIt) {
  for (int code = 0; code < 256; ++code) {
    const Alert alert{static_cast<std::uint8_t>(code)};
    const auto found = alert_named(name(alert));
    EXPECT_EQ(found.value_or(alert), alert) << name(alert);
    EXPECT_EQ(found.has_value(), name(alert) != "alert_" + std::to_string(code));
  }
}

TEST(Alert, EndsOrderlyOnlyWhereItIsAClosure) {
  for (int code = 0; code < 256; ++code) {
    const Alert alert{static_cast<std::uint8_t>(code)};
    EXPECT_EQ(ends_orderly(alert), code == 0 || code == 90) << name(alert);
  }
}

}  // namespace
}  // namespace tlsgauge::model
