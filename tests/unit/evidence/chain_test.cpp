#include <gmock/gmock.h>

#include <numeric>

#include "evidence/render.hpp"

namespace tlsgauge::evidence {
namespace {

TEST(Pem, OfNoCertificateIsEmpty) { EXPECT_EQ(to_pem({}), ""); }

TEST(Pem, HasItsCertificatesInTheirOrder) {
  const std::vector<std::vector<std::uint8_t>> chain{{'f', 'o', 'o'}, {'b', 'a'}};
  EXPECT_EQ(to_pem(chain),
            "-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n"
            "-----BEGIN CERTIFICATE-----\nYmE=\n-----END CERTIFICATE-----\n");
}

TEST(Pem, HasLinesOf64Characters) {
  const std::vector<std::vector<std::uint8_t>> chain{std::vector<std::uint8_t>(49)};
  EXPECT_EQ(to_pem(chain),
            "-----BEGIN CERTIFICATE-----\n" + std::string(64, 'A') + "\nAA==\n" + "-----END CERTIFICATE-----\n");
}

}  // namespace
}  // namespace tlsgauge::evidence
