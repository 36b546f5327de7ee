#include "probe/grpc_calls.hpp"

#include <absl/strings/escaping.h>
#include <grpcpp/grpcpp.h>
#include <health.grpc.pb.h>
#include <milvus.grpc.pb.h>

#include <algorithm>
#include <array>
#include <stop_token>
#include <string_view>

namespace tlsgauge::probe {
namespace {

namespace milvus = ::milvus::proto::milvus;
namespace health = ::grpc::health::v1;

/// Whether gRPC made up `status` because of what became of the connection; its own text says "received from peer" even
/// then. A peer that does send one of these is taken for a lost connection: never for an answer.
bool made_up(const grpc::Status& status) {
  // gRPC C++ 1.51, of a connection that ended in garbage, that speaks HTTP/1.1, and that says "200 OK" in HTTP/1.1.
  constexpr auto kMessages = std::to_array<std::string_view>(
      {"Stream removed", "Trying to connect an http1.x server", "No message returned for unary request"});
  const auto code = status.error_code();
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::CANCELLED || std::ranges::find(kMessages, status.error_message()) != kMessages.end();
}

/// Metadata, deadline and interruption of one call.
class Call {
 public:
  Call(const model::Identity& client, const core::Deadline& deadline)
      : cancel_{deadline.stop(), [this] { context_.TryCancel(); }} {
    context_.set_deadline(std::chrono::system_clock::now() + deadline.remaining());
    // Milvus' own form: base64 of user:password, without a scheme.
    if (client.login)
      context_.AddMetadata("authorization", absl::Base64Escape(client.login->user + ":" + client.login->password));
  }

  [[nodiscard]] grpc::ClientContext* context() { return &context_; }

  [[nodiscard]] static CallEnd end(const grpc::Status& status, std::string answer) {
    if (status.ok()) return {.code = 0, .message = std::move(answer), .from_peer = true};
    return {.code = static_cast<int>(status.error_code()),
            .message = status.error_message(),
            .from_peer = !made_up(status)};
  }

 private:
  grpc::ClientContext context_;
  std::stop_callback<std::function<void()>> cancel_;
};

/// Milvus reports most of its errors in the body of an answer that gRPC calls a success.
CallEnd with_milvus_status(CallEnd end, const milvus::Status& status) {
  if (end.code != 0) return end;
  end.message = status.reason();
  end.milvus_code = status.code() != 0 ? status.code() : static_cast<int>(status.error_code());
  return end;
}

CallEnd milvus_calls(const std::shared_ptr<grpc::Channel>& channel, const model::Identity& client,
                     const core::Deadline& deadline) {
  const auto stub = milvus::MilvusService::NewStub(channel);
  milvus::ConnectRequest hello;
  hello.mutable_client_info()->set_sdk_type("C++");
  hello.mutable_client_info()->set_sdk_version("tlsgauge");
  milvus::ConnectResponse welcome;
  Call connect{client, deadline};
  auto end = connect.end(stub->Connect(connect.context(), hello, &welcome), {});
  end = with_milvus_status(std::move(end), welcome.status());
  if (end.code != 0 || end.milvus_code != 0) return end;
  milvus::ShowCollectionsResponse collections;
  Call show{client, deadline};
  end = show.end(stub->ShowCollections(show.context(), {}, &collections), {});
  return with_milvus_status(std::move(end), collections.status());
}

CallEnd mark(const std::shared_ptr<grpc::Channel>& channel, const std::string& marker, const model::Identity& client,
             const core::Deadline& deadline) {
  const auto stub = milvus::MilvusService::NewStub(channel);
  milvus::CreateDatabaseRequest request;
  request.set_db_name(marker);
  milvus::Status answer;
  Call create{client, deadline};
  return with_milvus_status(create.end(stub->CreateDatabase(create.context(), request, &answer), {}), answer);
}

CallEnd drop(const std::shared_ptr<grpc::Channel>& channel, const std::string& marker, const model::Identity& client,
             const core::Deadline& deadline) {
  const auto stub = milvus::MilvusService::NewStub(channel);
  milvus::DropDatabaseRequest request;
  request.set_db_name(marker);
  milvus::Status answer;
  Call call{client, deadline};
  return with_milvus_status(call.end(stub->DropDatabase(call.context(), request, &answer), {}), answer);
}

CallEnd list_databases(const std::shared_ptr<grpc::Channel>& channel, const model::Identity& client,
                       const core::Deadline& deadline) {
  const auto stub = milvus::MilvusService::NewStub(channel);
  milvus::ListDatabasesResponse answer;
  Call list{client, deadline};
  auto end = list.end(stub->ListDatabases(list.context(), {}, &answer), {});
  end = with_milvus_status(std::move(end), answer.status());
  if (end.code == 0 && end.milvus_code == 0)
    for (const auto& name : answer.db_names()) end.message += name + "\n";
  return end;
}

CallEnd health_call(const std::shared_ptr<grpc::Channel>& channel, const model::Identity& client,
                    const core::Deadline& deadline) {
  const auto stub = health::Health::NewStub(channel);
  health::HealthCheckResponse answer;
  Call check{client, deadline};
  const auto status = stub->Check(check.context(), {}, &answer);
  return check.end(status, health::HealthCheckResponse::ServingStatus_Name(answer.status()));
}

}  // namespace

CallEnd make_calls(const std::shared_ptr<grpc::Channel>& channel, model::GrpcCalls calls,
                   const model::Exchange& exchange, const core::Deadline& deadline) {
  const auto& client = exchange.client;
  switch (calls) {
    case model::GrpcCalls::milvus:
      return exchange.marker ? mark(channel, *exchange.marker, client, deadline)
                             : milvus_calls(channel, client, deadline);
    case model::GrpcCalls::health: return health_call(channel, client, deadline);
    case model::GrpcCalls::databases: return list_databases(channel, client, deadline);
    case model::GrpcCalls::drop: return drop(channel, exchange.marker.value_or(""), client, deadline);
  }
  return {};
}

}  // namespace tlsgauge::probe
