#include "runner/certificates.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::runner {
namespace {

using testing::HasSubstr;

TEST(Certificates, OfALayoutAreMadeOnceAndShared) {
  auto certificates = Certificates::make();
  ASSERT_TRUE(certificates.ok());
  const auto one_way = certificates->directory({.tls_mode = model::TlsMode::one_way});
  const auto mutual = certificates->directory({.tls_mode = model::TlsMode::mutual});
  ASSERT_TRUE(one_way.ok()) << message(one_way.status());
  EXPECT_EQ(*one_way, *mutual);
  for (const auto* file : {"ca.pem", "server.pem", "server.key", "working/client.pem", "working/client.key",
                           "stranger/ca.pem", "stranger/client.pem", "stranger/client.key"})
    EXPECT_TRUE(std::filesystem::exists(*one_way / file)) << file;

  const auto exclusive = certificates->directory({.exclusive_to = "documented/renewal/one-way"});
  ASSERT_TRUE(exclusive.ok()) << message(exclusive.status());
  EXPECT_NE(*exclusive, *one_way) << "what renews certificates must not touch those of others";
}

TEST(Certificates, OfALayoutThatDoesNotExistAreAFault) {
  auto certificates = Certificates::make();
  ASSERT_TRUE(certificates.ok());
  const auto directory = certificates->directory({.certificates = "worked"});
  EXPECT_EQ(directory.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(message(directory.status()), HasSubstr("'worked'"));
}

}  // namespace
}  // namespace tlsgauge::runner
