#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "model/alert.hpp"
#include "tls/handles.hpp"
#include "wire/client/chain.hpp"

namespace tlsgauge::wire {

/// Why a server's chain is not accepted, and the alert that says so.
struct Objection {
  model::Alert alert;
  std::string reason;
};

/// The anchors that a client believes. May be used by several threads.
class Trust {
 public:
  /// Those of a PEM file, in which a leaf is its own anchor; an empty path: the system's.
  /// @return InvalidArgument that names the file.
  [[nodiscard]] static Result<Trust> from_file(const std::filesystem::path& file);

  /// Verifies a chain as RFC 5280 section 6 has it, for a server of that name (RFC 6125), or address.
  /// @return nothing where all is well.
  [[nodiscard]] std::optional<Objection> objection(const Chain& chain, const std::string& server_name) const;

 private:
  explicit Trust(tls::Store store) : store_{std::move(store)} {}
  tls::Store store_;
};

}  // namespace tlsgauge::wire
