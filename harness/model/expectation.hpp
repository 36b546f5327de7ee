#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/alert.hpp"
#include "model/observation.hpp"
#include "model/tls.hpp"

namespace tlsgauge::model {

enum class Decision : std::uint8_t { accept, reject };

/// What must happen. The decision is security; the alert is graded apart from it.
struct Expectation {
  Decision security = Decision::accept;
  std::optional<Party> refused_by =
      Party::server;  ///< who must refuse; empty: either side. A client's own refusal never passes for the server's
  std::vector<Alert> alerts;                                 ///< those that the RFC allows; empty: not graded
  std::map<std::string, std::vector<Alert>> profile_alerts;  ///< what a stack is known to send, by profile name
  std::optional<TlsVersion> tls;                             ///< version that must be agreed
  std::optional<int> http_status;
  std::optional<int> grpc_status;
  std::optional<int> exit_code;
  std::string text;  ///< must occur in the answer's text; empty: anything
};

}  // namespace tlsgauge::model
