#include "wire/client/settings.hpp"

#include <algorithm>
#include <array>

#include "core/address.hpp"

namespace tlsgauge::wire {
namespace {

namespace scheme = model::signature_scheme;
using model::TlsVersion;

constexpr auto kSuites13 = std::to_array<std::uint16_t>({0x1301, 0x1302, 0x1303});
/// ECDHE with AEADs first, then what an old server may have: CBC, and RSA without forward secrecy.
constexpr auto kSuites12 = std::to_array<std::uint16_t>(
    {0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035});

bool offers(const model::VersionRange& versions, TlsVersion version) {
  return versions.oldest <= version && version <= versions.newest;
}

std::vector<std::uint16_t> supported_versions(const model::VersionRange& range) {
  constexpr std::array kNewestFirst{TlsVersion::tls1_3, TlsVersion::tls1_2, TlsVersion::tls1_1, TlsVersion::tls1_0};
  std::vector<std::uint16_t> versions;
  for (const auto version : kNewestFirst)
    if (offers(range, version)) versions.push_back(static_cast<std::uint16_t>(version));
  return versions;
}

/// What TLS 1.2 and older have and 1.3 has not.
void add_old_extensions(ClientHello& hello) {
  hello.extended_master_secret = true;
  hello.encrypt_then_mac = true;
  hello.renegotiation_info = Octets{};
}

void change(ClientHello& hello, const model::HelloOptions& options, bool old) {
  if (options.cipher_suites) hello.cipher_suites = *options.cipher_suites;
  if (options.groups) hello.groups = *options.groups;
  if (options.signature_schemes) hello.signature_schemes = *options.signature_schemes;
  if (options.alpn) hello.alpn = *options.alpn;
  if (options.server_name) hello.server_name = *options.server_name;
  if (options.session_id) hello.session_id.resize(*options.session_id);
  hello.extended_master_secret = old && options.extended_master_secret;
  hello.encrypt_then_mac = old && options.encrypt_then_mac;
  if (!options.renegotiation_info) hello.renegotiation_info.reset();
  if (options.session_ticket) hello.session_ticket = Octets{};
  hello.post_handshake_auth = options.post_handshake_auth;
}

}  // namespace

ClientHello usual_hello(model::VersionRange versions, const std::string& server_name,
                        const std::vector<std::string>& alpn) {
  constexpr std::size_t kSessionId = 32;
  ClientHello hello;
  const bool newest = offers(versions, TlsVersion::tls1_3);
  const bool old = versions.oldest < TlsVersion::tls1_3;
  hello.legacy_version = static_cast<std::uint16_t>(std::min(versions.newest, TlsVersion::tls1_2));
  if (newest)
    for (const auto suite : kSuites13) hello.cipher_suites.push_back(model::CipherSuite{suite});
  if (old)
    for (const auto suite : kSuites12) hello.cipher_suites.push_back(model::CipherSuite{suite});
  // RFC 6066 section 3: "Literal IPv4 and IPv6 addresses are not permitted in "HostName"."
  if (!core::is_address(server_name)) hello.server_name = server_name;
  hello.groups = {model::group::x25519, model::group::secp256r1, model::group::secp384r1, model::group::secp521r1};
  hello.signature_schemes = {scheme::ecdsa_secp256r1_sha256,
                             scheme::ecdsa_secp384r1_sha384,
                             scheme::ecdsa_secp521r1_sha512,
                             scheme::ed25519,
                             scheme::ed448,
                             scheme::rsa_pss_rsae_sha256,
                             scheme::rsa_pss_rsae_sha384,
                             scheme::rsa_pss_rsae_sha512,
                             scheme::rsa_pss_pss_sha256,
                             scheme::rsa_pss_pss_sha384,
                             scheme::rsa_pss_pss_sha512,
                             scheme::rsa_pkcs1_sha256,
                             scheme::rsa_pkcs1_sha384,
                             scheme::rsa_pkcs1_sha512};
  hello.alpn = alpn;
  if (old) add_old_extensions(hello);
  if (newest) {
    hello.session_id.resize(kSessionId);
    hello.versions = supported_versions(versions);
    hello.psk_modes = {1};  // psk_dhe_ke
  }
  return hello;
}

ClientSettings settings_for(model::VersionRange versions, const std::string& server_name,
                            const std::vector<std::string>& alpn, const model::Script& script) {
  ClientSettings settings;
  settings.hello = usual_hello(versions, server_name, alpn);
  change(settings.hello, script.hello, versions.oldest < TlsVersion::tls1_3);
  if (offers(versions, TlsVersion::tls1_3)) {
    settings.shares = script.hello.key_shares.value_or(std::vector{model::group::x25519});
    settings.hello.empty_key_share = settings.shares.empty();
  }
  settings.change_cipher_spec = script.hello.change_cipher_spec;
  settings.early_data.assign(script.hello.early_data.begin(), script.hello.early_data.end());
  settings.unasked_certificate = script.unasked_certificate;
  settings.empty_certificate = script.empty_certificate;
  settings.certificate_form = script.certificate;
  settings.proof = script.proof;
  settings.expected_name = server_name;
  return settings;
}

}  // namespace tlsgauge::wire
