#pragma once

#include <string>

#include "core/result.hpp"
#include "model/topology.hpp"

namespace tlsgauge::load {

/// What a URL of http or https (RFC 9110 section 4.2) says about a request.
struct Url {
  bool tls = false;
  model::Endpoint endpoint;
  std::string authority;  ///< for the Host field: the port is left out where it is the scheme's own
  std::string target;     ///< path and query, "/" where the URL has none
};

/// @return InvalidArgument that says what is wrong with `text`. A user in it is refused: arguments are everybody's to
/// read.
[[nodiscard]] Result<Url> url_from(const std::string& text);

}  // namespace tlsgauge::load
