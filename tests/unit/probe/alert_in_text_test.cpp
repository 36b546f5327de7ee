#include <gtest/gtest.h>

#include "probe/classify.hpp"

namespace tlsgauge::probe {
namespace {

struct Logged {
  std::string_view name;
  std::string_view text;
  int code;
};

class AlertInText : public testing::TestWithParam<Logged> {};

TEST_P(AlertInText, IsFound) {
  const auto alert = alert_in_text(std::string{GetParam().text});
  ASSERT_TRUE(alert) << GetParam().text;
  EXPECT_EQ(alert->code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Probe, AlertInText,
    testing::Values(
        Logged{"OpenSsl3", "error:0A000413:SSL routines::sslv3 alert unsupported certificate", 43},
        Logged{"OpenSsl3Tls13", "error:0A00045C:SSL routines::tlsv13 alert certificate required", 116},
        Logged{"OpenSsl3LowerCase", "error:0a00045c:SSL routines::tlsv13 alert certificate required", 116},
        Logged{"OpenSsl11",
               "140:error:14094413:SSL routines:ssl3_read_bytes:sslv3 alert unsupported certificate:../ssl/record/"
               "rec_layer_s3.c:1543:SSL alert number 43",
               43},
        Logged{"BoringSsl", "Error: error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE", 42},
        Logged{"BoringSslTls13",
               "SSL_ERROR_SSL: error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED", 116},
        Logged{"Curl",
               "curl: (56) OpenSSL SSL_read: OpenSSL/3.0.11: error:0A000418:SSL routines::tlsv1 alert unknown ca, "
               "errno 0",
               48},
        Logged{"SecondErrorOfALog",
               "error:0A000126:SSL routines::unexpected eof while reading\nerror:0A000415:SSL routines::sslv3 alert "
               "certificate expired",
               45},
        Logged{"AtTheVeryEnd", "error:0A000410", 40}, Logged{"NumberAtTheVeryEnd", "SSL alert number 255", 255}),
    [](const auto& test) { return std::string{test.param.name}; });

struct Unrelated {
  std::string_view name;
  std::string_view text;
};

class NoAlertInText : public testing::TestWithParam<Unrelated> {};

TEST_P(NoAlertInText, IsFound) { EXPECT_EQ(alert_in_text(std::string{GetParam().text}), std::nullopt); }

INSTANTIATE_TEST_SUITE_P(
    Probe, NoAlertInText,
    testing::Values(Unrelated{"Empty", ""}, Unrelated{"Prose", "the peer sent an alert about its certificate"},
                    Unrelated{"OwnVerification", "error:0A000086:SSL routines::certificate verify failed"},
                    Unrelated{"OwnVerificationOfBoringSsl",
                              "error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED"},
                    Unrelated{"WrongVersion", "error:0A00010B:SSL routines::wrong version number"},
                    Unrelated{"AnotherLibrary", "error:80000002:system library::No such file or directory"},
                    Unrelated{"CutShort", "error:0A00041"}, Unrelated{"CutShorter", "error:0A000"},
                    Unrelated{"NoDigits", "error:0A000xyz"}, Unrelated{"CloseNotifyIsNoError", "SSL alert number 0"},
                    Unrelated{"NumberTooLarge", "SSL alert number 256"},
                    Unrelated{"NumberFarTooLarge", "SSL alert number 99999999999999999999"},
                    Unrelated{"NumberMissing", "SSL alert number "}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::probe
