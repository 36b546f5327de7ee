#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "wire/client/trust.hpp"

namespace tlsgauge::wire {

/// What a client proves of a server that shows a certificate.
enum class Verification : std::uint8_t {
  every_time,  ///< the chain, and the signature by its leaf's key
  chain_once,  ///< the signature every time; a chain that the ChainMemory has found good is believed. For load only:
               ///< that it has expired since goes unnoticed
  never,       ///< nothing. For load only
};

/// Chains that were read, and for whom they were found good, for clients that meet the same servers again and again.
/// What is the same octet by octet is read once. One thread at a time.
class ChainMemory {
 public:
  static constexpr std::size_t kMost = 16;  ///< a server that shows a new chain every time must not fill the memory

  /// A chain that was read.
  struct Known {
    std::vector<Octets> octets;
    Chain chain;
    const Trust* trust = nullptr;  ///< the anchors by which it is good; null: it was not verified
    std::string server_name{};     ///< for whom it is
  };

  /// The chain of these octets, read now or before; the oldest is forgotten where there are too many.
  [[nodiscard]] std::shared_ptr<Known> recall(const std::vector<Octets>& octets);

 private:
  std::deque<std::shared_ptr<Known>> known_;
};

}  // namespace tlsgauge::wire
