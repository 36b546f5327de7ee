#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "deployment/backend.hpp"
#include "model/observation.hpp"
#include "model/scenario.hpp"

namespace tlsgauge::runner {

/// Renews the server's and the client's certificates in `certificates` and restarts the target, while a client keeps
/// connecting with the files as it finds them. Accepted: every connection that reached the server was served, before
/// and after, the server's certificate changed, and no key was ever found beside another's certificate.
/// @return a fault when there is nothing to renew, or the target cannot be restarted.
[[nodiscard]] Result<model::Observation> renew_under_load(const model::Scenario& scenario, deployment::Lease& lease,
                                                          const std::filesystem::path& certificates,
                                                          const core::Deadline& deadline);

}  // namespace tlsgauge::runner
