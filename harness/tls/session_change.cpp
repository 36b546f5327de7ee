#include "tls/session_change.hpp"

#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <span>
#include <vector>

namespace tlsgauge::tls {
namespace {

using Octets = std::vector<unsigned char>;
using model::SessionChange;

/// What the secret of the session proves fails: the binder of a pre-shared key (RFC 8446 section 4.2.11.2).
Status forget_secret(SSL_SESSION* session) {
  Octets secret(SSL_SESSION_get_master_key(session, nullptr, 0));
  if (secret.empty() || RAND_bytes(secret.data(), static_cast<int>(secret.size())) != 1 ||
      SSL_SESSION_set1_master_key(session, secret.data(), secret.size()) != 1)
    return openssl_fault("give a session another secret");
  return absl::OkStatus();
}

Status damage(std::span<unsigned char> ticket, SessionChange change) {
  constexpr unsigned char kBit = 0x01;
  switch (change) {
    case SessionChange::flip_first: ticket.front() ^= kBit; break;
    case SessionChange::flip_middle: ticket[ticket.size() / 2] ^= kBit; break;
    case SessionChange::flip_last: ticket.back() ^= kBit; break;
    case SessionChange::zeros: std::ranges::fill(ticket, static_cast<unsigned char>(0)); break;
    case SessionChange::random:
      if (RAND_bytes(ticket.data(), static_cast<int>(ticket.size())) != 1) return openssl_fault("make up a ticket");
      break;
    case SessionChange::none:
    case SessionChange::dropped:
    case SessionChange::other_secret: break;
  }
  return absl::OkStatus();
}

Result<Octets> encoded(const Session& session) {
  const int size = i2d_SSL_SESSION(session.get(), nullptr);
  if (size <= 0) return openssl_fault("write a session");
  Octets octets(static_cast<std::size_t>(size));
  auto* out = octets.data();
  i2d_SSL_SESSION(session.get(), &out);
  return octets;
}

/// OpenSSL has no way to change a ticket, but it reads sessions as it writes them, and the ticket's octets among them.
Result<Session> with_damaged_ticket(const Session& session, SessionChange change) {
  const unsigned char* ticket = nullptr;
  std::size_t size = 0;
  SSL_SESSION_get0_ticket(session.get(), &ticket, &size);
  if (size == 0) return unsupported("the server has issued no ticket that could be damaged");
  auto octets = encoded(session);
  if (!octets.ok()) return octets.status();
  const auto place = std::search(octets->begin(), octets->end(), ticket, ticket + size);
  if (place == octets->end()) return internal("a session is written without its ticket");
  const auto offset = static_cast<std::size_t>(place - octets->begin());
  if (auto damaged = damage(std::span{*octets}.subspan(offset, size), change); !damaged.ok()) return damaged;
  const auto* in = octets->data();
  Session copy{d2i_SSL_SESSION(nullptr, &in, static_cast<long>(octets->size()))};
  if (copy == nullptr) return openssl_fault("read a session");
  return copy;
}

}  // namespace

Result<Session> changed(const Session& session, SessionChange change) {
  const bool of_ticket = change != SessionChange::none && change != SessionChange::other_secret;
  if (of_ticket) return with_damaged_ticket(session, change);
  Session copy{SSL_SESSION_dup(session.get())};
  if (copy == nullptr) return openssl_fault("copy a session");
  if (change == SessionChange::other_secret)
    if (auto forgotten = forget_secret(copy.get()); !forgotten.ok()) return forgotten;
  return copy;
}

}  // namespace tlsgauge::tls
