#include <algorithm>
#include <string>

#include "core/text.hpp"
#include "wire/client/client.hpp"
#include "wire/crypto/signature.hpp"
#include "wire/message/client.hpp"

namespace tlsgauge::wire {

using State = Client::State;
namespace scheme = model::signature_scheme;

namespace {

/// RFC 8446 section 4.2.3: RSASSA-PKCS1-v1_5 and SHA-1 sign certificates only.
bool signs_handshakes_of_13(model::SignatureScheme candidate) {
  constexpr auto kNot = std::to_array({scheme::rsa_pkcs1_sha1, scheme::ecdsa_sha1, scheme::rsa_pkcs1_sha256,
                                       scheme::rsa_pkcs1_sha384, scheme::rsa_pkcs1_sha512});
  return std::ranges::find(kNot, candidate) == kNot.end();
}

}  // namespace

State Client::accept_chain(const CertificateMessage& certificate, State next) {
  const auto& octets = certificate.chain;
  if (octets.empty()) return refuse(model::alerts::decode_error, "the server shows no certificate");
  agreed_.server_certificate_sha256 = core::hexadecimal(digest(Hash::sha256, octets.front()).view());
  // Static RSA encrypts to the key, whoever it is.
  if (settings_.verification == Verification::never && suite_->key_exchange != KeyExchange::rsa) return next;
  ChainMemory of_this_connection;
  chain_ = (settings_.memory != nullptr ? *settings_.memory : of_this_connection).recall(octets);
  if (auto why = objection_to(*chain_)) return refuse(why->alert, std::move(why->reason));
  if (chain_->chain.key == nullptr)
    return refuse(model::alerts::bad_certificate, "the server's certificate holds no key that OpenSSL can read");
  return next;
}

std::optional<Objection> Client::objection_to(ChainMemory::Known& known) const {
  const auto* trust = settings_.trust;
  const auto& name = settings_.expected_name;
  if (trust == nullptr || settings_.verification == Verification::never) return std::nullopt;
  const bool good_before = known.trust == trust && known.server_name == name;
  if (good_before && settings_.verification == Verification::chain_once) return std::nullopt;
  known.trust = nullptr;
  if (auto why = trust->objection(known.chain, name)) return why;
  known.trust = trust;
  known.server_name = name;
  return std::nullopt;
}

bool Client::is_signed(model::SignatureScheme scheme, View content, View signature) const {
  return settings_.verification == Verification::never ||
         verify(chain_->chain.key, scheme, content, signature, !version_13_);
}

void Client::send_certificate() {
  using enum model::CertificateForm;
  const auto* credentials = settings_.credentials;
  const bool empty = credentials == nullptr || settings_.empty_certificate;
  const bool raw = !empty && settings_.certificate_form == raw_public_key;
  auto chain = empty ? std::vector<Octets>{} : credentials->chain;
  if (raw) chain = {public_key_of(credentials->key)};
  auto certificate = version_13_ ? certificate_13(request_ ? View{request_->context} : View{}, chain)
                     : raw       ? certificate_of_raw_key_12(chain.front())
                                 : certificate_12(chain);
  send(settings_.certificate_form == compressed ? wire::compressed(certificate) : std::move(certificate));
  sent_certificate_ = !empty;
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
  const auto& proof = settings_.proof;
  auto signature = sign(settings_.credentials->key, scheme_for_proof(), content,
                        {.salt = proof.salt, .mask = proof.mask, .unreduced = proof.unreduced});
  if (signature.ok()) return *std::move(signature);
  give_up(signature.status());
  return std::nullopt;
}

}  // namespace tlsgauge::wire
