#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

#include "core/file.hpp"
#include "pki/key_pair.hpp"
#include "pki/layout.hpp"
#include "pki/pem.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;

constexpr int kRenewals = 40;
constexpr int kMaxReads = 200'000;

/// What a reader saw.
struct Tally {
  int reads = 0;
  int generations = 0;  ///< how often the pair was another one than before
  int mismatches = 0;   ///< key and certificate did not belong together
  int straddles = 0;    ///< the same, with the swap between the two opens
  int unreadable = 0;
};

enum class Pairing { match, mismatch, unreadable };

Pairing pairing(const Result<PemContents>& certificate, const Result<PemContents>& key) {
  if (!certificate.ok() || !key.ok() || certificate->certificates.empty() || key->key == nullptr)
    return Pairing::unreadable;
  return same_public_key(public_key(certificate->certificates.front()), key->key) ? Pairing::match : Pairing::mismatch;
}

fs::path current_of(const fs::path& directory) {
  std::error_code none;  // before the first renewal there is no such link
  return fs::read_symlink(directory / "current", none);
}

/// Reads the pair from the generation that `current` names, resolved once.
void read_through_current(const fs::path& directory, Tally& tally) {
  const auto place = directory / current_of(directory);
  const auto certificate = read_pem(place / "server.pem");
  const auto key = read_pem(place / "server.key");
  const auto seen = pairing(certificate, key);
  if (seen == Pairing::mismatch) ++tally.mismatches;
  // Two renewals during one read remove the generation; then the files are gone, never mixed.
  if (seen == Pairing::unreadable) ++tally.unreadable;
}

/// Reads the plain names one after the other, as a server does at its start.
void read_plain_names(const fs::path& directory, Tally& tally) {
  const auto before = current_of(directory);
  const auto certificate = read_pem(directory / "server.pem");
  const auto key = read_pem(directory / "server.key");
  const bool swapped = current_of(directory) != before;
  const auto seen = pairing(certificate, key);
  if (seen == Pairing::unreadable) ++tally.unreadable;
  if (seen == Pairing::mismatch) ++(swapped ? tally.straddles : tally.mismatches);
}

class Renewal : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(generate(directory_, {.key = KeyKind::ec_p256}).ok()); }

  /// Renews again and again while another thread reads.
  Tally read_during_renewals(const std::function<void(const fs::path&, Tally&)>& read) {
    Tally tally;
    std::atomic<bool> done = false;
    std::thread reader{[&] {
      auto last = current_of(directory_);
      while (!done && tally.reads < kMaxReads) {
        read(directory_, tally);
        ++tally.reads;
        if (auto now = current_of(directory_); now != last) {
          ++tally.generations;
          last = std::move(now);
        }
      }
    }};
    for (int i = 0; i < kRenewals; ++i) {
      const auto files = renew(directory_, {});
      EXPECT_TRUE(files.ok()) << files.status();
    }
    done = true;
    reader.join();
    EXPECT_GE(tally.generations, 3) << "the reader hardly saw a renewal: nothing was tried";
    return tally;
  }

  core::TemporaryDirectory parent_ = core::TemporaryDirectory::make().value();
  fs::path directory_ = parent_.path() / "tls";
};

TEST_F(Renewal, NeverShowsAMixedPairToAReaderThatResolvesCurrentOnce) {
  // Before the first renewal there is no `current`: plain names only, and the swap may fall between two of them.
  ASSERT_TRUE(renew(directory_, {}).ok());
  const auto tally = read_during_renewals(read_through_current);
  EXPECT_EQ(tally.mismatches, 0);
  EXPECT_LE(tally.unreadable, kRenewals / 2) << "the generation before is to stay for its readers";
}

TEST_F(Renewal, NeverShowsAMixedPairByPlainNamesUnlessTheSwapFellBetween) {
  const auto tally = read_during_renewals(read_plain_names);
  EXPECT_EQ(tally.mismatches, 0);
  EXPECT_EQ(tally.unreadable, 0) << "a plain name was missing or half written";
  EXPECT_LE(tally.straddles, kRenewals) << "one swap can spoil at most one read";
  RecordProperty("straddles", tally.straddles);
}

TEST_F(Renewal, LetsAReaderInAnOpenDirectoryFinishItsPair) {
  ASSERT_TRUE(renew(directory_, {}).ok());
  const int held = ::open((directory_ / "current").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_GE(held, 0);
  ASSERT_TRUE(renew(directory_, {}).ok());
  const auto through = fs::path{"/proc/self/fd"} / std::to_string(held);
  EXPECT_EQ(pairing(read_pem(through / "server.pem"), read_pem(through / "server.key")), Pairing::match);
  ::close(held);
}

TEST_F(Renewal, OfOneDirectoryByManyAtOnceLeavesMatchingPairs) {
  std::atomic<int> succeeded = 0;
  std::vector<std::thread> renewers;
  for (int i = 0; i < 4; ++i) {
    renewers.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        const auto files = renew(directory_, {});
        if (files.ok()) ++succeeded;
        EXPECT_TRUE(files.ok() || absl::IsFailedPrecondition(files.status())) << files.status();
      }
    });
  }
  for (auto& renewer : renewers) renewer.join();
  EXPECT_GT(succeeded, 0);
  EXPECT_EQ(pairing(read_pem(directory_ / "server.pem"), read_pem(directory_ / "server.key")), Pairing::match);
  EXPECT_EQ(pairing(read_pem(directory_ / "client.pem"), read_pem(directory_ / "client.key")), Pairing::match);
}

}  // namespace
}  // namespace tlsgauge::pki
