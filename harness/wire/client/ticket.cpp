#include "wire/client/ticket.hpp"

#include <algorithm>
#include <array>

#include "wire/crypto/hash.hpp"
#include "wire/crypto/random.hpp"

namespace tlsgauge::wire {

Ticket changed(Ticket ticket, model::SessionChange change) {
  using enum model::SessionChange;
  // What a session of TLS 1.2 without a ticket is known by.
  auto& known_by = ticket.ticket.empty() ? ticket.session_id : ticket.ticket;
  if (known_by.empty()) return ticket;
  switch (change) {
    case none:
    case dropped: break;
    case flip_first: known_by.front() ^= 1U; break;
    case flip_middle: known_by[known_by.size() / 2] ^= 1U; break;
    case flip_last: known_by.back() ^= 1U; break;
    case zeros: std::ranges::fill(known_by, std::uint8_t{0}); break;
    case random: Random{}.fill(known_by); break;
    case other_secret: ticket.secret.octets().front() ^= 1U; break;
  }
  return ticket;
}

bool is_sealed_by_zeros(View ticket) {
  // HMAC fills a shorter key up with zeros: a key of zeros is the same one whatever its size.
  constexpr std::array<std::uint8_t, 16> kZeros{};
  constexpr std::array kHashes{Hash::sha1, Hash::sha256, Hash::sha384};
  return std::ranges::any_of(kHashes, [&](Hash hash) {
    const auto size = digest_size(hash);
    if (ticket.size() <= size) return false;
    const auto sealed = ticket.first(ticket.size() - size);
    return hmac(hash, kZeros, {sealed}) == Digest{ticket.last(size)};
  });
}

}  // namespace tlsgauge::wire
