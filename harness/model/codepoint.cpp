#include "model/codepoint.hpp"

#include <charconv>
#include <span>
#include <type_traits>

#include "model/cipher_suite_registry.hpp"
#include "model/registry.hpp"

namespace tlsgauge::model {
namespace {

/// IANA "TLS Supported Groups", and the drafts of hybrids that were deployed before theirs were registered.
constexpr auto kGroupNames = std::to_array<Registered>({
    {1, "sect163k1"},
    {2, "sect163r1"},
    {3, "sect163r2"},
    {4, "sect193r1"},
    {5, "sect193r2"},
    {6, "sect233k1"},
    {7, "sect233r1"},
    {8, "sect239k1"},
    {9, "sect283k1"},
    {10, "sect283r1"},
    {11, "sect409k1"},
    {12, "sect409r1"},
    {13, "sect571k1"},
    {14, "sect571r1"},
    {15, "secp160k1"},
    {16, "secp160r1"},
    {17, "secp160r2"},
    {18, "secp192k1"},
    {19, "secp192r1"},
    {20, "secp224k1"},
    {21, "secp224r1"},
    {22, "secp256k1"},
    {23, "secp256r1"},
    {24, "secp384r1"},
    {25, "secp521r1"},
    {26, "brainpoolP256r1"},
    {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"},
    {29, "x25519"},
    {30, "x448"},
    {31, "brainpoolP256r1tls13"},
    {32, "brainpoolP384r1tls13"},
    {33, "brainpoolP512r1tls13"},
    {34, "GC256A"},
    {35, "GC256B"},
    {36, "GC256C"},
    {37, "GC256D"},
    {38, "GC512A"},
    {39, "GC512B"},
    {40, "GC512C"},
    {41, "curveSM2"},
    {0x0100, "ffdhe2048"},
    {0x0101, "ffdhe3072"},
    {0x0102, "ffdhe4096"},
    {0x0103, "ffdhe6144"},
    {0x0104, "ffdhe8192"},
    {0x0200, "MLKEM512"},
    {0x0201, "MLKEM768"},
    {0x0202, "MLKEM1024"},
    {0x11eb, "SecP256r1MLKEM768"},
    {0x11ec, "X25519MLKEM768"},
    {0x11ed, "SecP384r1MLKEM1024"},
    {0x11ee, "curveSM2MLKEM768"},
    {0x6399, "X25519Kyber768Draft00"},
    {0x639a, "SecP256r1Kyber768Draft00"},
    {0xff01, "arbitrary_explicit_prime_curves"},
    {0xff02, "arbitrary_explicit_char2_curves"},
});
static_assert(is_sound(kGroupNames));

/// IANA "TLS SignatureScheme". TLS 1.2's pairs of hash and signature have names here as far as RFC 8446 gives them.
constexpr auto kSchemeNames = std::to_array<Registered>({
    {0x0201, "rsa_pkcs1_sha1"},
    {0x0203, "ecdsa_sha1"},
    {0x0401, "rsa_pkcs1_sha256"},
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0420, "rsa_pkcs1_sha256_legacy"},
    {0x0501, "rsa_pkcs1_sha384"},
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0520, "rsa_pkcs1_sha384_legacy"},
    {0x0601, "rsa_pkcs1_sha512"},
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0620, "rsa_pkcs1_sha512_legacy"},
    {0x0704, "eccsi_sha256"},
    {0x0705, "iso_ibs1"},
    {0x0706, "iso_ibs2"},
    {0x0707, "iso_chinese_ibs"},
    {0x0708, "sm2sig_sm3"},
    {0x0709, "gostr34102012_256a"},
    {0x070a, "gostr34102012_256b"},
    {0x070b, "gostr34102012_256c"},
    {0x070c, "gostr34102012_256d"},
    {0x070d, "gostr34102012_512a"},
    {0x070e, "gostr34102012_512b"},
    {0x070f, "gostr34102012_512c"},
    {0x0804, "rsa_pss_rsae_sha256"},
    {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"},
    {0x0807, "ed25519"},
    {0x0808, "ed448"},
    {0x0809, "rsa_pss_pss_sha256"},
    {0x080a, "rsa_pss_pss_sha384"},
    {0x080b, "rsa_pss_pss_sha512"},
    {0x081a, "ecdsa_brainpoolP256r1tls13_sha256"},
    {0x081b, "ecdsa_brainpoolP384r1tls13_sha384"},
    {0x081c, "ecdsa_brainpoolP512r1tls13_sha512"},
    {0x0904, "mldsa44"},
    {0x0905, "mldsa65"},
    {0x0906, "mldsa87"},
    {0x0911, "slhdsa_sha2_128s"},
    {0x0912, "slhdsa_sha2_128f"},
    {0x0913, "slhdsa_sha2_192s"},
    {0x0914, "slhdsa_sha2_192f"},
    {0x0915, "slhdsa_sha2_256s"},
    {0x0916, "slhdsa_sha2_256f"},
    {0x0917, "slhdsa_shake_128s"},
    {0x0918, "slhdsa_shake_128f"},
    {0x0919, "slhdsa_shake_192s"},
    {0x091a, "slhdsa_shake_192f"},
    {0x091b, "slhdsa_shake_256s"},
    {0x091c, "slhdsa_shake_256f"},
});
static_assert(is_sound(kSchemeNames));

/// IANA "TLS ExtensionType Values", and next_protocol_negotiation, which servers still answer. 23 has the name that
/// RFC 7627 gave it.
constexpr auto kExtensionNames = std::to_array<Registered>({
    {0, "server_name"},
    {1, "max_fragment_length"},
    {2, "client_certificate_url"},
    {3, "trusted_ca_keys"},
    {4, "truncated_hmac"},
    {5, "status_request"},
    {6, "user_mapping"},
    {7, "client_authz"},
    {8, "server_authz"},
    {9, "cert_type"},
    {10, "supported_groups"},
    {11, "ec_point_formats"},
    {12, "srp"},
    {13, "signature_algorithms"},
    {14, "use_srtp"},
    {15, "heartbeat"},
    {16, "application_layer_protocol_negotiation"},
    {17, "status_request_v2"},
    {18, "signed_certificate_timestamp"},
    {19, "client_certificate_type"},
    {20, "server_certificate_type"},
    {21, "padding"},
    {22, "encrypt_then_mac"},
    {23, "extended_master_secret"},
    {24, "token_binding"},
    {25, "cached_info"},
    {26, "tls_lts"},
    {27, "compress_certificate"},
    {28, "record_size_limit"},
    {29, "pwd_protect"},
    {30, "pwd_clear"},
    {31, "password_salt"},
    {32, "ticket_pinning"},
    {33, "tls_cert_with_extern_psk"},
    {34, "delegated_credential"},
    {35, "session_ticket"},
    {36, "TLMSP"},
    {37, "TLMSP_proxying"},
    {38, "TLMSP_delegate"},
    {39, "supported_ekt_ciphers"},
    {41, "pre_shared_key"},
    {42, "early_data"},
    {43, "supported_versions"},
    {44, "cookie"},
    {45, "psk_key_exchange_modes"},
    {47, "certificate_authorities"},
    {48, "oid_filters"},
    {49, "post_handshake_auth"},
    {50, "signature_algorithms_cert"},
    {51, "key_share"},
    {52, "transparency_info"},
    {53, "connection_id_deprecated"},
    {54, "connection_id"},
    {55, "external_id_hash"},
    {56, "external_session_id"},
    {57, "quic_transport_parameters"},
    {58, "ticket_request"},
    {59, "dnssec_chain"},
    {60, "sequence_number_encryption_algorithms"},
    {61, "rrc"},
    {62, "tls_flags"},
    {13172, "next_protocol_negotiation"},
    {0xfd00, "ech_outer_extensions"},
    {0xfe0d, "encrypted_client_hello"},
    {0xff01, "renegotiation_info"},
});
static_assert(is_sound(kExtensionNames));

/// IANA "TLS HandshakeType". Those that TLS 1.3 has reserved have the names of the RFCs that defined them.
constexpr auto kHandshakeNames = std::to_array<Registered>({
    {0, "hello_request"},
    {1, "client_hello"},
    {2, "server_hello"},
    {3, "hello_verify_request"},
    {4, "new_session_ticket"},
    {5, "end_of_early_data"},
    {6, "hello_retry_request"},
    {8, "encrypted_extensions"},
    {9, "request_connection_id"},
    {10, "new_connection_id"},
    {11, "certificate"},
    {12, "server_key_exchange"},
    {13, "certificate_request"},
    {14, "server_hello_done"},
    {15, "certificate_verify"},
    {16, "client_key_exchange"},
    {17, "client_certificate_request"},
    {20, "finished"},
    {21, "certificate_url"},
    {22, "certificate_status"},
    {23, "supplemental_data"},
    {24, "key_update"},
    {25, "compressed_certificate"},
    {26, "ekt_key"},
    {254, "message_hash"},
});
static_assert(is_sound(kHandshakeNames));

/// IANA "TLS ContentType".
constexpr auto kContentNames = std::to_array<Registered>(
    {{20, "change_cipher_spec"}, {21, "alert"}, {22, "handshake"}, {23, "application_data"}, {24, "heartbeat"}});
static_assert(is_sound(kContentNames));

template <class Number>
constexpr std::span<const Registered> kRegistry;
template <>
constexpr std::span<const Registered> kRegistry<CipherSuite>{kCipherSuiteNames};
template <>
constexpr std::span<const Registered> kRegistry<NamedGroup>{kGroupNames};
template <>
constexpr std::span<const Registered> kRegistry<SignatureScheme>{kSchemeNames};
template <>
constexpr std::span<const Registered> kRegistry<ExtensionType>{kExtensionNames};
template <>
constexpr std::span<const Registered> kRegistry<HandshakeType>{kHandshakeNames};
template <>
constexpr std::span<const Registered> kRegistry<ContentType>{kContentNames};

constexpr std::string_view kHexadecimal = "0x";

std::string hexadecimal(unsigned value, std::size_t octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr unsigned kNibble = 4;
  std::string text{kHexadecimal};
  for (auto left = 2 * octets; left-- > 0;) text += kDigits[(value >> (kNibble * left)) & 0xfU];
  return text;
}

template <class Number>
std::string name_of(Number number) {
  const auto value = static_cast<std::underlying_type_t<Number>>(number);
  const auto registry = kRegistry<Number>;
  const auto found = std::ranges::lower_bound(registry, value, {}, &Registered::number);
  if (found != registry.end() && found->number == value) return std::string{found->name};
  return hexadecimal(value, sizeof(value));
}

}  // namespace

std::string name(CipherSuite suite) { return name_of(suite); }
std::string name(NamedGroup group) { return name_of(group); }
std::string name(SignatureScheme scheme) { return name_of(scheme); }
std::string name(ExtensionType type) { return name_of(type); }
std::string name(HandshakeType type) { return name_of(type); }
std::string name(ContentType type) { return name_of(type); }

template <class Number>
std::optional<Number> number_named(std::string_view name) {
  const auto registry = kRegistry<Number>;
  const auto found = std::ranges::find(registry, name, &Registered::name);
  if (found != registry.end()) return static_cast<Number>(found->number);

  if (!name.starts_with(kHexadecimal)) return std::nullopt;
  constexpr int kBase = 16;
  std::underlying_type_t<Number> value = 0;
  const auto* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + kHexadecimal.size(), end, value, kBase);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return Number{value};
}

template std::optional<CipherSuite> number_named(std::string_view);
template std::optional<NamedGroup> number_named(std::string_view);
template std::optional<SignatureScheme> number_named(std::string_view);
template std::optional<ExtensionType> number_named(std::string_view);
template std::optional<HandshakeType> number_named(std::string_view);
template std::optional<ContentType> number_named(std::string_view);

}  // namespace tlsgauge::model
