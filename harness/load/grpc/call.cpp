#include "load/grpc/call.hpp"

#include <absl/strings/escaping.h>

#include <algorithm>
#include <array>

namespace tlsgauge::load {
namespace {

grpc::ByteBuffer buffer_of(const std::string& bytes) {
  const grpc::Slice slice{bytes};
  return {&slice, 1};
}

}  // namespace

CallTemplate::CallTemplate(const GrpcPlan& plan) : path_{"/" + plan.method}, request_{buffer_of(plan.body)} {
  // Milvus' own form: base64 of user:password, without a scheme.
  if (const auto& login = plan.tls.client.login)
    authorization_ = absl::Base64Escape(login->user + ":" + login->password);
}

void CallTemplate::prepare(grpc::ClientContext& context, std::chrono::nanoseconds left) const {
  const auto now = gpr_now(GPR_CLOCK_MONOTONIC);  // a clock that is set must not end calls
  context.set_deadline(gpr_time_add(now, gpr_time_from_nanos(left.count(), GPR_TIMESPAN)));
  if (!authorization_.empty()) context.AddMetadata("authorization", authorization_);
}

void Call::begin(grpc::GenericStub& stub, grpc::CompletionQueue& queue, const CallTemplate& what,
                 std::chrono::nanoseconds left, void* tag) {
  what.prepare(context_.emplace(), left);
  reader_ = stub.PrepareUnaryCall(&*context_, what.path(), what.request(), &queue);
  reader_->StartCall();
  reader_->Finish(&response_, &status_, tag);
}

void Call::end() {
  reader_.reset();
  context_.reset();
  response_.Clear();
}

void Call::cancel() {
  if (context_) context_->TryCancel();
}

bool Call::trusts_connection() const {
  // What gRPC makes of connections that are lost, that hold no HTTP/2, and that are told to go away.
  constexpr auto kSuspicious = std::to_array({grpc::StatusCode::CANCELLED, grpc::StatusCode::INTERNAL,
                                              grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::UNKNOWN});
  return std::ranges::find(kSuspicious, code()) == kSuspicious.end();
}

std::string name(grpc::StatusCode code) {
  constexpr auto kNames = std::to_array<const char*>(
      {"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
       "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
       "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"});
  const auto index = static_cast<std::size_t>(code);
  return index < kNames.size() ? kNames[index] : std::to_string(code);
}

}  // namespace tlsgauge::load
