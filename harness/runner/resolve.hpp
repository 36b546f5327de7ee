#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "deployment/backend.hpp"
#include "model/scenario.hpp"
#include "runner/tools.hpp"

namespace tlsgauge::runner {

/// A scenario's exchange made concrete for one running target.
struct Concrete {
  model::Exchange exchange;
  model::Endpoint endpoint;            ///< of no meaning to a command, which takes its endpoints as arguments
  std::vector<std::string> endpoints;  ///< "grpc=127.0.0.1:19530": what the report names
};

/// Who the target's good clients are, where it is not ours: takes the place of scenarios' "localhost" and root user.
struct TargetClient {
  std::string server_name = "localhost";
  model::Login login{.user = "root", .password = "Milvus"};  ///< what Milvus documents, and our backends configure
  bool external = false;
};

/// Resolves files, ports and client programs.
/// @return Unimplemented where the target has no such port, or a file or program is not to be had: a skip.
[[nodiscard]] Result<Concrete> resolve(const model::Scenario& scenario, const deployment::Lease& lease,
                                       const std::filesystem::path& certificates, const Tools& tools,
                                       const TargetClient& client);

/// The port that an exchange goes to.
[[nodiscard]] model::Port port_of(const model::Action& action);

}  // namespace tlsgauge::runner
