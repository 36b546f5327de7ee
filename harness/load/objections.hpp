#pragma once

#include <set>
#include <string>

#include "load/measurement.hpp"

namespace tlsgauge::load {

/// What was asked of a load, as far as its counts can prove it.
struct Asked {
  std::string operation;               ///< in the plural: "handshakes", "requests", "calls"
  std::string version;                 ///< of every connection: "TLSv1.3", or "plaintext"
  std::set<std::string> ciphers = {};  ///< of which each connection has one; empty: any
  std::set<std::string> groups = {};   ///< likewise
  bool resumed = false;                ///< every connection
  bool accepted = false;               ///< every operation, by an answer of the application; handshake loads only
  bool open_loop = false;              ///< operations were due at times of their own
  std::optional<std::uint64_t> count = {};
};

/// The names in OpenSSL's list of groups ("X25519:P-256"), as a census has them ("x25519", "secp256r1").
[[nodiscard]] std::set<std::string> groups_in(const std::string& list);

/// What the numbers of a closed loop do not say where the client itself had no time left; empty: nothing. That they
/// hold is not touched: who saturates a client has asked for that.
[[nodiscard]] std::string note(const Pace& pace, const Measurement& measurement);

/// Why the numbers say nothing about the target, as clauses with semicolons between them; empty when they hold.
[[nodiscard]] std::string objections(const Asked& asked, const Measurement& measurement);

}  // namespace tlsgauge::load
