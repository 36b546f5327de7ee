#pragma once

#include <cstddef>
#include <vector>

#include "wire/crypto/key_share.hpp"

namespace tlsgauge::wire {

/// Key shares made beforehand, which clients take in turn and use again and again. For load only: it spares the client
/// the making of a key, and the server nothing, but whoever learns one of these keys reads every connection that had
/// it. One thread at a time.
class KeySharePool {
 public:
  /// A pool without shares.
  KeySharePool() = default;
  /// `count` shares of each of `groups`, at least one.
  /// @return Unimplemented as KeyShare::make().
  [[nodiscard]] static Result<KeySharePool> make(const std::vector<model::NamedGroup>& groups, std::size_t count,
                                                 Random& random);

  /// The next share of `group`, which the pool shares with whoever takes it; nothing where it has none.
  [[nodiscard]] std::optional<KeyShare> draw(model::NamedGroup group);

 private:
  struct Shelf {
    model::NamedGroup group{};
    std::vector<KeyShare> shares;
    std::size_t next = 0;
  };
  std::vector<Shelf> shelves_;
};

}  // namespace tlsgauge::wire
