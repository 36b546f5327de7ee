#include "server/grpc_server.hpp"

#include <fcntl.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <unistd.h>

#include <mutex>

namespace tlsgauge::server {
namespace {

// Milvus' limits for its proxy, in bytes and milliseconds.
constexpr int kMaxMessage = 64 << 20;
constexpr int kPingAfter = 60'000;
constexpr int kPingTimeout = 10'000;
// Milvus allows a ping every 5 s, and its Go client sends one every 5 s; a little less than that forgives jitter.
constexpr int kMinPingInterval = 4'000;
constexpr std::size_t kMaxMemory = std::size_t{1} << 30U;

void configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessage);
  builder.SetMaxSendMessageSize(kMaxMessage);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kPingAfter);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingTimeout);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingInterval);
  grpc::ResourceQuota quota{"tlsgauge-server"};
  quota.Resize(kMaxMemory);
  builder.SetResourceQuota(quota);
}

}  // namespace

struct GrpcServer::State {
  using ConnectionAcceptor = grpc::experimental::ExternalConnectionAcceptor;

  std::shared_ptr<grpc::Service> service;
  grpc::CallbackGenericService nothing;
  std::unique_ptr<ConnectionAcceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
  std::mutex mutex;
  bool shutting_down = false;
};

Result<std::unique_ptr<GrpcServer>> GrpcServer::start(std::shared_ptr<grpc::Service> service) {
  static std::once_flag once;
  std::call_once(once, [] { grpc::EnableDefaultHealthCheckService(true); });
  auto state = std::make_unique<State>();
  state->service = std::move(service);
  grpc::ServerBuilder builder;
  configure(builder);
  state->acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, grpc::InsecureServerCredentials());
  if (state->service)
    builder.RegisterService(state->service.get());
  else  // health alone is not enough to gRPC; this one answers UNIMPLEMENTED to everything
    builder.RegisterCallbackGenericService(&state->nothing);
  state->server = builder.BuildAndStart();
  if (!state->server) return internal("gRPC could not start a server");
  return std::unique_ptr<GrpcServer>{new GrpcServer{std::move(state)}};
}

GrpcServer::GrpcServer(std::unique_ptr<State> state) : state_{std::move(state)} {}

GrpcServer::~GrpcServer() { shut_down(core::steady_clock().now()); }

bool GrpcServer::adopt(int descriptor) {
  const std::lock_guard lock{state_->mutex};
  if (state_->shutting_down) {
    ::close(descriptor);  // gRPC would log and leave it open
    return false;
  }
  // gRPC takes the descriptor as it is, and a blocking one stalls its poller.
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  State::ConnectionAcceptor::NewConnectionParameters parameters;
  parameters.fd = descriptor;
  state_->acceptor->HandleNewConnection(&parameters);
  return true;
}

void GrpcServer::shut_down(core::TimePoint until) {
  {
    const std::lock_guard lock{state_->mutex};
    if (std::exchange(state_->shutting_down, true)) return;
  }
  // gRPC's deadlines are of the system's clock.
  const auto remaining = until - core::steady_clock().now();
  state_->server->Shutdown(std::chrono::system_clock::now() +
                           std::chrono::duration_cast<std::chrono::system_clock::duration>(remaining));
  state_->server->Wait();
}

}  // namespace tlsgauge::server
