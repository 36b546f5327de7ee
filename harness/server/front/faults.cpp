#include "server/front/faults.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "tls/handles.hpp"

namespace tlsgauge::server::front {
namespace {

using Verification = X509_STORE_CTX*;

/// What the verification found is one of `errors`.
template <int... errors>
bool is(Verification found) {
  const int error = X509_STORE_CTX_get_error(found);
  return ((error == errors) || ...);
}

/// It is one of `errors`, and of the client's own certificate.
template <int... errors>
bool of_client(Verification found) {
  return X509_STORE_CTX_get_error_depth(found) == 0 && is<errors...>(found);
}

/// It is one of `errors`, and of a CA.
template <int... errors>
bool of_issuers(Verification found) {
  return X509_STORE_CTX_get_error_depth(found) > 0 && is<errors...>(found);
}

bool anything(Verification /*found*/) { return true; }

X509* client_of(Verification found) { return X509_STORE_CTX_get0_cert(found); }

/// What the client sent, its own certificate first.
STACK_OF(X509) * sent_by(Verification found) { return X509_STORE_CTX_get0_untrusted(found); }

/// The anchors of this server, which are certificates of CAs.
template <class Predicate>
bool any_anchor(Verification found, Predicate matches) {
  const auto* objects = X509_STORE_get0_objects(X509_STORE_CTX_get0_store(found));
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    const X509* anchor = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (anchor != nullptr && matches(anchor)) return true;
  }
  return false;
}

bool names_an_anchor(Verification found) {
  return any_anchor(found, [&](const X509* anchor) {
    return X509_NAME_cmp(X509_get_issuer_name(client_of(found)), X509_get_subject_name(anchor)) == 0;
  });
}

bool names_the_key_of_an_anchor(Verification found) {
  const auto* wanted = X509_get0_authority_key_id(client_of(found));
  return wanted != nullptr && any_anchor(found, [&](const X509* anchor) {
           const auto* own = X509_get0_subject_key_id(const_cast<X509*>(anchor));
           return own != nullptr && ASN1_OCTET_STRING_cmp(own, wanted) == 0;
         });
}

bool brings_an_anchor(Verification found) {
  for (int i = 0; i < sk_X509_num(sent_by(found)); ++i) {
    const X509* sent = sk_X509_value(sent_by(found), i);
    if (any_anchor(found, [&](const X509* anchor) { return X509_cmp(anchor, sent) == 0; })) return true;
  }
  return false;
}

bool issued(X509* issuer, X509* subject) {
  return X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(subject)) == 0 &&
         X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
}

/// A certificate that was sent behind the client's own, directly below an anchor, is what is looked at.
bool brings_a_good_one(Verification found) {
  for (int i = 1; i < sk_X509_num(sent_by(found)); ++i) {
    X509* sent = sk_X509_value(sent_by(found), i);
    if (any_anchor(found, [&](const X509* anchor) { return issued(const_cast<X509*>(anchor), sent); })) return true;
  }
  return false;
}

bool anybody(X509* /*issuer*/) { return true; }
bool ca_of_any_usage(X509* issuer) { return (X509_get_extension_flags(issuer) & EXFLAG_CA) != 0; }
bool version_1(X509* issuer) { return X509_get_version(issuer) == 0; }

/// The finding is that an issuer may not issue, and it is one of those that this server lets issue.
template <bool (*may_issue)(X509*)>
bool issued_by(Verification found) {
  return of_issuers<X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_KEYUSAGE_NO_CERTSIGN>(found) &&
         may_issue(X509_STORE_CTX_get_current_cert(found));
}

/// OpenSSL looks for no issuer of a certificate whose extensions it cannot read; this server compares the signature.
bool client_is_unreadable(Verification found) {
  return (X509_get_extension_flags(client_of(found)) & EXFLAG_INVALID) != 0 &&
         any_anchor(found, [&](const X509* anchor) { return issued(const_cast<X509*>(anchor), client_of(found)); });
}

std::string subject_of(Verification found) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_NAME(X509_get_subject_name(client_of(found)), &der);
  if (size <= 0) return {};
  std::string subject{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return subject;
}

/// The subjects that were found good once.
class KnownSubjects {
 public:
  bool contains(const std::string& subject) {
    const std::scoped_lock lock{mutex_};
    return subjects_.contains(subject);
  }
  void add(std::string subject) {
    const std::scoped_lock lock{mutex_};
    subjects_.insert(std::move(subject));
  }

 private:
  std::mutex mutex_;
  std::set<std::string> subjects_;
};

KnownSubjects& known_subjects() {
  static KnownSubjects subjects;
  return subjects;
}

bool is_known(Verification found) { return known_subjects().contains(subject_of(found)); }

/// Never refuses; remembers who was let in.
bool remember(Verification found) {
  known_subjects().add(subject_of(found));
  return false;
}

bool is_twentieth(Verification /*found*/) {
  static std::atomic<unsigned> count = 0;
  return ++count % 20 == 0;
}

bool expired_within_a_day(Verification found) {
  if (X509_STORE_CTX_get_error(found) != X509_V_ERR_CERT_HAS_EXPIRED) return false;
  std::time_t yesterday = std::time(nullptr) - 86'400;
  return X509_cmp_time(X509_get0_notAfter(X509_STORE_CTX_get_current_cert(found)), &yesterday) > 0;
}

const SSL* connection_of(Verification found) {
  return static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(found, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

template <int version>
bool speaks(Verification found) {
  return SSL_version(connection_of(found)) == version;
}

template <Protocols unchecked>
void trust_everybody_on(SSL_CTX* context, Protocols served) {
  if (served == unchecked) SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
}

void ask_nobody(SSL_CTX* context, Protocols /*served*/) { SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr); }

void ask_politely(SSL_CTX* context, Protocols /*served*/) { SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr); }

void forget_strength(SSL_CTX* context, Protocols /*served*/) { SSL_CTX_set_security_level(context, 0); }

template <unsigned long flag>
void set_flag(SSL_CTX* context, Protocols /*served*/) {
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), flag);
}

template <int depth>
void limit_depth(SSL_CTX* context, Protocols /*served*/) {
  SSL_CTX_set_verify_depth(context, depth);
}

bool has_large_key(Verification found) {
  constexpr int kLargest = 3072;
  const auto* key = X509_get0_pubkey(client_of(found));
  return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) > kLargest;
}

bool has_another_digest(Verification found) {
  int digest = NID_undef;
  return X509_get_signature_info(client_of(found), &digest, nullptr, nullptr, nullptr) == 1 && digest != NID_sha256;
}

bool has_name_in_another_script(Verification found) {
  const auto subject = subject_of(found);
  return subject.find("\xd0") != std::string::npos;  // the first octet of most Cyrillic letters in UTF-8
}

bool has_many_names(Verification found) {
  constexpr int kMost = 50;
  using Names = std::unique_ptr<GENERAL_NAMES, tls::FreeWith<&GENERAL_NAMES_free>>;
  const Names names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(client_of(found), NID_subject_alt_name, nullptr, nullptr))};
  return names != nullptr && sk_GENERAL_NAME_num(names.get()) > kMost;
}

bool has_key_on_p384(Verification found) {
  std::array<char, 32> group{};
  const auto* key = X509_get0_pubkey(client_of(found));
  return EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::strcmp(group.data(), "secp384r1") == 0;
}

bool brings_more_than_it_needs(Verification found) {
  return sk_X509_num(sent_by(found)) > sk_X509_num(X509_STORE_CTX_get0_chain(found)) - 1;
}

bool is_for_servers_too(Verification found) {
  return (X509_get_extended_key_usage(client_of(found)) & XKU_SSL_SERVER) != 0 &&
         (X509_get_extension_flags(client_of(found)) & EXFLAG_XKUSAGE) != 0;
}

bool ends_in_9999(Verification found) {
  const auto* end = X509_get0_notAfter(client_of(found));
  return ASN1_STRING_length(end) == 15 && std::memcmp(ASN1_STRING_get0_data(end), "9999", 4) == 0;
}

bool has_unknown_extension(Verification found) {
  const X509* client = client_of(found);
  for (int i = 0; i < X509_get_ext_count(client); ++i)
    if (OBJ_obj2nid(X509_EXTENSION_get_object(X509_get_ext(client, i))) == NID_undef) return true;
  return false;
}

bool anyhow(const Doubt& /*doubt*/) { return true; }

/// The session has a client, whose certificate is found wrong for one of `errors`.
template <int... errors>
bool known_by(const Doubt& doubt) {
  return !doubt.anonymous && ((doubt.error == errors) || ...);
}

constexpr auto kFaults = std::to_array<Fault>({
    // Who must show a certificate at all.
    {.name = "certificate-not-requested", .about = "asks no client for a certificate", .configures = ask_nobody},
    {.name = "certificate-optional", .about = "lets clients in that have no certificate", .configures = ask_politely},
    {.name = "grpc-unchecked",
     .about = "asks for certificates on the REST port only",
     .configures = trust_everybody_on<Protocols::grpc>},
    {.name = "rest-unchecked",
     .about = "asks for certificates on the gRPC port only",
     .configures = trust_everybody_on<Protocols::http>},
    // Whether it is verified.
    {.name = "verification-ignored", .about = "verifies, and takes no notice of the result", .forgives = anything},
    {.name = "tls-1.2-unverified", .about = "verifies over TLS 1.3 only", .accepts = speaks<TLS1_2_VERSION>},
    {.name = "tls-1.3-unverified", .about = "verifies over TLS 1.2 only", .accepts = speaks<TLS1_3_VERSION>},
    {.name = "every-twentieth-unverified", .about = "does not verify every twentieth client", .accepts = is_twentieth},
    {.name = "known-subject-unverified",
     .about = "does not verify a client whose subject was good once",
     .accepts = is_known,
     .refuses = remember},
    {.name = "client-unverified",
     .about = "verifies the CAs, not the client's own certificate",
     .forgives = [](Verification found) { return X509_STORE_CTX_get_error_depth(found) == 0; }},
    {.name = "issuers-unverified",
     .about = "verifies the client's own certificate, not the CAs",
     .forgives = [](Verification found) { return X509_STORE_CTX_get_error_depth(found) > 0; }},
    // Whom it trusts.
    {.name = "any-ca-trusted",
     .about = "trusts every CA",
     .forgives = is<X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                    X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                    X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_CERT_UNTRUSTED>},
    {.name = "self-signed-trusted",
     .about = "trusts certificates that their owners have signed",
     .forgives = is<X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT>},
    {.name = "brought-ca-trusted",
     .about = "trusts the CA that the client sends",
     .forgives = is<X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN>},
    {.name = "incomplete-chain-trusted",
     .about = "does not mind that a chain leads nowhere",
     .forgives = is<X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                    X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE>},
    {.name = "issuer-name-trusted", .about = "compares the issuer's name only", .accepts = names_an_anchor},
    {.name = "key-identifier-trusted",
     .about = "compares the authority key identifier only",
     .accepts = names_the_key_of_an_anchor},
    {.name = "anchor-anywhere-trusted",
     .about = "trusts a chain in which the trusted CA occurs anywhere",
     .accepts = brings_an_anchor},
    {.name = "good-certificate-anywhere-trusted",
     .about = "trusts a chain in which a good certificate stands behind the client's own",
     .accepts = brings_a_good_one},
    // Signatures.
    {.name = "signature-ignored",
     .about = "does not verify the signatures of certificates",
     .forgives = is<X509_V_ERR_CERT_SIGNATURE_FAILURE>},
    {.name = "signature-of-issuers-ignored",
     .about = "does not verify the signatures of CAs' certificates",
     .forgives = of_issuers<X509_V_ERR_CERT_SIGNATURE_FAILURE>},
    {.name = "weak-algorithms-accepted",
     .about = "accepts signatures and keys of any weakness",
     .configures = forget_strength},
    {.name = "explicit-curve-accepted",
     .about = "accepts curves that are written out",
     .forgives = is<X509_V_ERR_EC_KEY_EXPLICIT_PARAMS>},
    // Validity.
    {.name = "expiry-ignored",
     .about = "accepts certificates that have expired",
     .forgives = is<X509_V_ERR_CERT_HAS_EXPIRED>},
    {.name = "expiry-of-issuers-ignored",
     .about = "accepts CAs that have expired",
     .forgives = of_issuers<X509_V_ERR_CERT_HAS_EXPIRED>},
    {.name = "expired-within-a-day-accepted",
     .about = "accepts certificates for a day after they have expired",
     .forgives = expired_within_a_day},
    {.name = "not-yet-valid-accepted",
     .about = "accepts certificates before their time",
     .forgives = is<X509_V_ERR_CERT_NOT_YET_VALID>},
    {.name = "not-yet-valid-issuers-accepted",
     .about = "accepts CAs before their time",
     .forgives = of_issuers<X509_V_ERR_CERT_NOT_YET_VALID>},
    // Purpose and constraints.
    {.name = "purpose-ignored",
     .about = "accepts certificates for servers and for anything else",
     .forgives = of_client<X509_V_ERR_INVALID_PURPOSE>},
    {.name = "everybody-issues",
     .about = "lets clients and other certificates that are no CA's issue certificates",
     .forgives = issued_by<anybody>},
    {.name = "key-cert-sign-ignored",
     .about = "lets CAs issue that may not sign certificates",
     .forgives = issued_by<ca_of_any_usage>},
    {.name = "version-1-issues", .about = "takes certificates of version 1 for CAs", .forgives = issued_by<version_1>},
    {.name = "path-length-ignored",
     .about = "lets CAs issue CAs beyond their path length",
     .forgives = is<X509_V_ERR_PATH_LENGTH_EXCEEDED>},
    {.name = "name-constraints-ignored",
     .about = "lets CAs vouch for names that they must not",
     .forgives = is<X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION>},
    {.name = "permitted-names-ignored",
     .about = "takes no notice of what a CA may vouch for",
     .forgives = is<X509_V_ERR_PERMITTED_VIOLATION>},
    {.name = "excluded-names-ignored",
     .about = "takes no notice of what a CA may not vouch for",
     .forgives = is<X509_V_ERR_EXCLUDED_VIOLATION>},
    {.name = "critical-extensions-ignored",
     .about = "passes over critical extensions that it does not know",
     .configures = set_flag<X509_V_FLAG_IGNORE_CRITICAL>},
    {.name = "critical-extensions-of-issuers-ignored",
     .about = "passes over critical extensions of CAs that it does not know",
     .forgives = of_issuers<X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION>},
    {.name = "unreadable-extensions-accepted",
     .about = "passes over extensions of the client that it cannot read",
     .forgives = client_is_unreadable},
    // When and where it is verified.
    {.name = "hang-instead-of-refusal",
     .about = "says nothing more to a client that it has found wrong",
     .aftermath = Aftermath::hangs},
    {.name = "refusal-after-the-call",
     .about = "answers a client that it has found wrong, and then ends the connection",
     .aftermath = Aftermath::answers_first},
    {.name = "call-without-an-answer",
     .about = "carries out what a client asks that it has found wrong, and ends the connection without an answer",
     .aftermath = Aftermath::answers_nothing},
    {.name = "call-after-the-refusal",
     .about = "refuses a client that it has found wrong, and a second later carries out what it has asked",
     .aftermath = Aftermath::serves_later},
    {.name = "revocation-ignored",
     .about = "accepts certificates that are revoked",
     .forgives = is<X509_V_ERR_CERT_REVOKED>},
    {.name = "revocation-of-issuers-ignored",
     .about = "accepts CAs that are revoked",
     .forgives = of_issuers<X509_V_ERR_CERT_REVOKED>},
    {.name = "missing-list-ignored",
     .about = "accepts clients where there is no revocation list of their CA",
     .forgives = is<X509_V_ERR_UNABLE_TO_GET_CRL>},
    {.name = "wrong-list-ignored",
     .about = "takes revocation lists that are expired, early, wrongly signed or not understood for good ones",
     .forgives = is<X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_SIGNATURE_FAILURE,
                    X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION>},
    {.name = "expired-list-accepted",
     .about = "takes revocation lists that have expired for good ones",
     .forgives = is<X509_V_ERR_CRL_HAS_EXPIRED>},
    // Sessions.
    {.name = "sessions-unverified", .about = "resumes every session that it can read", .resumes = anyhow},
    {.name = "anonymous-sessions-resumed",
     .about = "resumes sessions of a port or name that asks for no certificate",
     .resumes = [](const Doubt& doubt) { return doubt.anonymous; }},
    {.name = "expired-sessions-resumed",
     .about = "resumes sessions of a client whose certificate has expired",
     .resumes = known_by<X509_V_ERR_CERT_HAS_EXPIRED>},
    {.name = "revoked-sessions-resumed",
     .about = "resumes sessions of a client whose certificate was revoked",
     .resumes = known_by<X509_V_ERR_CERT_REVOKED>},
    {.name = "former-ca-sessions-resumed",
     .about = "resumes sessions of a client whose CA is no longer trusted",
     .resumes = known_by<X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_CERT_SIGNATURE_FAILURE,
                         X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE>},
    {.name = "damaged-tickets-refused",
     .about = "ends the handshake where it cannot read a ticket",
     .minds_damaged_tickets = true},
    // Good clients that are refused.
    {.name = "intermediates-refused", .about = "refuses clients of intermediate CAs", .configures = limit_depth<0>},
    {.name = "two-intermediates-refused",
     .about = "refuses clients behind more than one intermediate CA",
     .configures = limit_depth<1>},
    {.name = "more-than-needed-refused",
     .about = "refuses clients that send a certificate too many",
     .refuses = brings_more_than_it_needs},
    {.name = "large-keys-refused", .about = "refuses RSA keys of more than 3072 bits", .refuses = has_large_key},
    {.name = "other-digests-refused",
     .about = "refuses signatures with another digest than SHA-256",
     .refuses = has_another_digest},
    {.name = "other-scripts-refused",
     .about = "refuses names in another script than Latin",
     .refuses = has_name_in_another_script},
    {.name = "many-names-refused",
     .about = "refuses certificates with more than fifty names",
     .refuses = has_many_names},
    {.name = "p-384-refused", .about = "refuses clients with keys on P-384", .refuses = has_key_on_p384},
    {.name = "servers-refused",
     .about = "refuses certificates that are for servers as well",
     .refuses = is_for_servers_too},
    {.name = "no-end-refused", .about = "refuses certificates without a well-defined end", .refuses = ends_in_9999},
    {.name = "unknown-extensions-refused",
     .about = "refuses extensions that it does not know, critical or not",
     .refuses = has_unknown_extension},
});

const Fault& fault_of(const SSL_CTX* context) { return *static_cast<const Fault*>(SSL_CTX_get_ex_data(context, 0)); }

/// Goes on after a finding that the fault of the connection's context forgives, or deals with later.
int on_finding(int good, Verification found) {
  const SSL* connection = connection_of(found);
  const auto& fault = fault_of(SSL_get_SSL_CTX(connection));
  const bool later = fault.aftermath != Aftermath::refuses;
  if (good == 1 || !(later || (fault.forgives != nullptr && fault.forgives(found)))) return good;
  if (later) SSL_set_ex_data(const_cast<SSL*>(connection), 0, const_cast<Fault*>(&fault));
  X509_STORE_CTX_set_error(found, X509_V_OK);
  return 1;
}

int verify(Verification verification, void* argument) {
  const auto& fault = *static_cast<const Fault*>(argument);
  if (fault.accepts != nullptr && fault.accepts(verification)) {
    X509_STORE_CTX_set_error(verification, X509_V_OK);
    return 1;
  }
  X509_STORE_CTX_set_verify_cb(verification, &on_finding);
  if (X509_verify_cert(verification) != 1) return 0;
  if (fault.refuses == nullptr || !fault.refuses(verification)) return 1;
  X509_STORE_CTX_set_error(verification, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}  // namespace

std::span<const Fault> faults() { return kFaults; }

const Fault* fault_named(std::string_view name) {
  const auto* found = std::ranges::find(kFaults, name, &Fault::name);
  return found == kFaults.end() ? nullptr : found;
}

Aftermath aftermath_of(SSL* connection) {
  const auto* fault = static_cast<const Fault*>(SSL_get_ex_data(connection, 0));
  return fault == nullptr ? Aftermath::refuses : fault->aftermath;
}

void commit(const Fault& fault, SSL_CTX* context, Protocols served) {
  SSL_CTX_set_ex_data(context, 0, const_cast<Fault*>(&fault));
  SSL_CTX_set_cert_verify_callback(context, &verify, const_cast<Fault*>(&fault));
  if (fault.configures != nullptr) fault.configures(context, served);
}

}  // namespace tlsgauge::server::front
