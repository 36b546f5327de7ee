#include <algorithm>
#include <string>

#include "wire/client/client.hpp"
#include "wire/crypto/signature.hpp"

namespace tlsgauge::wire {

using State = Client::State;
namespace scheme = model::signature_scheme;

namespace {

std::string hexadecimal(View octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto octet : octets) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 15U];
  }
  return text;
}

/// RFC 8446 section 4.2.3: RSASSA-PKCS1-v1_5 and SHA-1 sign certificates only.
bool signs_handshakes_of_13(model::SignatureScheme candidate) {
  constexpr auto kNot = std::to_array({scheme::rsa_pkcs1_sha1, scheme::ecdsa_sha1, scheme::rsa_pkcs1_sha256,
                                       scheme::rsa_pkcs1_sha384, scheme::rsa_pkcs1_sha512});
  return std::ranges::find(kNot, candidate) == kNot.end();
}

}  // namespace

State Client::accept_chain(const CertificateMessage& certificate, State next) {
  if (certificate.chain.empty()) return refuse(model::alerts::decode_error, "the server shows no certificate");
  agreed_.server_certificate_sha256 = hexadecimal(digest(Hash::sha256, certificate.chain.front()).view());
  if (settings_.trust != nullptr) {
    if (auto why = settings_.trust->objection(certificate.chain, settings_.expected_name))
      return refuse(why->alert, std::move(why->reason));
  }
  server_key_ = public_key_of(certificate.chain.front());
  if (server_key_ == nullptr)
    return refuse(model::alerts::bad_certificate, "the server's certificate holds no key that OpenSSL can read");
  return next;
}

/// The best scheme that both key and server can do. Where there is none, the key's own best: whether the server takes
/// what it did not ask for is what a harness wants to know.
model::SignatureScheme Client::scheme_for_proof() const {
  if (settings_.proof.scheme) return *settings_.proof.scheme;
  const auto candidates = schemes_of(settings_.credentials->key);
  const auto usable = [&](model::SignatureScheme candidate) {
    if (version_13_ && !signs_handshakes_of_13(candidate)) return false;
    return !request_ || request_->schemes.empty() ||
           std::ranges::find(request_->schemes, candidate) != request_->schemes.end();
  };
  const auto found = std::ranges::find_if(candidates, usable);
  if (found != candidates.end()) return *found;
  return candidates.empty() ? model::SignatureScheme{} : candidates.front();
}

std::optional<Octets> Client::prove(View content) {
  auto signature = sign(settings_.credentials->key, scheme_for_proof(), content);
  if (signature.ok()) return *std::move(signature);
  give_up(signature.status());
  return std::nullopt;
}

}  // namespace tlsgauge::wire
