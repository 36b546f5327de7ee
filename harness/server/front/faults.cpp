#include "server/front/faults.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "server/front/findings.hpp"
#include "server/front/wrong_protocol.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::server::front {
namespace {

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

/// Sessions that have an id, for as long as the program lives. They are copies: OpenSSL spoils those of connections
/// that an alert has ended, wherever they are kept.
class EverySession {
 public:
  static void keep(SSL_CTX* context, Protocols /*served*/) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, &EverySession::add);
    SSL_CTX_sess_set_get_cb(context, &EverySession::find);
  }

 private:
  static EverySession& instance() {
    static EverySession all;
    return all;
  }
  static std::string id_of(const SSL_SESSION* session) {
    unsigned size = 0;
    const auto* id = SSL_SESSION_get_id(session, &size);
    return {id, id + size};
  }
  static int add(SSL* /*connection*/, SSL_SESSION* session) {
    auto& all = instance();
    const std::scoped_lock lock{all.mutex_};
    all.sessions_[id_of(session)].reset(SSL_SESSION_dup(session));
    return 0;  // the original is not kept
  }
  static SSL_SESSION* find(SSL* /*connection*/, const unsigned char* id, int size, int* is_shared) {
    auto& all = instance();
    const std::scoped_lock lock{all.mutex_};
    const auto found = all.sessions_.find({id, id + size});
    *is_shared = 0;
    return found == all.sessions_.end() ? nullptr : SSL_SESSION_dup(found->second.get());
  }

  std::mutex mutex_;
  std::map<std::string, tls::Session> sessions_;
};

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
     .forgives = is_of_client},
    {.name = "issuers-unverified",
     .about = "verifies the client's own certificate, not the CAs",
     .forgives = is_of_issuers},
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
    {.name = "ended-sessions-resumed",
     .about = "resumes sessions by their id of connections that a fatal alert has ended",
     .configures = EverySession::keep},
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

}  // namespace

std::span<const Fault> faults() {
  static const auto all = [] {
    std::vector<Fault> both{kFaults.begin(), kFaults.end()};
    both.insert(both.end(), protocol_faults().begin(), protocol_faults().end());
    return both;
  }();
  return all;
}

const Fault* fault_named(std::string_view name) {
  const auto found = std::ranges::find(faults(), name, &Fault::name);
  return found == faults().end() ? nullptr : &*found;
}

}  // namespace tlsgauge::server::front
