#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tls/handles.hpp"
#include "wire/octets.hpp"

namespace tlsgauge::wire {

/// The hash functions of TLS 1.2 and 1.3: of transcripts, key derivation, record MACs.
enum class Hash : std::uint8_t { sha1, sha256, sha384 };

/// Octets of a digest.
[[nodiscard]] constexpr std::size_t digest_size(Hash hash) noexcept {
  constexpr std::array<std::size_t, 3> kSizes{20, 32, 48};
  return kSizes[static_cast<std::size_t>(hash)];
}

/// A digest or a secret as long as one. It lives where it is declared: key derivation allocates nothing.
class Digest {
 public:
  static constexpr std::size_t kMax = 48;

  Digest() = default;
  /// `size` zeros; at most kMax.
  explicit Digest(std::size_t size) noexcept : size_{std::min(size, kMax)} {}
  /// A copy of `octets`, of which there are at most kMax.
  explicit Digest(View octets) noexcept : Digest{octets.size()} { std::copy_n(octets.begin(), size_, octets_.begin()); }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] View view() const noexcept { return View{octets_}.first(size_); }
  [[nodiscard]] std::span<std::uint8_t> octets() noexcept { return std::span{octets_}.first(size_); }
  friend bool operator==(const Digest& one, const Digest& other) {
    return std::ranges::equal(one.view(), other.view());
  }

 private:
  std::array<std::uint8_t, kMax> octets_{};
  std::size_t size_ = 0;
};

[[nodiscard]] Digest digest(Hash hash, View octets);

/// RFC 2104 with one key, which is hashed once for however many digests: half of the work where the content is short.
class Hmac {
 public:
  Hmac(Hash hash, View key);
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;
  ~Hmac();

  /// Over the parts one after the other.
  [[nodiscard]] Digest of(std::initializer_list<View> parts) const;
  [[nodiscard]] Hash hash() const noexcept { return hash_; }

 private:
  Hash hash_;
  struct Keyed;  ///< the inner and the outer hash, each with its pad
  std::unique_ptr<const Keyed> keyed_;
};
/// The same with a key that is needed once.
[[nodiscard]] Digest hmac(Hash hash, View key, std::initializer_list<View> parts);

/// The handshake messages of a connection, in order, and their hash so far (RFC 8446 section 4.4.1, RFC 5246 section
/// 7.4.9). Which hash it is shows with the ServerHello only.
class Transcript {
 public:
  Transcript();
  Transcript(Transcript&&) noexcept;
  Transcript& operator=(Transcript&&) noexcept;
  ~Transcript();

  void add(View message);
  /// From here on hash() is of this function; what was added before is included.
  void choose(Hash hash);
  /// Puts message_hash in the place of the first ClientHello, after a HelloRetryRequest (RFC 8446 section 4.4.1).
  /// Requires that nothing but that ClientHello has been added, and that the hash was chosen.
  void replace_by_hash();
  /// The hash of what was added. Requires choose().
  [[nodiscard]] Digest hash() const;
  /// The messages themselves: what a CertificateVerify of TLS 1.2 signs.
  [[nodiscard]] View messages() const noexcept { return messages_; }
  void clear();

 private:
  Octets messages_;
  std::optional<Hash> hash_;
  struct Running;  ///< the hash in progress, so that no octet is hashed twice
  std::unique_ptr<Running> running_;
};

}  // namespace tlsgauge::wire
