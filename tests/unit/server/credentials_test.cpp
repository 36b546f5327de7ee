#include "server/credentials.hpp"

#include <gtest/gtest.h>

namespace tlsgauge::server {
namespace {

constexpr char kRoot[] = "cm9vdDpNaWx2dXM=";    // root:Milvus
constexpr char kWrong[] = "cm9vdDptaWx2dXM=";   // root:milvus
constexpr char kApiKey[] = "c29tZS1hcGkta2V5";  // some-api-key

std::string verdict(const Credentials& credentials, std::optional<std::string_view> authorization) {
  return credentials.refuse_call(authorization).value_or("admitted");
}

TEST(Credentials, AdmitEverybodyWhenSwitchedOff) {
  EXPECT_EQ(verdict(Credentials{}, std::nullopt), "admitted");
  EXPECT_EQ(verdict(Credentials{}, "nonsense"), "admitted");
  EXPECT_TRUE(Credentials{}.admits_request(""));
}

TEST(Credentials, JudgeCallsInMilvusWords) {
  const Credentials credentials{"Milvus"};
  EXPECT_EQ(verdict(credentials, kRoot), "admitted");
  EXPECT_EQ(verdict(credentials, std::nullopt), "missing authorization in header");
  EXPECT_EQ(verdict(credentials, "no base64!"), "invalid token format");
  EXPECT_EQ(verdict(credentials, kWrong), "auth check failure, please check username and password are correct");
  EXPECT_EQ(verdict(credentials, kApiKey), "auth check failure, please check api key is correct");
  EXPECT_EQ(verdict(credentials, ""), "auth check failure, please check api key is correct");
}

TEST(Credentials, JudgeRequestsByBearerAndBasic) {
  const Credentials credentials{"Milvus"};
  EXPECT_TRUE(credentials.admits_request("Bearer root:Milvus"));
  EXPECT_TRUE(credentials.admits_request("bearer root:Milvus"));
  EXPECT_TRUE(credentials.admits_request(std::string{"Basic "} + kRoot));
  EXPECT_FALSE(credentials.admits_request(""));
  EXPECT_FALSE(credentials.admits_request("root:Milvus"));
  EXPECT_FALSE(credentials.admits_request("Bearer root:Milvus "));
  EXPECT_FALSE(credentials.admits_request("Bearer someone:Milvus"));
  EXPECT_FALSE(credentials.admits_request("Bearer "));
  EXPECT_FALSE(credentials.admits_request(std::string{"Bearer "} + kRoot));
  EXPECT_FALSE(credentials.admits_request("Basic root:Milvus"));
  EXPECT_FALSE(credentials.admits_request("Digest root:Milvus"));
}

TEST(Base64, DecodesWithPaddingOnly) {
  EXPECT_EQ(base64_decoded(""), "");
  EXPECT_EQ(base64_decoded("Zg=="), "f");
  EXPECT_EQ(base64_decoded("Zm8="), "fo");
  EXPECT_EQ(base64_decoded("Zm9v"), "foo");
  EXPECT_EQ(base64_decoded("Zm9vYmFy"), "foobar");
  for (const auto* text : {"Zg", "Zg=", "Z===", "====", "Zm9v\n", "Zm-v", "=m9v"})
    EXPECT_EQ(base64_decoded(text), std::nullopt) << text;
}

}  // namespace
}  // namespace tlsgauge::server
