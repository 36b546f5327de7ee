#include "wire/message/hello.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "model/tls.hpp"
#include "wire/message/client.hpp"

namespace tlsgauge::wire {
namespace {

namespace extension_type = model::extension_type;

/// Each number as a part of its registered name, so that a scenario can change one of a list.
template <class Number>
std::vector<Field> numbers(const std::vector<Number>& list) {
  using Value = std::underlying_type_t<Number>;
  return parts_of(list, [](Number each) { return number(name(each), static_cast<Value>(each), sizeof(Value)); });
}

Field server_name(const std::string& host) {
  // RFC 6066 section 3: host_name is the only NameType.
  constexpr std::uint8_t kHostName = 0;
  auto entry =
      group("server_name", 0, parts(number("name_type", kHostName, 1), vector("host_name", 2, octets_of(host))));
  return extension(extension_type::server_name, parts(group("server_name_list", 2, parts(std::move(entry)))));
}

Field protocols(const std::vector<std::string>& names) {
  auto list = parts_of(names, [](const auto& each) { return vector("protocol_name", 1, octets_of(each)); });
  return extension(extension_type::alpn, parts(group("protocol_name_list", 2, std::move(list))));
}

Field supported_versions(const std::vector<std::uint16_t>& versions) {
  auto list = parts_of(versions, [](auto each) { return number(std::string{name(model::TlsVersion{each})}, each, 2); });
  return extension(extension_type::supported_versions, parts(group("versions", 1, std::move(list))));
}

Field key_share(const std::vector<KeyShareEntry>& shares) {
  auto list = parts_of(shares, [](const KeyShareEntry& each) {
    return group("key_share_entry", 0,
                 parts(number("group", static_cast<std::uint16_t>(each.group), 2),
                       vector("key_exchange", 2, each.key_exchange)));
  });
  return extension(extension_type::key_share, parts(group("client_shares", 2, std::move(list))));
}

Field pre_shared_key(const std::vector<PskIdentity>& offered, std::size_t binder_size) {
  auto identities = parts_of(offered, [](const PskIdentity& each) {
    return group("psk_identity", 0,
                 parts(vector("identity", 2, each.identity), number("obfuscated_ticket_age", each.obfuscated_age, 4)));
  });
  auto binders = parts_of(offered, [&](const auto&) { return vector("binder", 1, Octets(binder_size)); });
  return extension(extension_type::pre_shared_key,
                   parts(group("identities", 2, std::move(identities)), group("binders", 2, std::move(binders))));
}

/// Whether a server may answer with a version before TLS 1.3.
bool offers_older(const ClientHello& hello) {
  constexpr auto kNewest = static_cast<std::uint16_t>(model::TlsVersion::tls1_3);
  return hello.versions.empty() || std::ranges::any_of(hello.versions, [](auto each) { return each < kNewest; });
}

/// What both versions know.
void add_common(const ClientHello& hello, std::vector<Field>& to) {
  if (!hello.server_name.empty()) to.push_back(server_name(hello.server_name));
  if (!hello.groups.empty()) {
    to.push_back(
        extension(extension_type::supported_groups, parts(group("named_group_list", 2, numbers(hello.groups)))));
    // RFC 8422 section 5.1.2: a server refuses the extension without the uncompressed format, the only one that is
    // left.
    if (offers_older(hello))
      to.push_back(extension(extension_type::ec_point_formats,
                             parts(group("ec_point_format_list", 1, parts(number("uncompressed", 0, 1))))));
  }
  if (!hello.signature_schemes.empty())
    to.push_back(extension(extension_type::signature_algorithms,
                           parts(group("supported_signature_algorithms", 2, numbers(hello.signature_schemes)))));
  if (!hello.alpn.empty()) to.push_back(protocols(hello.alpn));
}

/// What TLS 1.2 needs, and TLS 1.3 ignores.
void add_older(const ClientHello& hello, std::vector<Field>& to) {
  if (hello.extended_master_secret) to.push_back(extension(extension_type::extended_master_secret, {}));
  if (hello.encrypt_then_mac) to.push_back(extension(extension_type::encrypt_then_mac, {}));
  if (hello.renegotiation_info)
    to.push_back(extension(extension_type::renegotiation_info,
                           parts(vector("renegotiated_connection", 1, *hello.renegotiation_info))));
  if (hello.session_ticket)
    to.push_back(extension(extension_type::session_ticket, parts(plain("ticket", *hello.session_ticket))));
}

/// What TLS 1.3 brought.
void add_newer(const ClientHello& hello, std::vector<Field>& to) {
  if (!hello.versions.empty()) to.push_back(supported_versions(hello.versions));
  if (!hello.key_shares.empty() || hello.empty_key_share) to.push_back(key_share(hello.key_shares));
  if (!hello.psk_modes.empty())
    to.push_back(extension(extension_type::psk_key_exchange_modes, parts(vector("ke_modes", 1, hello.psk_modes))));
  if (!hello.cookie.empty()) to.push_back(extension(extension_type::cookie, parts(vector("cookie", 2, hello.cookie))));
  if (hello.early_data) to.push_back(extension(extension_type::early_data, {}));
  if (hello.post_handshake_auth) to.push_back(extension(extension_type::post_handshake_auth, {}));
  // RFC 8446 section 4.2.11: "The 'pre_shared_key' extension MUST be the last extension in the ClientHello".
  if (!hello.psk_identities.empty()) to.push_back(pre_shared_key(hello.psk_identities, hello.binder_size));
}

}  // namespace

Field layout(const ClientHello& hello) {
  std::vector<Field> extensions;
  add_common(hello, extensions);
  add_older(hello, extensions);
  add_newer(hello, extensions);
  return message(
      model::handshake_type::client_hello, name(model::handshake_type::client_hello),
      parts(number("legacy_version", hello.legacy_version, 2), plain("random", hello.random),
            vector("session_id", 1, hello.session_id), group("cipher_suites", 2, numbers(hello.cipher_suites)),
            vector("compression_methods", 1, hello.compression_methods),
            group("extensions", 2, std::move(extensions))));
}

Field extension(model::ExtensionType type, std::vector<Field> data) {
  return group(name(type), 0,
               parts(number("type", static_cast<std::uint16_t>(type), 2), group("data", 2, std::move(data))));
}

}  // namespace tlsgauge::wire
