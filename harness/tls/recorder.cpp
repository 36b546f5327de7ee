#include "tls/recorder.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/text.hpp"
#include "tls/key_log_file.hpp"

namespace tlsgauge::tls {
namespace {

using NameOf = int (*)(int, sockaddr*, socklen_t*);

model::SocketAddress address_of(int fd, NameOf name_of) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  model::SocketAddress address;
  if (name_of(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return address;
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof v4);
    std::memcpy(address.octets.data(), &v4.sin_addr, sizeof v4.sin_addr);
    address.port = ntohs(v4.sin_port);
  } else if (storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &storage, sizeof v6);
    std::memcpy(address.octets.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    address.v6 = true;
    address.port = ntohs(v6.sin6_port);
  }
  return address;
}

/// Takes a vector that has its length in `width` octets in front off `from`. One that is too long is what there is.
std::span<const std::uint8_t> take_vector(std::span<const std::uint8_t>& from, std::size_t width) {
  std::size_t length = 0;
  for (const auto octet : from.first(std::min(width, from.size()))) length = (length << 8U) | octet;
  from = from.subspan(std::min(width, from.size()));
  const auto vector = from.first(std::min(length, from.size()));
  from = from.subspan(vector.size());
  return vector;
}

}  // namespace

Recorder::Recorder(int fd, core::TimePoint began, const core::Clock& clock) : clock_{&clock}, began_{began} {
  seen_.client = address_of(fd, &::getsockname);
  seen_.server = address_of(fd, &::getpeername);
  seen_.connected = clock.now() - began;
  seen_.began = std::chrono::system_clock::now() -
                std::chrono::duration_cast<std::chrono::system_clock::duration>(seen_.connected);
}

bool Recorder::has_room() {
  constexpr std::size_t kMostSightings = 4096;
  seen_.cut = seen_.cut || seen_.sightings.size() >= kMostSightings;
  return seen_.sightings.size() < kMostSightings;
}

template <class What>
void Recorder::add(model::Party from, What what) {
  seen_.sightings.push_back({.from = from, .at = clock_->now() - began_, .what = std::move(what)});
}

void Recorder::transferred(model::Party from, const void* octets, ssize_t result) {
  const int error = errno;
  if (result > 0) {
    keep(from, {static_cast<const std::uint8_t*>(octets), static_cast<std::size_t>(result)});
  } else if (result == 0 && from == model::Party::server) {
    ended(from, model::Close::fin);
  } else if (error == ECONNRESET) {
    ended(model::Party::server, model::Close::rst);
  }
  errno = error;
}

void Recorder::keep(model::Party from, std::span<const std::uint8_t> octets) {
  constexpr std::size_t kMostOctets = 1U << 20U;
  if (octets_cut_) return;
  const auto room = has_room() ? kMostOctets - recorded_ : 0;
  const auto kept = octets.first(std::min(room, octets.size()));
  if (kept.size() < octets.size()) octets_cut_ = seen_.cut = true;
  if (kept.empty()) return;
  recorded_ += kept.size();
  add(from, model::OctetsSeen{{kept.begin(), kept.end()}});
}

void Recorder::message(model::Party from, std::span<const std::uint8_t> message, bool of_tls13) {
  if (message.empty()) return;
  const model::HandshakeType type{message.front()};
  if (has_room()) add(from, model::MessageSeen{.type = type, .size = message.size()});
  if (from == model::Party::client && type == model::handshake_type::certificate) keep_chain(message, of_tls13);
}

void Recorder::alert(const model::AlertSeen& alert) {
  if (has_room()) add(alert.from, alert);
}

void Recorder::ended(model::Party from, model::Close how) {
  const auto same_or_worse = [&](const model::Sighting& sighting) {
    const auto* end = std::get_if<model::EndSeen>(&sighting.what);
    return end != nullptr && sighting.from == from && (end->how == how || end->how == model::Close::rst);
  };
  if (std::ranges::none_of(seen_.sightings, same_or_worse) && has_room()) add(from, model::EndSeen{how});
}

void Recorder::secret(std::string line) {
  constexpr std::size_t kMostSecrets = 64;  // a server may have a handshake follow a handshake
  append_to_key_log_file(line);
  if (seen_.key_log.size() < kMostSecrets) seen_.key_log.push_back(std::move(line));
}

void Recorder::secret(std::string_view label, std::span<const std::uint8_t> client_random,
                      std::span<const std::uint8_t> secret) {
  this->secret(std::string{label} + " " + core::hexadecimal(client_random) + " " + core::hexadecimal(secret));
}

/// RFC 8446 section 4.4.2: a context, and a list of certificates with extensions; RFC 5246 section 7.4.2: the list, and
/// no extensions. What is malformed on purpose is kept as far as it goes.
void Recorder::keep_chain(std::span<const std::uint8_t> message, bool of_tls13) {
  constexpr std::size_t kHeader = 4;  // section 4: type, length of three octets
  auto rest = message.subspan(std::min(kHeader, message.size()));
  if (of_tls13) take_vector(rest, 1);
  auto list = take_vector(rest, 3);
  seen_.chain.clear();
  while (!list.empty()) {
    const auto certificate = take_vector(list, 3);
    seen_.chain.emplace_back(certificate.begin(), certificate.end());
    if (of_tls13) take_vector(list, 2);
  }
}

}  // namespace tlsgauge::tls
