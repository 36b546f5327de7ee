#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <sys/file.h>
#include <unistd.h>

#include "pki/examined_file.hpp"
#include "pki/serial.hpp"
#include "unit/pki/directory_test.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RenewTest : public DirectoryTest {
 protected:
  static void renewed(const fs::path& directory, std::optional<int> days = {}) {
    const auto files = renew(directory, days);
    ASSERT_TRUE(files.ok()) << files.status();
  }

  static void expect_refusal(const fs::path& directory, absl::StatusCode code, const std::string& complaint) {
    const auto before = snapshot(directory);
    const auto files = renew(directory, {});
    ASSERT_FALSE(files.ok());
    EXPECT_EQ(files.status().code(), code) << files.status();
    EXPECT_THAT(message(files.status()), HasSubstr(complaint));
    EXPECT_EQ(snapshot(directory), before) << "a refusal changed something";
  }

  static int days(const tls::Certificate& certificate) {
    int days = 0;
    int seconds = 0;
    ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate.get()), X509_get0_notAfter(certificate.get()));
    return days;
  }

  /// Names of the extensions with their bytes, key identifiers without.
  static std::vector<std::string> extensions(const tls::Certificate& certificate) {
    std::vector<std::string> list;
    for (int i = 0; i < X509_get_ext_count(certificate.get()); ++i) {
      auto* const extension = X509_get_ext(certificate.get(), i);
      const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
      const auto* data = X509_EXTENSION_get_data(extension);
      std::string entry = OBJ_nid2sn(nid) + std::to_string(X509_EXTENSION_get_critical(extension));
      if (nid != NID_subject_key_identifier && nid != NID_authority_key_identifier)
        entry.append(reinterpret_cast<const char*>(ASN1_STRING_get0_data(data)),
                     static_cast<std::size_t>(ASN1_STRING_length(data)));
      list.push_back(std::move(entry));
    }
    return list;
  }
};

TEST_F(RenewTest, MakesNewPairsThatSayTheSame) {
  for (const auto layout : {Layout::documented_2_5, Layout::working}) {
    GenerateOptions options{.layout = layout, .days = 77, .key = KeyKind::ec_p384};
    const auto directory = path(std::string{name(layout)});
    ASSERT_TRUE(generate(directory, options).ok());
    const auto ca = text(directory / "ca.pem");
    std::map<std::string, tls::Certificate> old;
    for (const auto* stem : {"server", "client"}) old[stem] = certificate(directory / (std::string{stem} + ".pem"));
    renewed(directory);
    for (const auto& [stem, before] : old) {
      const auto after = certificate(directory / (stem + ".pem"));
      EXPECT_FALSE(same_public_key(public_key(before), public_key(after))) << stem;
      EXPECT_TRUE(is_pair(directory, stem)) << stem;
      EXPECT_EQ(subject_of(after), subject_of(before));
      EXPECT_EQ(extensions(after), extensions(before));
      EXPECT_EQ(EVP_PKEY_get_bits(public_key(after).get()), 384);
      EXPECT_EQ(days(after), 77);
      EXPECT_EQ(X509_verify(after.get(), key(directory / "ca.key").get()), 1) << stem;
    }
    EXPECT_EQ(text(directory / "ca.pem"), ca);
  }
}

TEST_F(RenewTest, AdvancesTheSerialAsTheOpensslProgramDoes) {
  const auto directory = generated(Layout::working);
  write(directory / "ca.srl", "00FE\n");
  renewed(directory);
  EXPECT_EQ(serial_of(certificate(directory / "server.pem")), "FF");
  EXPECT_EQ(serial_of(certificate(directory / "client.pem")), "0100");
  EXPECT_EQ(text(directory / "ca.srl"), "0100\n");
}

TEST_F(RenewTest, StartsAtARandomSerialWhenThereIsNone) {
  const auto directory = generated(Layout::working);
  fs::remove(directory / "ca.srl");
  renewed(directory);
  EXPECT_EQ(text(directory / "ca.srl"), serial_of(certificate(directory / "client.pem")) + "\n");
}

TEST_F(RenewTest, TakesTheDaysAskedFor) {
  const auto directory = generated(Layout::working);
  renewed(directory, 5);
  EXPECT_EQ(days(certificate(directory / "client.pem")), 5);
}

TEST_F(RenewTest, KeepsPlainNamesInTheDirectory) {
  const auto directory = generated(Layout::documented_2_4);
  fs::permissions(directory / "server.pem", fs::perms{0640});
  fs::permissions(directory, fs::perms{0750});
  renewed(directory);
  EXPECT_THAT(names_in(directory),
              ElementsAre("ca.key", "ca.pem", "ca.srl", "client.csr", "client.key", "client.pem", "current",
                          "generation-1", "generation-2", "server.csr", "server.key", "server.pem"));
  EXPECT_EQ(fs::read_symlink(directory / "server.key"), "current/server.key") << "relative: mounts move directories";
  EXPECT_EQ(fs::read_symlink(directory / "current"), "generation-2");
  EXPECT_EQ(mode_of(directory / "server.pem"), 0640U);
  EXPECT_EQ(mode_of(directory / "client.pem"), 0644U);
  EXPECT_EQ(mode_of(directory / "server.key"), 0600U);
  EXPECT_EQ(mode_of(directory / "current"), 0750U) << "who may enter the directory may enter the generation";
}

TEST_F(RenewTest, KeepsTheGenerationBeforeAndNoMore) {
  const auto directory = generated(Layout::working);
  const auto first = text(directory / "server.pem");
  renewed(directory);
  EXPECT_EQ(text(directory / "generation-1" / "server.pem"), first) << "readers may still be in the old generation";
  renewed(directory);
  renewed(directory);
  EXPECT_THAT(names_in(directory), Contains("generation-3"));
  EXPECT_THAT(names_in(directory), Contains("generation-4"));
  EXPECT_THAT(names_in(directory), Not(Contains("generation-2")));
}

TEST_F(RenewTest, TakesOverFilesThatSomebodyPutInPlaceOfLinks) {
  const auto directory = generated(Layout::working);
  renewed(directory);
  ASSERT_TRUE(issue_client(directory, path("other"), "client").ok());
  for (const auto* name : {"client.pem", "client.key"}) {
    fs::remove(directory / name);
    fs::copy_file(path("other") / name, directory / name);
  }
  renewed(directory);
  EXPECT_TRUE(is_pair(directory, "client"));
  EXPECT_TRUE(fs::is_symlink(directory / "client.pem"));
  EXPECT_EQ(subject_of(certificate(directory / "client.pem")), "CN = client");
  EXPECT_TRUE(is_pair(directory, "server"));
}

TEST_F(RenewTest, LosesNoKeyWhoseCertificateIsGone) {
  const auto directory = generated(Layout::working);
  renewed(directory);
  const auto key_text = text(directory / "client.key");
  fs::remove(directory / "client.pem");
  for (int i = 0; i < 3; ++i) renewed(directory);
  EXPECT_EQ(text(directory / "client.key"), key_text);
  EXPECT_FALSE(fs::exists(directory / "client.pem"));
}

TEST_F(RenewTest, MakesAMissingKeyAnew) {
  const auto directory = generated(Layout::working);
  fs::remove(directory / "server.key");
  renewed(directory);
  EXPECT_TRUE(is_pair(directory, "server"));
}

TEST_F(RenewTest, KeepsTheRestOfAChain) {
  const auto directory = generated(Layout::working);
  write(directory / "server.pem", text(directory / "server.pem") + text(directory / "ca.pem"));
  renewed(directory);
  const auto contents = read_pem(directory / "server.pem");
  ASSERT_TRUE(contents.ok());
  ASSERT_EQ(contents->certificates.size(), 2U);
  EXPECT_EQ(X509_cmp(contents->certificates.back().get(), certificate(directory / "ca.pem").get()), 0);
}

TEST_F(RenewTest, RefusesWithoutTheAuthority) {
  const auto directory = generated(Layout::working);
  const auto ca_key = text(directory / "ca.key");
  fs::remove(directory / "ca.key");
  expect_refusal(directory, absl::StatusCode::kNotFound, "ca.key: no such file");
  write(directory / "ca.key", text(directory / "client.key"));
  expect_refusal(directory, absl::StatusCode::kInvalidArgument, "ca.key: not the key of");
  write(directory / "ca.key", ca_key);
  fs::remove(directory / "ca.pem");
  expect_refusal(directory, absl::StatusCode::kNotFound, "ca.pem: no such file");
}

TEST_F(RenewTest, RefusesWhatItCannotRead) {
  const auto directory = generated(Layout::working);
  write(directory / "ca.srl", "not a number\n");
  expect_refusal(directory, absl::StatusCode::kInvalidArgument, "ca.srl");
  fs::remove(directory / "ca.srl");
  write(directory / "client.pem", "not a certificate\n");
  expect_refusal(directory, absl::StatusCode::kInvalidArgument, "client.pem: not PEM");
}

TEST_F(RenewTest, RefusesWhenThereIsNothingToRenew) {
  const auto directory = generated(Layout::working);
  fs::remove(directory / "client.pem");
  fs::remove(directory / "server.pem");
  expect_refusal(directory, absl::StatusCode::kNotFound, "neither server.pem nor client.pem");
}

TEST_F(RenewTest, RefusesASecondRenewalAtTheSameTime) {
  const auto directory = generated(Layout::working);
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::flock(fd, LOCK_EX), 0);
  expect_refusal(directory, absl::StatusCode::kFailedPrecondition, "another renewal");
  ::close(fd);
  renewed(directory);
}

TEST_F(RenewTest, RefusesToRemoveWhatItDidNotMake) {
  const auto directory = generated(Layout::working);
  fs::create_directory(directory / "current");
  expect_refusal(directory, absl::StatusCode::kFailedPrecondition, "current: is in the way");
}

TEST_F(RenewTest, CountsNoFurtherThanANumberGoes) {
  const auto directory = generated(Layout::working);
  for (const auto* last : {"generation-2147483647", "generation-2147483646"}) {
    fs::create_directory(directory / last);
    expect_refusal(directory, absl::StatusCode::kFailedPrecondition, std::string{last} + ": leaves no number");
    fs::remove(directory / last);
  }
  fs::create_directory(directory / "generation-2147483645");
  renewed(directory);
  EXPECT_EQ(fs::read_symlink(directory / "current"), "generation-2147483647");
}

}  // namespace
}  // namespace tlsgauge::pki
