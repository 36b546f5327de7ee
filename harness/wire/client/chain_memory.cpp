#include "wire/client/chain_memory.hpp"

#include <algorithm>

namespace tlsgauge::wire {

std::shared_ptr<ChainMemory::Known> ChainMemory::recall(const std::vector<Octets>& octets) {
  const auto found = std::ranges::find_if(known_, [&](const auto& each) { return each->octets == octets; });
  if (found != known_.end()) return *found;
  if (known_.size() == kMost) known_.pop_front();
  return known_.emplace_back(std::make_shared<Known>(Known{.octets = octets, .chain = read_chain(octets)}));
}

}  // namespace tlsgauge::wire
