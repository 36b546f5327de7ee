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
  std::optional<double> rate = {};     ///< of an open loop
  std::optional<std::uint64_t> count = {};
};

/// The names in OpenSSL's list of groups ("X25519:P-256"), as a census has them ("x25519", "secp256r1").
[[nodiscard]] std::set<std::string> groups_in(const std::string& list);

/// Why the numbers say nothing about the target, as clauses with semicolons between them; empty when they hold.
[[nodiscard]] std::string objections(const Asked& asked, const Measurement& measurement);

}  // namespace tlsgauge::load
