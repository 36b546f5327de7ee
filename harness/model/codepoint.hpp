#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsgauge::model {

// Numbers of TLS that have a registry at IANA. Peers may send, and scenarios may offer, numbers that have no name, so
// each is a number with names and no closed enumeration: CipherSuite{0x1301} is TLS_AES_128_GCM_SHA256.
enum class CipherSuite : std::uint16_t {};
enum class NamedGroup : std::uint16_t {};
enum class SignatureScheme : std::uint16_t {};
enum class ExtensionType : std::uint16_t {};
enum class HandshakeType : std::uint8_t {};

/// RFC 8446 section 5.1, RFC 6520 section 2. Any number may come, and be sent.
enum class ContentType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
  heartbeat = 24
};

/// The registered name ("TLS_AES_128_GCM_SHA256", "x25519", "ecdsa_secp256r1_sha256", "server_name", "client_hello"),
/// or the number in hexadecimal ("0x0a0a").
[[nodiscard]] std::string name(CipherSuite suite);
[[nodiscard]] std::string name(NamedGroup group);
[[nodiscard]] std::string name(SignatureScheme scheme);
[[nodiscard]] std::string name(ExtensionType type);
[[nodiscard]] std::string name(HandshakeType type);
[[nodiscard]] std::string name(ContentType type);

/// The number of that name, or a number in hexadecimal, "0x" in front: the inverse of name().
template <class Number>
[[nodiscard]] std::optional<Number> number_named(std::string_view name);

extern template std::optional<CipherSuite> number_named(std::string_view);
extern template std::optional<NamedGroup> number_named(std::string_view);
extern template std::optional<SignatureScheme> number_named(std::string_view);
extern template std::optional<ExtensionType> number_named(std::string_view);
extern template std::optional<HandshakeType> number_named(std::string_view);
extern template std::optional<ContentType> number_named(std::string_view);

/// RFC 8446 section 4, RFC 5246 section 7.4.
namespace handshake_type {
inline constexpr HandshakeType hello_request{0};
inline constexpr HandshakeType client_hello{1};
inline constexpr HandshakeType server_hello{2};
inline constexpr HandshakeType new_session_ticket{4};
inline constexpr HandshakeType end_of_early_data{5};
inline constexpr HandshakeType encrypted_extensions{8};
inline constexpr HandshakeType certificate{11};
inline constexpr HandshakeType server_key_exchange{12};
inline constexpr HandshakeType certificate_request{13};
inline constexpr HandshakeType server_hello_done{14};
inline constexpr HandshakeType certificate_verify{15};
inline constexpr HandshakeType client_key_exchange{16};
inline constexpr HandshakeType finished{20};
inline constexpr HandshakeType certificate_status{22};
inline constexpr HandshakeType key_update{24};
inline constexpr HandshakeType compressed_certificate{25};
inline constexpr HandshakeType message_hash{254};
}  // namespace handshake_type

/// IANA "TLS ExtensionType Values".
namespace extension_type {
inline constexpr ExtensionType server_name{0};
inline constexpr ExtensionType max_fragment_length{1};
inline constexpr ExtensionType status_request{5};
inline constexpr ExtensionType supported_groups{10};
inline constexpr ExtensionType ec_point_formats{11};
inline constexpr ExtensionType signature_algorithms{13};
inline constexpr ExtensionType heartbeat{15};
inline constexpr ExtensionType alpn{16};
inline constexpr ExtensionType padding{21};
inline constexpr ExtensionType encrypt_then_mac{22};
inline constexpr ExtensionType extended_master_secret{23};
inline constexpr ExtensionType record_size_limit{28};
inline constexpr ExtensionType session_ticket{35};
inline constexpr ExtensionType pre_shared_key{41};
inline constexpr ExtensionType early_data{42};
inline constexpr ExtensionType supported_versions{43};
inline constexpr ExtensionType cookie{44};
inline constexpr ExtensionType psk_key_exchange_modes{45};
inline constexpr ExtensionType certificate_authorities{47};
inline constexpr ExtensionType post_handshake_auth{49};
inline constexpr ExtensionType signature_algorithms_cert{50};
inline constexpr ExtensionType key_share{51};
inline constexpr ExtensionType renegotiation_info{0xff01};
}  // namespace extension_type

/// IANA "TLS Supported Groups": those that the harness can agree on.
namespace group {
inline constexpr NamedGroup secp256r1{23};
inline constexpr NamedGroup secp384r1{24};
inline constexpr NamedGroup secp521r1{25};
inline constexpr NamedGroup x25519{29};
inline constexpr NamedGroup x25519_mlkem768{0x11ec};
}  // namespace group

/// RFC 8446 section 4.2.3.
namespace signature_scheme {
inline constexpr SignatureScheme rsa_pkcs1_sha1{0x0201};
inline constexpr SignatureScheme ecdsa_sha1{0x0203};
inline constexpr SignatureScheme rsa_pkcs1_sha256{0x0401};
inline constexpr SignatureScheme ecdsa_secp256r1_sha256{0x0403};
inline constexpr SignatureScheme rsa_pkcs1_sha384{0x0501};
inline constexpr SignatureScheme ecdsa_secp384r1_sha384{0x0503};
inline constexpr SignatureScheme rsa_pkcs1_sha512{0x0601};
inline constexpr SignatureScheme ecdsa_secp521r1_sha512{0x0603};
inline constexpr SignatureScheme rsa_pss_rsae_sha256{0x0804};
inline constexpr SignatureScheme rsa_pss_rsae_sha384{0x0805};
inline constexpr SignatureScheme rsa_pss_rsae_sha512{0x0806};
inline constexpr SignatureScheme ed25519{0x0807};
inline constexpr SignatureScheme ed448{0x0808};
inline constexpr SignatureScheme rsa_pss_pss_sha256{0x0809};
inline constexpr SignatureScheme rsa_pss_pss_sha384{0x080a};
inline constexpr SignatureScheme rsa_pss_pss_sha512{0x080b};
}  // namespace signature_scheme

}  // namespace tlsgauge::model
