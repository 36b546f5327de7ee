#pragma once

#include <memory>
#include <string>

#include "load/client.hpp"

namespace tlsgauge::load {

/// A client whose operations are `request`, serialised once, and its complete response, over a connection that it keeps
/// as long as the server and the plan allow. `request` outlives the client.
[[nodiscard]] std::unique_ptr<Client> rest_client(const ConnectionSettings& settings, const RestPlan& plan,
                                                  const std::string& request, const Registration& registration);

}  // namespace tlsgauge::load
