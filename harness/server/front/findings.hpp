#pragma once

// OpenSSL's own declarations, as in tls/handles.hpp.
extern "C" {
struct ssl_st;
struct x509_st;
struct x509_store_ctx_st;
}

// What a server can ask of the verification of a client, while it goes on or after it: by what it forgives, lets in
// without a verification, or refuses after a good one, a fault differs from all others.
namespace tlsgauge::server::front {

using Verification = x509_store_ctx_st*;

/// The last finding: an X509_V_ERR_ code, and whether it is of the client's own certificate (0) or how far above.
[[nodiscard]] int error_of(Verification found);
[[nodiscard]] int depth_of(Verification found);
/// The certificate that it is about.
[[nodiscard]] x509_st* certificate_of(Verification found);
/// The connection whose client is verified.
[[nodiscard]] const ssl_st* connection_of(Verification found);
/// Its version of TLS, as OpenSSL numbers them.
[[nodiscard]] int version_of(Verification found);

// What is forgiven.

[[nodiscard]] bool anything(Verification found);

/// It is one of `errors`.
template <int... errors>
bool is(Verification found) {
  const int error = error_of(found);
  return ((error == errors) || ...);
}

/// It is of the client's own certificate.
[[nodiscard]] bool is_of_client(Verification found);
/// It is of a CA.
[[nodiscard]] bool is_of_issuers(Verification found);

/// It is one of `errors`, and of the client's own certificate.
template <int... errors>
bool of_client(Verification found) {
  return is_of_client(found) && is<errors...>(found);
}

/// It is one of `errors`, and of a CA.
template <int... errors>
bool of_issuers(Verification found) {
  return is_of_issuers(found) && is<errors...>(found);
}

/// It is that a certificate may not issue others.
[[nodiscard]] bool must_not_issue(Verification found);

// Which issuers may.
[[nodiscard]] bool anybody(x509_st* issuer);
[[nodiscard]] bool ca_of_any_usage(x509_st* issuer);
[[nodiscard]] bool version_1(x509_st* issuer);

/// It is that an issuer may not issue, and it is one of those that this server lets issue.
template <bool (*may_issue)(x509_st*)>
bool issued_by(Verification found) {
  return must_not_issue(found) && may_issue(certificate_of(found));
}

/// The client's certificate has extensions that cannot be read, and is signed by an anchor. OpenSSL looks for no issuer
/// of such a one; this server compares the signature.
[[nodiscard]] bool client_is_unreadable(Verification found);
/// It is that a certificate has expired, less than a day ago.
[[nodiscard]] bool expired_within_a_day(Verification found);

// Who is let in without a verification.

template <int version>
bool speaks(Verification found) {
  return version_of(found) == version;
}

[[nodiscard]] bool is_twentieth(Verification found);
/// A client of the same subject was passed to remember().
[[nodiscard]] bool is_known(Verification found);
/// The client's issuer has the name of an anchor, or the key identifier of one.
[[nodiscard]] bool names_an_anchor(Verification found);
[[nodiscard]] bool names_the_key_of_an_anchor(Verification found);
/// An anchor is among what the client has sent.
[[nodiscard]] bool brings_an_anchor(Verification found);
/// A certificate that was sent behind the client's own is issued by an anchor.
[[nodiscard]] bool brings_a_good_one(Verification found);

// Who is refused although nothing was found.

/// Nobody; remembers who was let in.
[[nodiscard]] bool remember(Verification found);
[[nodiscard]] bool brings_more_than_it_needs(Verification found);
[[nodiscard]] bool has_large_key(Verification found);
[[nodiscard]] bool has_another_digest(Verification found);
[[nodiscard]] bool has_name_in_another_script(Verification found);
[[nodiscard]] bool has_many_names(Verification found);
[[nodiscard]] bool has_key_on_p384(Verification found);
[[nodiscard]] bool is_for_servers_too(Verification found);
[[nodiscard]] bool ends_in_9999(Verification found);
[[nodiscard]] bool has_unknown_extension(Verification found);

}  // namespace tlsgauge::server::front
