#include "wire/crypto/key_share_pool.hpp"

#include <algorithm>
#include <utility>

namespace tlsgauge::wire {

Result<KeySharePool> KeySharePool::make(const std::vector<model::NamedGroup>& groups, std::size_t count,
                                        Random& random) {
  KeySharePool pool;
  for (const auto group : groups) {
    Shelf shelf{.group = group, .shares = {}};
    while (shelf.shares.size() < std::max<std::size_t>(count, 1)) {
      auto share = KeyShare::make(group, random);
      if (!share.ok()) return share.status();
      shelf.shares.push_back(*std::move(share));
    }
    pool.shelves_.push_back(std::move(shelf));
  }
  return pool;
}

std::optional<KeyShare> KeySharePool::draw(model::NamedGroup group) {
  const auto shelf = std::ranges::find(shelves_, group, &Shelf::group);
  if (shelf == shelves_.end()) return std::nullopt;
  const auto at = std::exchange(shelf->next, (shelf->next + 1) % shelf->shares.size());
  return shelf->shares[at];
}

}  // namespace tlsgauge::wire
