#include <array>
#include <chrono>
#include <utility>

#include "deployment/backend.hpp"
#include "deployment/beyond_milvus.hpp"
#include "deployment/endpoints.hpp"
#include "deployment/socket.hpp"

namespace tlsgauge::deployment {
namespace {

class ExternalLease final : public Lease {
 public:
  explicit ExternalLease(ExternalEndpoints endpoints) : endpoints_{std::move(endpoints)} {}

  [[nodiscard]] std::optional<model::Endpoint> endpoint(model::Port port) const override {
    if (port == model::Port::grpc) return endpoints_.grpc;
    if (port == model::Port::rest) return endpoints_.rest;
    return find(endpoints_.components, port);
  }

  [[nodiscard]] std::optional<std::string> ended() override { return std::nullopt; }

  [[nodiscard]] Status restart(const core::Deadline& /*ready_by*/) override {
    return unsupported("only the operator of an external target can restart it");
  }

  [[nodiscard]] std::filesystem::path log() const override { return {}; }

 private:
  ExternalEndpoints endpoints_;
};

class ExternalBackend final : public Backend {
 public:
  explicit ExternalBackend(ExternalEndpoints endpoints) : endpoints_{std::move(endpoints)} {}

  [[nodiscard]] model::TargetFacts facts() const override {
    model::TargetFacts facts{.name = "external", .version = "", .profile = ""};
    const auto add = [&](model::Port port, const model::Endpoint& endpoint) {
      facts.endpoints.push_back(std::string{model::name(port)} + "=" + model::to_string(endpoint));
    };
    if (endpoints_.grpc) add(model::Port::grpc, *endpoints_.grpc);
    if (endpoints_.rest) add(model::Port::rest, *endpoints_.rest);
    for (const auto& [port, endpoint] : endpoints_.components) add(port, endpoint);
    facts.tls_mode = model::name(endpoints_.tls_mode);
    return facts;
  }

  /// Starts nothing: the topology is what the operator made it. Tries each endpoint once.
  [[nodiscard]] Result<std::unique_ptr<Lease>> start(const StartOptions& options,
                                                     const core::Deadline& ready_by) override {
    constexpr std::chrono::seconds kPatience{5};
    if (!endpoints_.grpc && !endpoints_.rest) return bad_input("an external target needs a gRPC or a REST endpoint");
    if (const auto difference = difference_from(options.topology)) return unsupported(*difference);
    for (const auto& endpoint : {endpoints_.grpc, endpoints_.rest}) {
      if (!endpoint) continue;
      if (auto reached = connect_to(*endpoint, ready_by.at_most(kPatience)); !reached.ok()) return reached.status();
    }
    return std::make_unique<ExternalLease>(endpoints_);
  }

 private:
  /// Why scenarios of `topology` cannot be tried on this target; nothing where they can.
  [[nodiscard]] std::optional<std::string> difference_from(const model::Topology& topology) const {
    if (!topology.exclusive_to.empty()) return "only the operator of an external target can restart it";
    if (!topology.key.empty()) return "only the operator of an external target chooses its key";
    if (!topology.crl.empty()) return "only the operator of an external target gives it revocation lists";
    if (auto why = beyond_milvus(topology)) return why;
    if (topology.tls_mode != endpoints_.tls_mode)
      return "needs " + std::string{model::name(topology.tls_mode)} + " TLS; the target is said to have " +
             std::string{model::name(endpoints_.tls_mode)} + " (--tls-mode)";
    if (topology.user_authentication != endpoints_.user_authentication)
      return topology.user_authentication ? "needs a target with user authentication (--username)"
                                          : "needs a target without user authentication";
    const bool shared = endpoints_.grpc && endpoints_.grpc == endpoints_.rest;
    if (shared != (topology.rest == model::RestPlacement::shared_port))
      return shared ? "needs REST on a port of its own" : "needs REST and gRPC on one port";
    if (topology.internal_tls && endpoints_.components.empty())
      return "needs the target's internal ports (--internal NAME=HOST:PORT)";
    return std::nullopt;
  }

  ExternalEndpoints endpoints_;
};

}  // namespace

std::unique_ptr<Backend> external_backend(ExternalEndpoints endpoints) {
  return std::make_unique<ExternalBackend>(std::move(endpoints));
}

}  // namespace tlsgauge::deployment
