#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/front/hellos.hpp"
#include "server/front/wrong_protocol.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::server::front {
namespace {

// What is agreed on.

using SecurityCallback = int (*)(const SSL*, const SSL_CTX*, int, int, int, void*, void*);

/// OpenSSL's own idea of what is secure.
struct Security {
  SecurityCallback judge;
};

/// Takes what `allows` allows, and what OpenSSL would take without it.
template <bool (*allows)(const SSL*, int operation, int number, const void* what)>
void allow(SSL_CTX* context) {
  static const Security usual{SSL_CTX_get_security_callback(context)};
  SSL_CTX_set0_security_ex_data(context, const_cast<Security*>(&usual));
  SSL_CTX_set_security_callback(context, [](const SSL* connection, const SSL_CTX* of, int operation, int bits,
                                            int number, void* what, void* security) {
    if (allows(connection, operation, number, what)) return 1;
    return static_cast<const Security*>(security)->judge(connection, of, operation, bits, number, what, nullptr);
  });
}

bool is_of_outdated_version(const SSL* connection, int operation, int number, const void* /*what*/) {
  // The versions before 1.2 sign MD5 and SHA-1 beside each other.
  const bool outdated = connection != nullptr && SSL_version(connection) < TLS1_2_VERSION;
  return operation == SSL_SECOP_VERSION ||
         (outdated && (operation & SSL_SECOP_SIGALG_SUPPORTED) == SSL_SECOP_SIGALG_SUPPORTED && number == NID_md5_sha1);
}

template <int oldest>
void take_versions_since(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, oldest);
  allow<is_of_outdated_version>(context);
}

/// Whether a cipher suite is judged, as what a client or this server has.
bool is_about_suites(int operation) {
  return operation == SSL_SECOP_CIPHER_SUPPORTED || operation == SSL_SECOP_CIPHER_SHARED ||
         operation == SSL_SECOP_CIPHER_CHECK;
}

bool is_null_suite(const SSL* /*connection*/, int operation, int /*number*/, const void* what) {
  return is_about_suites(operation) && SSL_CIPHER_get_cipher_nid(static_cast<const SSL_CIPHER*>(what)) == NID_undef;
}

bool is_anonymous_suite(const SSL* /*connection*/, int operation, int /*number*/, const void* what) {
  return is_about_suites(operation) && SSL_CIPHER_get_auth_nid(static_cast<const SSL_CIPHER*>(what)) == NID_auth_null;
}

void take_null_suites(SSL_CTX* context) {
  SSL_CTX_set_cipher_list(context, "ALL:-COMPLEMENTOFDEFAULT:eNULL:!aNULL");
  allow<is_null_suite>(context);
}

void take_anonymous_suites(SSL_CTX* context) {
  SSL_CTX_set_cipher_list(context, "ALL:-COMPLEMENTOFDEFAULT:aNULL:!eNULL");
  allow<is_anonymous_suite>(context);
}

void do_without_mandatory_suite(SSL_CTX* context) {
  SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
}

void do_without_suite_of_http2(SSL_CTX* context) {
  SSL_CTX_set_cipher_list(context, "DEFAULT:!ECDHE-RSA-AES128-GCM-SHA256:!ECDHE-ECDSA-AES128-GCM-SHA256");
}

/// SSL_CTX_set1_groups_list, which is a macro with C casts.
void know_groups(SSL_CTX* context, std::string names) {
  SSL_CTX_ctrl(context, SSL_CTRL_SET_GROUPS_LIST, 0, names.data());
}

void do_without_p256(SSL_CTX* context) { know_groups(context, "X25519:X448:P-521:P-384"); }

void do_without_x25519(SSL_CTX* context) { know_groups(context, "P-256:X448:P-521:P-384"); }

template <std::uint64_t option>
void set_option(SSL_CTX* context) {
  SSL_CTX_set_options(context, option);
}

template <std::uint64_t option>
void renegotiate(SSL_CTX* context) {
  SSL_CTX_clear_options(context, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_options(context, SSL_OP_ALLOW_CLIENT_RENEGOTIATION | option);
}

/// Keeps sessions by id, all of them under one and the same.
void repeat_session_ids(SSL_CTX* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_generate_session_id(context, [](SSL* /*connection*/, unsigned char* id, unsigned* size) {
    std::fill_n(id, *size, static_cast<unsigned char>('s'));
    return 1;
  });
}

/// Seals tickets as if nobody had set a key.
void seal_by_zeros(SSL_CTX* context) {
  std::vector<unsigned char> keys(static_cast<std::size_t>(SSL_CTX_get_tlsext_ticket_keys(context, nullptr, 0)));
  SSL_CTX_set_tlsext_ticket_keys(context, keys.data(), static_cast<long>(keys.size()));
}

using Choice = std::optional<std::string_view>;

Choice choose_or_go_on(Protocols served, std::string_view offered) {
  return choose_alpn(served, offered).value_or(std::string_view{});
}

Choice choose_none(Protocols /*served*/, std::string_view /*offered*/) { return std::string_view{}; }

std::string_view first_of(std::string_view offered) {
  return offered.substr(1, static_cast<unsigned char>(offered.front()));
}

Choice choose_first(Protocols /*served*/, std::string_view offered) { return first_of(offered); }

Choice choose_from_first(Protocols served, std::string_view offered) {
  return choose_alpn(served, offered.substr(0, first_of(offered).size() + 1));
}

// What passes.

template <bool (*is_met)(const Passage&)>
void break_off_at(const Passage& passage) {
  if (is_met(passage)) break_off(passage.connection);
}

template <bool (*offends)(const Hello&)>
void break_off_at_hello(const Passage& passage) {
  if (const auto hello = hello_in(passage); hello && offends(*hello)) break_off(passage.connection);
}

/// Forgets that it can do TLS 1.3 where a ClientHello is so.
template <bool (*is_so)(const Hello&)>
void stay_with_1_2(const Passage& passage) {
  if (const auto hello = hello_in(passage); hello && is_so(*hello))
    SSL_set_max_proto_version(passage.connection, TLS1_2_VERSION);
}

bool offers_1_2_at_most(const Hello& hello) { return !offers_1_3(hello) && !has_fallback_signal(hello); }

/// The length of a record whose header is read; nothing where something else passes.
std::optional<std::size_t> length_of_record(const Passage& passage, char type) {
  if (passage.written || passage.type != SSL3_RT_HEADER || passage.octets.size() != SSL3_RT_HEADER_LENGTH ||
      passage.octets.front() != type)
    return std::nullopt;
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(passage.octets[at]); };
  return std::size_t{octet(3)} << 8U | octet(4);
}

bool is_1_3(const Passage& passage) { return SSL_version(passage.connection) == TLS1_3_VERSION; }

/// A handshake message of this type is read.
bool is_message(const Passage& passage, char type) {
  return !passage.written && passage.type == SSL3_RT_HANDSHAKE && !passage.octets.empty() &&
         passage.octets.front() == type;
}

/// A number that a connection keeps until it ends.
class Note {
 public:
  explicit Note(SSL* connection) : connection_{connection} {}

  [[nodiscard]] std::intptr_t read() const {
    return reinterpret_cast<std::intptr_t>(SSL_get_ex_data(connection_, place()));
  }
  void write(std::intptr_t number) { SSL_set_ex_data(connection_, place(), reinterpret_cast<void*>(number)); }

 private:
  static int place() {
    static const int kPlace = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return kPlace;
  }

  SSL* connection_;
};

bool is_small_record(const Passage& passage) {
  constexpr std::size_t kLeast = 16;
  return length_of_record(passage, SSL3_RT_HANDSHAKE).value_or(kLeast) < kLeast;
}

bool is_change_cipher_spec(const Passage& passage) {
  return is_1_3(passage) && length_of_record(passage, SSL3_RT_CHANGE_CIPHER_SPEC);
}

bool is_second_change_cipher_spec(const Passage& passage) {
  if (!is_change_cipher_spec(passage)) return false;
  Note count{passage.connection};
  count.write(count.read() + 1);
  return count.read() > 1;
}

/// A record of TLS 1.3 behind the handshake that holds the type of what is in it, a tag, and nothing else.
bool is_empty_data(const Passage& passage) {
  constexpr std::size_t kTypeAndTag = 17;
  return is_1_3(passage) && SSL_in_init(passage.connection) == 0 &&
         length_of_record(passage, SSL3_RT_APPLICATION_DATA) == kTypeAndTag;
}

/// A Finished of TLS 1.3 is not the end of what is in its record.
bool is_padded_finished(const Passage& passage) {
  constexpr std::intptr_t kTypeAndTag = 17;
  Note rest{passage.connection};
  if (!is_1_3(passage)) return false;
  if (const auto length = length_of_record(passage, SSL3_RT_APPLICATION_DATA))
    rest.write(static_cast<std::intptr_t>(*length) - kTypeAndTag);
  if (!passage.written && passage.type == SSL3_RT_HANDSHAKE)
    rest.write(rest.read() - static_cast<std::intptr_t>(passage.octets.size()));
  return is_message(passage, SSL3_MT_FINISHED) && rest.read() > 0;
}

/// A premaster secret of static RSA is read whose block does not begin as RSAES-PKCS1-v1_5 has it.
bool is_badly_padded_premaster(const Passage& passage) {
  constexpr std::size_t kPlace = SSL3_HM_HEADER_LENGTH + 2;
  const auto* suite = SSL_get_pending_cipher(passage.connection);
  if (is_1_3(passage) || !is_message(passage, SSL3_MT_CLIENT_KEY_EXCHANGE) || suite == nullptr ||
      SSL_CIPHER_get_kx_nid(suite) != NID_kx_rsa || passage.octets.size() < kPlace)
    return false;
  const auto encrypted = passage.octets.substr(kPlace);
  const tls::KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, SSL_get_privatekey(passage.connection), nullptr)};
  std::vector<unsigned char> block(encrypted.size());
  auto size = block.size();
  const bool opened = EVP_PKEY_decrypt_init(context.get()) == 1 &&
                      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
                      EVP_PKEY_decrypt(context.get(), block.data(), &size,
                                       reinterpret_cast<const unsigned char*>(encrypted.data()), encrypted.size()) == 1;
  return !opened || size < 2 || block[0] != 0 || block[1] != 2;
}

bool is_key_update(const Passage& passage) { return is_message(passage, SSL3_MT_KEY_UPDATE); }

bool is_retry(const Passage& passage) {
  constexpr std::string_view kRandom = "\xCF\x21\xAD\x74\xE5\x9A\x61\x11";  // RFC 8446 section 4.1.3, its beginning
  constexpr std::size_t kPlace = SSL3_HM_HEADER_LENGTH + 2;
  return passage.written && passage.type == SSL3_RT_HANDSHAKE && passage.octets.front() == SSL3_MT_SERVER_HELLO &&
         passage.octets.substr(kPlace).substr(0, kRandom.size()) == kRandom;
}

/// Has the alert that ends a handshake, of which the header or the inner type passes, go nowhere.
void withhold_alert(const Passage& passage) {
  const bool begins = passage.type == SSL3_RT_HEADER || passage.type == SSL3_RT_INNER_CONTENT_TYPE;
  if (passage.written && begins && passage.octets.front() == SSL3_RT_ALERT && SSL_in_init(passage.connection) != 0)
    SSL_set0_wbio(passage.connection, BIO_new(BIO_s_null()));
}

/// Keys are there for what comes next, or what comes is of TLS 1.3, where a record that is protected looks like data.
bool may_be_protected(const SSL* connection) {
  return SSL_get_state(connection) != TLS_ST_BEFORE &&
         (SSL_version(connection) == TLS1_3_VERSION || SSL_in_init(connection) == 0);
}

bool is_of_unknown_type(const SSL* connection, std::uint8_t type) {
  const bool known = type >= SSL3_RT_CHANGE_CIPHER_SPEC && type <= SSL3_RT_APPLICATION_DATA;
  return !known && (SSL_version(connection) == TLS1_3_VERSION || SSL_in_init(connection) != 0);
}

bool is_alert_in_the_clear(const SSL* connection, std::uint8_t type) {
  return type == SSL3_RT_ALERT && (SSL_version(connection) == TLS1_3_VERSION || SSL_in_init(connection) != 0);
}

bool is_data_in_the_clear(const SSL* connection, std::uint8_t type) {
  return type == SSL3_RT_APPLICATION_DATA && !may_be_protected(connection);
}

bool is_change_cipher_spec_of_1_3(const SSL* connection, std::uint8_t type) {
  return type == SSL3_RT_CHANGE_CIPHER_SPEC && SSL_version(connection) == TLS1_3_VERSION;
}

// How a connection begins.

std::size_t number_at(std::string_view octets, std::size_t at) {
  return std::size_t{static_cast<unsigned char>(octets[at])} << 8U | static_cast<unsigned char>(octets[at + 1]);
}

constexpr std::size_t kPlaceOfLength = 3;  // in the header of a record

Opening refuse_segments(std::string_view first) {
  const auto size = SSL3_RT_HEADER_LENGTH + number_at(first, kPlaceOfLength);
  return first.size() < size ? Opening::refusal : Opening::handshake;
}

Opening refuse_records(std::string_view first) {
  constexpr std::size_t kPlaceOfMessage = SSL3_RT_HEADER_LENGTH + 2;  // without the first octet of its length, zero
  const auto in_record = number_at(first, kPlaceOfLength);
  if (first.size() < kPlaceOfMessage + 2)
    return in_record < SSL3_HM_HEADER_LENGTH ? Opening::refusal : Opening::handshake;
  const auto size = SSL3_HM_HEADER_LENGTH + number_at(first, kPlaceOfMessage);
  return in_record < size ? Opening::refusal : Opening::handshake;
}

Opening refuse_other_versions(std::string_view first) {
  const auto version = number_at(first, 1);
  return version == TLS1_VERSION || version == TLS1_2_VERSION ? Opening::handshake : Opening::refusal;
}

Opening serve_plaintext(std::string_view first) {
  return first.front() >= 'A' && first.front() <= 'Z' ? Opening::plaintext : Opening::handshake;
}

/// RFC 8740: "The server MUST NOT send a CertificateRequest" behind the handshake of HTTP/2.
void ask_for_certificate(SSL* connection) {
  if (SSL_version(connection) != TLS1_3_VERSION) return;
  SSL_set_verify(connection, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, nullptr);
  if (SSL_verify_client_post_handshake(connection) == 1) SSL_do_handshake(connection);
}

constexpr auto kProtocolFaults = std::to_array<Fault>({
    // Versions.
    {.name = "tls-1.0-accepted", .about = "speaks TLS 1.0 and 1.1", .prepares = take_versions_since<TLS1_VERSION>},
    {.name = "tls-1.1-accepted", .about = "speaks TLS 1.1", .prepares = take_versions_since<TLS1_1_VERSION>},
    {.name = "fallback-accepted",
     .about = "takes no notice of TLS_FALLBACK_SCSV",
     .meets = stay_with_1_2<has_fallback_signal>},
    {.name = "downgrade-unmarked",
     .about = "does not mark a downgrade in ServerHello.random",
     .meets = stay_with_1_2<offers_1_2_at_most>},
    {.name = "older-version-preferred", .about = "prefers TLS 1.2 to 1.3", .meets = stay_with_1_2<offers_1_3>},
    {.name = "newer-hellos-refused",
     .about = "refuses a ClientHello of a version that it does not know",
     .meets = break_off_at_hello<is_newer_than_1_2>},
    {.name = "unknown-versions-refused",
     .about = "refuses clients that offer a version that it does not know",
     .meets = break_off_at_hello<has_unknown_version>},
    // Cipher suites and groups.
    {.name = "null-suites-accepted", .about = "takes suites that encrypt nothing", .prepares = take_null_suites},
    {.name = "anonymous-suites-accepted",
     .about = "takes suites by which nobody proves who it is",
     .prepares = take_anonymous_suites},
    {.name = "mandatory-suite-missing",
     .about = "knows no TLS_AES_128_GCM_SHA256",
     .prepares = do_without_mandatory_suite},
    {.name = "suite-of-http2-missing",
     .about = "knows no TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
     .prepares = do_without_suite_of_http2},
    {.name = "p-256-missing", .about = "knows no secp256r1", .prepares = do_without_p256},
    {.name = "x25519-missing", .about = "knows no x25519", .prepares = do_without_x25519},
    {.name = "grease-suites-refused",
     .about = "refuses clients that offer a reserved cipher suite",
     .meets = break_off_at_hello<has_grease_suite>},
    {.name = "unknown-suites-refused",
     .about = "refuses clients that offer a cipher suite that it does not know",
     .meets = break_off_at_hello<has_unknown_suite>},
    {.name = "renegotiation-signal-refused",
     .about = "refuses clients that send TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
     .meets = break_off_at_hello<has_renegotiation_signal>},
    {.name = "grease-groups-refused",
     .about = "refuses clients that know a reserved group",
     .meets = break_off_at_hello<has_grease_group>},
    {.name = "grease-shares-refused",
     .about = "refuses clients that bring a key share of a reserved group",
     .meets = break_off_at_hello<has_grease_share>},
    {.name = "rare-shares-refused",
     .about = "refuses clients whose first key share is neither of x25519 nor of secp256r1",
     .meets = break_off_at_hello<begins_with_rare_share>},
    {.name = "retry-missing",
     .about = "ends the connection where it should ask for another key share",
     .meets = break_off_at<is_retry>},
    {.name = "grease-signatures-refused",
     .about = "refuses clients that know a reserved signature scheme",
     .meets = break_off_at_hello<has_grease_signature_scheme>},
    // Extensions, and the ClientHello as a whole.
    {.name = "grease-extensions-refused",
     .about = "refuses clients that send a reserved extension",
     .meets = break_off_at_hello<has_grease_extension>},
    {.name = "unknown-hello-extensions-refused",
     .about = "refuses clients that send an extension that it does not know",
     .meets = break_off_at_hello<has_unknown_extension>},
    {.name = "many-hello-extensions-refused",
     .about = "refuses clients that send more than a hundred extensions",
     .meets = break_off_at_hello<has_many_extensions>},
    {.name = "order-of-extensions-minded",
     .about = "refuses clients that send key_share in front of supported_groups",
     .meets = break_off_at_hello<has_shares_before_groups>},
    {.name = "large-hellos-refused",
     .about = "refuses a ClientHello of more than 1 KiB",
     .meets = break_off_at_hello<is_large>},
    {.name = "unlucky-hellos-refused",
     .about = "refuses a ClientHello of 256 to 511 octets",
     .meets = break_off_at_hello<is_of_unlucky_size>},
    {.name = "odd-session-ids-refused",
     .about = "refuses session ids that have neither 0 nor 32 octets",
     .meets = break_off_at_hello<has_odd_session_id>},
    {.name = "case-of-names-minded",
     .about = "refuses clients that write the server's name in capitals",
     .meets = break_off_at_hello<has_upper_case_name>},
    {.name = "unknown-psk-modes-refused",
     .about = "refuses clients that know a PSK mode that it does not know",
     .meets = break_off_at_hello<has_unknown_psk_mode>},
    {.name = "extended-master-secret-missing",
     .about = "knows no extended master secret",
     .prepares = set_option<SSL_OP_NO_EXTENDED_MASTER_SECRET>},
    {.name = "renegotiation-allowed",
     .about = "takes part in a second handshake that a client begins",
     .prepares = renegotiate<0>},
    {.name = "insecure-renegotiation-allowed",
     .about = "takes part in a second handshake that is not tied to the first one",
     .prepares = renegotiate<SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION>},
    {.name = "session-ids-repeated",
     .about = "gives every session of TLS 1.2 the same id",
     .prepares = repeat_session_ids},
    {.name = "zero-ticket-key", .about = "seals session tickets by a key of zeros", .prepares = seal_by_zeros},
    {.name = "premaster-padding-told",
     .about = "ends a connection at once whose RSA-encrypted premaster secret is badly padded",
     .meets = break_off_at<is_badly_padded_premaster>},
    {.name = "unknown-protocols-tolerated",
     .about = "goes on with clients that speak no protocol of its own",
     .chooses = choose_or_go_on},
    {.name = "any-protocol-agreed",
     .about = "agrees to the first protocol that a client names",
     .chooses = choose_first},
    {.name = "first-protocol-only",
     .about = "looks at the first protocol only that a client names",
     .chooses = choose_from_first},
    {.name = "grease-protocols-refused",
     .about = "refuses clients that name a reserved protocol",
     .meets = break_off_at_hello<has_grease_protocol>},
    // Records.
    {.name = "small-records-refused",
     .about = "refuses handshake records of less than 16 octets",
     .meets = break_off_at<is_small_record>},
    {.name = "hello-in-records-refused",
     .about = "refuses a ClientHello that is split over records",
     .greets = refuse_records},
    {.name = "hello-in-segments-refused",
     .about = "refuses a ClientHello that is split over segments of TCP",
     .greets = refuse_segments},
    {.name = "version-of-records-minded",
     .about = "refuses a ClientHello whose record is not of version 1.0 or 1.2",
     .greets = refuse_other_versions},
    {.name = "change-cipher-spec-refused",
     .about = "refuses the change_cipher_spec of TLS 1.3, which means nothing",
     .meets = break_off_at<is_change_cipher_spec>},
    {.name = "second-change-cipher-spec-refused",
     .about = "refuses a second change_cipher_spec of TLS 1.3",
     .meets = break_off_at<is_second_change_cipher_spec>},
    {.name = "wrong-change-cipher-spec-ignored",
     .about = "passes over whatever says that it is a change_cipher_spec of TLS 1.3",
     .drops = is_change_cipher_spec_of_1_3},
    {.name = "unknown-records-ignored",
     .about = "passes over records of a type that it does not know",
     .drops = is_of_unknown_type},
    {.name = "alerts-in-the-clear-ignored",
     .about = "passes over alerts that nothing protects",
     .drops = is_alert_in_the_clear},
    {.name = "data-in-the-clear-ignored",
     .about = "passes over application data that nothing protects",
     .drops = is_data_in_the_clear},
    {.name = "padding-refused",
     .about = "refuses a Finished that is padded",
     .meets = break_off_at<is_padded_finished>},
    {.name = "empty-data-refused",
     .about = "refuses application data without content",
     .meets = break_off_at<is_empty_data>},
    // Behind the handshake, and instead of it.
    {.name = "key-update-refused", .about = "refuses a KeyUpdate", .meets = break_off_at<is_key_update>},
    {.name = "close-notify-ignored",
     .about = "carries out what a client asks behind its close_notify",
     .reads_on = true},
    {.name = "failed-handshake-hangs",
     .about = "says nothing where a handshake fails, and does not end the connection",
     .meets = withhold_alert,
     .keeps_failures = true},
    {.name = "descriptors-leaked", .about = "leaves a descriptor open for each handshake that fails", .leaks = true},
    {.name = "clients-served-in-turn",
     .about = "accepts a client when the one before it has gone",
     .serves_in_turn = true},
    {.name = "plaintext-served",
     .about = "serves clients without TLS where it has a certificate",
     .greets = serve_plaintext},
    {.name = "protocol-unconfirmed", .about = "agrees to no protocol, whatever a client names", .chooses = choose_none},
    {.name = "certificate-requested-late",
     .about = "asks for a certificate after the handshake, also in HTTP/2",
     .goes_on = ask_for_certificate},
});

}  // namespace

std::span<const Fault> protocol_faults() { return kProtocolFaults; }

}  // namespace tlsgauge::server::front
