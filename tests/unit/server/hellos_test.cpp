#include "server/front/hellos.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>
#include <string_view>

namespace tlsgauge::server::front {
namespace {

using namespace std::string_literals;

/// `octets` behind their length, of `size` octets.
std::string vector(std::size_t size, const std::string& octets) {
  std::string length;
  for (std::size_t place = size; place-- > 0;) length.push_back(static_cast<char>(octets.size() >> 8U * place & 0xFFU));
  return length + octets;
}

/// A ClientHello of TLS 1.2 with this session id, these suites and extensions.
std::string message(const std::string& session_id, const std::string& suites, const std::string& extensions) {
  return "\x01" + vector(3, "\x03\x03" + std::string(32, 'r') + vector(1, session_id) + vector(2, suites) +
                                vector(1, "\0"s) + vector(2, extensions));
}

std::optional<Hello> read(std::string_view octets) {
  return hello_in({.connection = nullptr, .written = false, .type = SSL3_RT_HANDSHAKE, .octets = octets});
}

/// Whether a ClientHello with these extensions is so.
bool is_so(bool (*predicate)(const Hello&), const std::string& extensions) {
  const auto octets = message("", "\x13\x01", extensions);
  const auto hello = read(octets);
  EXPECT_TRUE(hello);
  return hello && predicate(*hello);
}

std::string groups(const std::string& list) { return "\0\x0A"s + vector(2, vector(2, list)); }

std::string shares(const std::string& list) { return "\0\x33"s + vector(2, vector(2, list)); }

TEST(Hello, IsReadWithWhatCanBeHeldAgainstIt) {
  const auto octets = message("id", "\x13\x01\x0A\x0A", groups("\0\x1D"s));
  const auto hello = read(octets);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->size, octets.size());
  EXPECT_EQ(hello->version, TLS1_2_VERSION);
  EXPECT_EQ(hello->session_id, "id");
  EXPECT_EQ(hello->suites, (std::vector<std::uint16_t>{0x1301, 0x0A0A}));
  EXPECT_EQ(hello->numbers(TLSEXT_TYPE_supported_groups, 2), std::vector<std::uint16_t>{0x001D});
  EXPECT_TRUE(has_grease_suite(*hello));
  EXPECT_TRUE(has_odd_session_id(*hello));
}

TEST(Hello, IsNothingThatIsCutOffOrOfAnotherKind) {
  const auto octets = message("", "\x13\x01", groups("\0\x1D"s));
  EXPECT_FALSE(read(std::string_view{octets}.substr(0, octets.size() - 1)));
  EXPECT_FALSE(read("\x0B\0\0\0"s));
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(hello_in({.connection = nullptr, .written = true, .type = SSL3_RT_HANDSHAKE, .octets = octets}));
}

TEST(Grease, IsTheSixteenReservedNumbers) {
  unsigned count = 0;
  for (unsigned number = 0; number <= 0xFFFFU; ++number)
    count += is_grease(static_cast<std::uint16_t>(number)) ? 1U : 0U;
  EXPECT_EQ(count, 16U);
  EXPECT_TRUE(is_grease(0x0A0A));
  EXPECT_TRUE(is_grease(0xFAFA));
  EXPECT_FALSE(is_grease(0x0A1A));
}

TEST(Hello, HasSharesOfGroupsInAnOrder) {
  const auto known = "\0\x1D\0\x01k"s;
  const auto reserved = "\x1A\x1A\0\x01g"s;
  EXPECT_TRUE(is_so(has_grease_share, shares(known + reserved)));
  EXPECT_FALSE(is_so(has_grease_share, shares(known)));
  EXPECT_TRUE(is_so(begins_with_rare_share, shares(reserved + known)));
  EXPECT_FALSE(is_so(begins_with_rare_share, shares(known + reserved)));
  EXPECT_FALSE(is_so(begins_with_rare_share, shares("")));
  EXPECT_TRUE(is_so(has_shares_before_groups, shares(known) + groups("\0\x1D"s)));
  EXPECT_FALSE(is_so(has_shares_before_groups, groups("\0\x1D"s) + shares(known)));
}

TEST(Hello, OffersVersionsAndProtocols) {
  const auto versions = [](const std::string& list) { return "\0\x2B"s + vector(2, vector(1, list)); };
  EXPECT_TRUE(is_so(offers_1_3, versions("\x03\x04\x03\x03")));
  EXPECT_FALSE(is_so(offers_1_3, versions("\x03\x03")));
  EXPECT_TRUE(is_so(has_unknown_version, versions("\x03\x05\x03\x04")));
  const auto protocols = [](const std::string& list) { return "\0\x10"s + vector(2, vector(2, list)); };
  EXPECT_TRUE(is_so(has_grease_protocol, protocols("\x02h2\x02\x4A\x4A")));
  EXPECT_FALSE(is_so(has_grease_protocol, protocols("\x02h2")));
}

}  // namespace
}  // namespace tlsgauge::server::front
