#pragma once

#include <memory>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace grpc {
class Service;
}

namespace tlsgauge::server {

/// A gRPC server without a port of its own: a lease. Connections are accepted, and decrypted, by others and given to
/// it. It answers grpc.health.v1 besides the calls of its service.
class GrpcServer {
 public:
  /// @param service null: nothing but health
  [[nodiscard]] static Result<std::unique_ptr<GrpcServer>> start(std::shared_ptr<grpc::Service> service);

  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;
  ~GrpcServer();  ///< shuts down at once

  /// Serves a connected stream socket that carries plaintext HTTP/2. Takes the descriptor over, also when it refuses.
  /// @return false where the server is shutting down. Safe to call from any thread.
  bool adopt(int descriptor);

  /// Refuses new calls, tells clients so (GOAWAY), lets running calls end until `until` and cancels the rest. Whoever
  /// carries the connections' bytes must go on meanwhile.
  void shut_down(core::TimePoint until);

 private:
  struct State;
  explicit GrpcServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tlsgauge::server
