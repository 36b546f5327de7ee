#include "wire/message/hello.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "hellos.hpp"
#include "hexadecimal.hpp"
#include "rfc8448_messages.hpp"

namespace tlsgauge::wire {
namespace {

using model::CipherSuite;
using model::NamedGroup;
using model::SignatureScheme;
using testing::ElementsAre;

/// What all the hellos of RFC 8448 have in common.
ClientHello rfc8448_hello() {
  ClientHello hello;
  hello.cipher_suites = {CipherSuite{0x1301}, CipherSuite{0x1303}, CipherSuite{0x1302}};
  hello.server_name = "server";
  for (const auto group : {0x1d, 0x17, 0x18, 0x19, 0x100, 0x101, 0x102, 0x103, 0x104})
    hello.groups.push_back(static_cast<NamedGroup>(group));
  for (const auto scheme : {0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201,
                            0x0402, 0x0502, 0x0602, 0x0202})
    hello.signature_schemes.push_back(static_cast<SignatureScheme>(scheme));
  hello.versions = {0x0304};
  hello.psk_modes = {1};
  return hello;
}

KeyShareEntry x25519(std::string_view share) {
  return {.group = model::group::x25519, .key_exchange = from_hex(share)};
}

/// The message with record_size_limit, which RFC 8448's client sends, and its extensions in the given order.
Field in_order(Field message, std::initializer_list<std::string_view> names) {
  auto& extensions = find(message, "body/extensions")->parts;
  extensions.push_back(extension(model::extension_type::record_size_limit, {number("limit", 0x4001, 2)}));
  std::vector<Field> ordered;
  for (const auto name : names) {
    const auto found = std::ranges::find(extensions, name, &Field::name);
    EXPECT_NE(found, extensions.end()) << name;
    if (found != extensions.end()) ordered.push_back(*found);
  }
  EXPECT_EQ(ordered.size(), extensions.size());
  extensions = std::move(ordered);
  return message;
}

Field padding(std::size_t size) { return extension(model::extension_type::padding, {plain("padding", Octets(size))}); }

TEST(ClientHello, IsThatOfRfc8448) {
  auto hello = rfc8448_hello();
  hello.random = from_hex("cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7");
  hello.renegotiation_info = Octets{};
  hello.session_ticket = Octets{};
  hello.key_shares = {x25519("99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c")};
  const auto message = in_order(
      layout(hello), {"server_name", "renegotiation_info", "supported_groups", "session_ticket", "key_share",
                      "supported_versions", "signature_algorithms", "psk_key_exchange_modes", "record_size_limit"});
  EXPECT_EQ(to_hex(encode(message)), rfc8448::kClientHello);
}

TEST(ClientHello, ResumesAsThatOfRfc8448) {
  auto hello = rfc8448_hello();
  hello.random = from_hex("1bc3ceb6bbe39cff938355b5a50adb6db21b7a6af649d7b4bc419d7876487d95");
  hello.renegotiation_info = Octets{};
  hello.key_shares = {x25519("e4ffb68ac05f8d96c99da26698346c6be16482badddafe051a66b4f18d668f0b")};
  hello.early_data = true;
  // The ticket of section 3: it stands behind lifetime, age_add, nonce and its length.
  const auto ticket = from_hex(cut(rfc8448::kNewSessionTicket, 17, 178));
  hello.psk_identities = {{.identity = ticket, .obfuscated_age = 0xfad6aacb}};
  auto message = layout(hello);
  find(message, "body/extensions")->parts.push_back(padding(87));
  find(message, "body/extensions/pre_shared_key/data/binders/binder")->octets =
      from_hex("3add4fb2d8fdf822a0ca3cf7678ef5e88dae990141c5924d57bb6fa31b9e5f9d");
  message = in_order(std::move(message), {"server_name", "renegotiation_info", "supported_groups", "key_share",
                                          "early_data", "supported_versions", "signature_algorithms",
                                          "psk_key_exchange_modes", "record_size_limit", "padding", "pre_shared_key"});
  EXPECT_EQ(to_hex(encode(message)), rfc8448::kResumingHello);
}

TEST(ClientHello, AnswersARetryRequestAsThatOfRfc8448) {
  auto hello = rfc8448_hello();
  hello.random = from_hex("b0b1c5a5aa37c5919f2ed1d5c6fff7fcb7849716945a2b8cee9258a346677b6f");
  hello.groups = {model::group::x25519, model::group::secp256r1, model::group::secp384r1};
  hello.renegotiation_info = Octets{};
  hello.key_shares = {
      {.group = model::group::secp256r1,
       .key_exchange = from_hex("04a6da7392ec591e17abfd535964b99894d13befb221b3def2ebe3830eac8f0151812677c4d6"
                                "d2237e85cf01d6910cfb83954e76ba7352830534159897e8065780")}};
  // What stands behind the two lengths of the cookie there.
  hello.cookie = from_hex(cut(rfc8448::kHelloRetryRequest, 56, 114));
  auto message = layout(hello);
  find(message, "body/extensions")->parts.push_back(padding(175));
  message = in_order(std::move(message),
                     {"server_name", "renegotiation_info", "supported_groups", "key_share", "supported_versions",
                      "signature_algorithms", "cookie", "psk_key_exchange_modes", "record_size_limit", "padding"});
  EXPECT_EQ(to_hex(encode(message)), rfc8448::kSecondHello);
}

std::vector<std::string> extensions_of(const ClientHello& hello) {
  std::vector<std::string> names;
  auto message = layout(hello);
  for (const auto& each : find(message, "body/extensions")->parts) names.push_back(each.name);
  return names;
}

TEST(ClientHello, SendsItsExtensionsInTheOrderOfItsMembers) {
  EXPECT_THAT(extensions_of(full_hello()),
              ElementsAre("server_name", "supported_groups", "ec_point_formats", "signature_algorithms",
                          "application_layer_protocol_negotiation", "extended_master_secret", "encrypt_then_mac",
                          "renegotiation_info", "session_ticket", "supported_versions", "key_share",
                          "psk_key_exchange_modes", "cookie", "early_data", "post_handshake_auth", "pre_shared_key"));
}

TEST(ClientHello, SendsNoExtensionThatHasNothingToSay) {
  ClientHello hello;
  hello.random = Octets(32, 0x11);
  hello.cipher_suites = {CipherSuite{0x0035}};
  EXPECT_EQ(to_hex(encode(layout(hello))),
            "0100002b"
            "0303" +
                to_hex(hello.random) +
                "00"
                "00020035"
                "0100"
                "0000");
}

TEST(PointFormats, AreSentWhereTls12IsOffered) {
  ClientHello hello;
  hello.groups = {model::group::secp256r1};
  EXPECT_THAT(extensions_of(hello), ElementsAre("supported_groups", "ec_point_formats"));
  hello.versions = {0x0303};
  EXPECT_THAT(extensions_of(hello), ElementsAre("supported_groups", "ec_point_formats", "supported_versions"));
  hello.versions = {0x0a0a, 0x0304};
  EXPECT_THAT(extensions_of(hello), ElementsAre("supported_groups", "supported_versions"));
}

TEST(KeyShare, CanBeEmptyToAskForARetryRequest) {
  ClientHello hello;
  hello.empty_key_share = true;
  auto message = layout(hello);
  EXPECT_EQ(to_hex(encode(*find(message, "body/extensions/key_share"))),
            "00330002"
            "0000");
}

struct Part {
  std::string_view path;
  std::string_view hex;  ///< of the part, its length included
};

class PartOfAHello : public testing::TestWithParam<Part> {};

TEST_P(PartOfAHello, HasTheNameThatItsRfcGivesIt) {
  auto message = layout(full_hello());
  const auto* part = find(message, GetParam().path);
  ASSERT_NE(part, nullptr) << GetParam().path;
  EXPECT_EQ(to_hex(encode(*part)), to_hex(from_hex(GetParam().hex))) << GetParam().path;
}

INSTANTIATE_TEST_SUITE_P(
    Layout, PartOfAHello,
    testing::Values(
        Part{"type", "01"}, Part{"body/legacy_version", "0303"},
        Part{"body/random", "1111111111111111111111111111111111111111111111111111111111111111"},
        Part{"body/session_id", "20 2222222222222222222222222222222222222222222222222222222222222222"},
        Part{"body/cipher_suites", "0004 1301 c02b"},
        Part{"body/cipher_suites/TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "c02b"},
        Part{"body/compression_methods", "01 00"}, Part{"body/extensions/server_name/type", "0000"},
        Part{"body/extensions/server_name/data", "000e 000c 00 0009 6c6f63616c686f7374"},
        Part{"body/extensions/server_name/data/server_name_list/server_name/name_type", "00"},
        Part{"body/extensions/server_name/data/server_name_list/server_name/host_name", "0009 6c6f63616c686f7374"},
        Part{"body/extensions/supported_groups/data/named_group_list", "0004 001d 0017"},
        Part{"body/extensions/supported_groups/data/named_group_list/secp256r1", "0017"},
        Part{"body/extensions/ec_point_formats/data/ec_point_format_list", "01 00"},
        Part{"body/extensions/signature_algorithms/data/supported_signature_algorithms", "0004 0403 0804"},
        Part{"body/extensions/signature_algorithms/data/supported_signature_algorithms/rsa_pss_rsae_sha256", "0804"},
        Part{"body/extensions/application_layer_protocol_negotiation/data/protocol_name_list",
             "000c 02 6832 08 687474702f312e31"},
        Part{"body/extensions/application_layer_protocol_negotiation/data/protocol_name_list/protocol_name", "02 6832"},
        Part{"body/extensions/extended_master_secret", "0017 0000"},
        Part{"body/extensions/encrypt_then_mac", "0016 0000"},
        Part{"body/extensions/renegotiation_info/data/renegotiated_connection", "00"},
        Part{"body/extensions/session_ticket", "0023 0000"}, Part{"body/extensions/session_ticket/data/ticket", ""},
        Part{"body/extensions/supported_versions/data/versions", "04 0304 0303"},
        Part{"body/extensions/supported_versions/data/versions/1.2", "0303"},
        Part{"body/extensions/key_share/data/client_shares/key_share_entry/group", "001d"},
        Part{"body/extensions/key_share/data/client_shares/key_share_entry/key_exchange",
             "0020 0909090909090909090909090909090909090909090909090909090909090909"},
        Part{"body/extensions/psk_key_exchange_modes/data/ke_modes", "01 01"},
        Part{"body/extensions/cookie/data/cookie", "0008 3333333333333333"},
        Part{"body/extensions/early_data", "002a 0000"}, Part{"body/extensions/post_handshake_auth", "0031 0000"},
        Part{"body/extensions/pre_shared_key/data/identities/psk_identity/obfuscated_ticket_age", "01020304"},
        Part{"body/extensions/pre_shared_key/data/identities/psk_identity/identity",
             "0030 444444444444444444444444444444444444444444444444"
             "444444444444444444444444444444444444444444444444"},
        Part{"body/extensions/pre_shared_key/data/binders",
             "0021 20 0000000000000000000000000000000000000000000000000000000000000000"}),
    [](const auto& test) {
      std::string name{test.param.path};
      for (auto& letter : name) {
        if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
      }
      return name;
    });

}  // namespace
}  // namespace tlsgauge::wire
