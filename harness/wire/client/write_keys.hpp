#pragma once

#include <optional>

#include "core/result.hpp"
#include "model/script.hpp"
#include "wire/record/protection.hpp"

namespace tlsgauge::wire {

/// The keys of our direction: those in use, and those before them.
class WriteKeys {
 public:
  /// From here on TLS 1.3's keys of `secret`.
  [[nodiscard]] Status change(const Suite& suite, const Digest& secret);
  /// From here on keys of TLS 1.2.
  void change(Protection keys);
  /// From here on none (RFC 8446 section 4.2.10: a HelloRetryRequest ends early data).
  void drop() noexcept;
  /// From here on the keys that follow a KeyUpdate of ours (RFC 8446 section 7.2). Requires change() with a secret.
  [[nodiscard]] Status update();

  [[nodiscard]] bool active() const noexcept { return current_.has_value(); }
  [[nodiscard]] bool can_update() const noexcept { return secret_.has_value(); }

  /// Appends a record; in the clear where `which` says so, or where there are no such keys.
  void seal(const Plaintext& plain, const SealOptions& options, model::Keys which, Octets& to);
  /// Leaves out sequence numbers of the keys in use.
  void skip(std::uint64_t count) noexcept;

 private:
  struct Secret {
    Suite suite;
    Digest secret;
  };
  std::optional<Protection> current_;
  std::optional<Protection> previous_;
  std::optional<Secret> secret_;
};

}  // namespace tlsgauge::wire
