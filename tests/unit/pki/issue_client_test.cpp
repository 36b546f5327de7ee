#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "pki/examined_file.hpp"
#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class IssueClientTest : public DirectoryTest {};

TEST_F(IssueClientTest, MakesAPairThatTheTrapOfTheGuideSpares) {
  const auto directory = generated(Layout::documented_2_5);
  const auto before = snapshot(directory);
  const auto issued = issue_client(directory, path("new"), "alice");
  ASSERT_TRUE(issued.ok()) << issued;

  EXPECT_THAT(names_in(path("new")), ElementsAre("alice.key", "alice.pem"));
  EXPECT_TRUE(is_pair(path("new"), "alice"));
  EXPECT_EQ(mode_of(path("new") / "alice.key"), 0600U);
  const auto made = certificate(path("new") / "alice.pem");
  EXPECT_EQ(X509_get_extended_key_usage(made.get()), static_cast<std::uint32_t>(XKU_SSL_CLIENT));
  EXPECT_EQ(subject_of(made), "CN = alice");
  EXPECT_EQ(X509_verify(made.get(), key(directory / "ca.key").get()), 1);
  EXPECT_EQ(snapshot(directory), before) << "the CA's directory, ca.srl included, is not to change";
}

TEST_F(IssueClientTest, OverwritesNothing) {
  const auto directory = generated(Layout::working);
  const auto before = snapshot(directory);
  const auto issued = issue_client(directory, directory, "client");
  EXPECT_TRUE(absl::IsFailedPrecondition(issued)) << issued;
  EXPECT_EQ(snapshot(directory), before);
}

TEST_F(IssueClientTest, StaysInItsDirectory) {
  const auto directory = generated(Layout::working);
  for (const auto* name : {"", ".", "..", "../alice", "a/b", ".hidden"}) {
    const auto issued = issue_client(directory, path("new"), name);
    ASSERT_FALSE(issued.ok()) << name;
    EXPECT_THAT(message(issued), HasSubstr("client name"));
  }
  EXPECT_FALSE(std::filesystem::exists(path("new")));
}

TEST_F(IssueClientTest, NeedsTheAuthority) {
  const auto directory = generated(Layout::working);
  std::filesystem::remove(directory / "ca.key");
  const auto issued = issue_client(directory, path("new"), "alice");
  EXPECT_TRUE(absl::IsNotFound(issued));
  EXPECT_THAT(message(issued), HasSubstr("ca.key"));
}

}  // namespace
}  // namespace tlsgauge::pki
