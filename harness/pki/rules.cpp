#include "pki/rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tlsgauge::pki {
namespace {

struct RuleEntry {
  Rule rule;
  FindingLevel level;
  std::string_view name;
  std::string_view why;
  std::string_view advice;
};

using enum FindingLevel;

constexpr auto kRules = std::to_array<RuleEntry>({
    {Rule::key_mismatch, error, "key-mismatch",
     "a server or client that loads the two fails at start: 'private key does not match public key'",
     "put the key beside its own certificate, or make the pair anew with 'tlsgauge certs renew'"},
    {Rule::key_encrypted, error, "key-encrypted",
     "a server has nobody to ask for the password; Go servers such as Milvus cannot read encrypted keys at all",
     "decrypt it with 'openssl pkey -in FILE -out NEWFILE' and keep the new file at mode 0600"},
    {Rule::key_weak, error, "key-weak",
     "below 112 bits of strength, which OpenSSL refuses at level 2, the default of Debian and Ubuntu",
     "make a new key: RSA 2048 or more, or EC P-256"},
    {Rule::key_published, error, "key-published",
     "its private key is in Milvus' public repository and image: anyone can play this server, client or CA; Milvus "
     "serves these files when tls.* in milvus.yaml is missing or indented under another key",
     "generate certificates of your own with 'tlsgauge certs gen' and point tls.serverPemPath, tls.serverKeyPath and "
     "tls.caPemPath, at the top level of milvus.yaml, to them"},
    {Rule::key_readable_by_others, warning, "key-readable-by-others", "whoever can read the key can play its owner",
     "chmod 600 the file, owned by the user that runs the server"},
    {Rule::key_without_certificate, note, "key-without-certificate", "a key alone is of no use in TLS",
     "name its certificate too, or remove the key"},
    {Rule::expired, error, "expired", "every verifying peer refuses it (alert certificate_expired)",
     "renew the pair with 'tlsgauge certs renew', then restart what loaded it"},
    {Rule::not_yet_valid, error, "not-yet-valid",
     "every verifying peer refuses it until then; often the clock of the machine that made it was ahead",
     "set the clocks right, or make the certificate again"},
    {Rule::expires_soon, warning, "expires-soon", "from that day on every verifying peer refuses it",
     "renew the pair with 'tlsgauge certs renew', then restart what loaded it"},
    {Rule::outlives_ca, note, "outlives-ca", "peers refuse it from the day on which its CA ends, not from its own",
     "renew the CA before that day"},
    {Rule::eku_client_auth_missing, error, "eku-client-auth-missing",
     "a server that verifies client certificates refuses it: Milvus with tlsMode 2 and other Go servers, OpenSSL, "
     "nginx "
     "and gRPC all want clientAuth when the extension is there (RFC 5280 4.2.1.12); the client sees a bare alert",
     "issue it with extendedKeyUsage = clientAuth; gen.sh of Milvus' guide 2.5 signs client.pem with the server's "
     "section"},
    {Rule::eku_server_auth_missing, error, "eku-server-auth-missing",
     "clients refuse a server whose extendedKeyUsage lacks serverAuth (RFC 5280 4.2.1.12)",
     "issue it with extendedKeyUsage = serverAuth, for a component that is also a client serverAuth, clientAuth"},
    {Rule::eku_any, warning, "eku-any", "Go takes anyExtendedKeyUsage for every purpose, OpenSSL for none",
     "issue it with serverAuth or clientAuth by name"},
    {Rule::key_usage_no_signature, error, "key-usage-no-signature",
     "TLS 1.3, and every ECDHE suite of TLS 1.2, has the key sign (RFC 8446 4.4.2.2)",
     "issue it with keyUsage = digitalSignature, with keyEncipherment for RSA, or without keyUsage"},
    {Rule::digest_weak, error, "digest-weak",
     "MD5 and SHA-1 signatures can be forged; Go, OpenSSL 3 and browsers refuse them", "sign it anew with SHA-256"},
    {Rule::san_missing, error, "san-missing",
     "Go, Python, Node and browsers look for the server's name only there, no longer in commonName (RFC 9110 4.3.4)",
     "issue it with subjectAltName, every name and address that clients use: DNS:localhost, IP:127.0.0.1"},
    {Rule::san_without_address, note, "san-without-address",
     "a client that connects by address and does not name the server otherwise fails: 'doesn't contain any IP SANs'",
     "add IP:… to subjectAltName, or have clients set the server's name"},
    {Rule::ca_not_a_ca, error, "ca-not-a-ca",
     "no verifier takes it as issuer of another certificate (RFC 5280 4.2.1.9)",
     "issue it with basicConstraints = critical,CA:TRUE"},
    {Rule::ca_key_usage_no_signing, error, "ca-key-usage-no-signing",
     "no verifier takes it as issuer of another certificate (RFC 5280 4.2.1.3)",
     "issue it with keyUsage = critical,keyCertSign,cRLSign"},
    {Rule::ca_key_usage_missing, warning, "ca-key-usage-missing",
     "strict verifiers refuse the chain: Python from 3.13 on by default, 'openssl verify -x509_strict' "
     "(RFC 5280 4.2.1.3: a CA certificate must say so)",
     "issue the CA with keyUsage = critical,keyCertSign,cRLSign"},
    {Rule::key_identifier_missing, warning, "key-identifier-missing",
     "strict verifiers refuse the chain (RFC 5280 4.2.1.1, 4.2.1.2), and with two CAs of one name the wrong one may be "
     "tried",
     "issue it with subjectKeyIdentifier = hash and authorityKeyIdentifier = keyid"},
    {Rule::same_subject_as_ca, warning, "same-subject-as-ca",
     "it looks self-issued: where key identifiers are missing or not looked at, it is taken for its own issuer and "
     "reported as self-signed",
     "give the CA a subject of its own"},
    {Rule::chain_broken, error, "chain-broken", "whoever trusts that CA refuses this certificate (alert unknown_ca)",
     "put the ca.pem there that issued it, or issue it anew from the CA that is there"},
});

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i)
    if (static_cast<std::size_t>(kRules[i].rule) != i) return false;
  return true;
}
static_assert(is_in_order() && static_cast<std::size_t>(Rule::chain_broken) + 1 == kRules.size());

}  // namespace

std::string_view name(FindingLevel level) {
  switch (level) {
    case error: return "error";
    case warning: return "warning";
    case note: return "note";
  }
  return "unknown";
}

Finding finding(Rule rule, const std::filesystem::path& file, std::string what) {
  const auto& entry = kRules[static_cast<std::size_t>(rule)];
  return {.level = entry.level,
          .rule = std::string{entry.name},
          .file = file,
          .what = std::move(what),
          .why = std::string{entry.why},
          .advice = std::string{entry.advice}};
}

}  // namespace tlsgauge::pki
