#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>

#include "load/plan.hpp"

namespace tlsgauge::load {

/// What all calls of a load have in common.
class CallTemplate {
 public:
  explicit CallTemplate(const GrpcPlan& plan);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const grpc::ByteBuffer& request() const noexcept { return request_; }
  /// Puts metadata and the deadline, `left` from now, into the context of a call.
  void prepare(grpc::ClientContext& context, std::chrono::nanoseconds left) const;

 private:
  std::string path_;
  grpc::ByteBuffer request_;
  std::string authorization_;  // empty: none
};

/// One call after the other.
class Call {
 public:
  /// Begins a call, whose end comes out of `queue` with `tag`.
  void begin(grpc::GenericStub& stub, grpc::CompletionQueue& queue, const CallTemplate& what,
             std::chrono::nanoseconds left, void* tag);
  /// Frees what the call needed, its end having come out of the queue.
  void end();
  void cancel();

  /// How the last call ended.
  [[nodiscard]] grpc::StatusCode code() const { return status_.error_code(); }
  /// Whether it did not fail, or in a way that says nothing against its connection.
  [[nodiscard]] bool trusts_connection() const;

 private:
  std::optional<grpc::ClientContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
};

/// "UNAVAILABLE", as gRPC's documentation names its status codes.
[[nodiscard]] std::string name(grpc::StatusCode code);

}  // namespace tlsgauge::load
