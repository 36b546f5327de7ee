#include "probe/perform.hpp"

#include <grpcpp/grpcpp.h>

#include "probe/probes.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::probe {

Result<model::Observation> perform(const model::Exchange& exchange, const model::Endpoint& endpoint,
                                   const core::Deadline& deadline) {
  const Aim aim{.exchange = exchange, .endpoint = endpoint, .deadline = deadline};
  using Seen = Result<model::Observation>;
  return std::visit(
      overloaded{[&](const model::TlsExchange& tls) -> Seen { return probe_tls(tls, aim); },
                 [&](const model::GrpcExchange& grpc) -> Seen {
                   return grpc.transport == model::GrpcTransport::observed ? probe_grpc(grpc, aim)
                                                                           : probe_grpc_library(grpc, aim);
                 },
                 [&](const model::RestExchange& rest) -> Seen { return probe_rest(rest, aim); },
                 [&](const model::CommandExchange& command) -> Seen { return probe_command(command, aim); },
                 [](const model::RenewalExchange&) -> Seen { return unsupported("a renewal is no single exchange"); },
                 [](const model::LogExchange&) -> Seen { return unsupported("a log is read, not probed"); },
                 [](const model::LoadExchange&) -> Seen { return unsupported("a load is no single exchange"); }},
      exchange.action);
}

std::string openssl_version() { return tls::openssl_version(); }
std::string grpc_version() { return grpc::Version(); }

}  // namespace tlsgauge::probe
