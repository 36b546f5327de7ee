#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>

#include <array>

#include "probe/classify.hpp"
#include "probe/dial.hpp"
#include "probe/grpc_calls.hpp"
#include "probe/probes.hpp"
#include "probe/relay.hpp"

namespace tlsgauge::probe {
namespace {

std::shared_ptr<grpc::Channel> channel_over(int fd, const std::string& authority) {
  grpc::ChannelArguments arguments;
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, authority.empty() ? "localhost" : authority);
  arguments.SetMaxReceiveMessageSize(4 << 20);
  return grpc::CreateCustomInsecureChannelFromFd("tlsgauge", fd, arguments);
}

constexpr int kHttpOk = 200;

/// What the end of the calls and the end of the stream, together, say about the peer. The stream's word counts for
/// more: gRPC calls every loss of a connection UNAVAILABLE, also where it is the relay that ends because the time is
/// up. And it makes up a status where an HTTP server answers: `http_status` is other than 200 then.
model::Outcome outcome_of(const CallEnd& end, std::optional<int> http_status, tls::IoStatus stream_end,
                          const tls::Stream& stream, bool time_is_up) {
  if (http_status.value_or(kHttpOk) != kHttpOk) return classify_http2(*http_status);
  if (end.from_peer) return classify_grpc(end.code);
  const bool in_time = !time_is_up && end.code != grpc::StatusCode::DEADLINE_EXCEEDED;
  if (http_status && in_time) return model::Accepted{};  // an answer that is cut off is an answer too
  if (stream_end != tls::IoStatus::ok) return classify_end(stream_end, stream, model::Stage::first_read);
  if (!in_time) return model::Silent{.stage = model::Stage::rpc};
  const auto alert = decisive_alert(stream.alerts());
  return model::Refused{.by = model::Party::server, .stage = model::Stage::first_read, .alert = alert};
}

}  // namespace

Result<model::Observation> probe_grpc(const model::GrpcExchange& grpc, const Aim& aim) {
  auto dialled = dial(aim, {"h2"});
  if (!dialled.ok()) return dialled.status();
  if (!dialled->stream) return std::move(dialled->seen);

  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0)
    return system_fault("make a socket pair");
  Relay relay{*dialled->stream, pair[0], aim.deadline};
  CallEnd end;
  {
    const auto channel = channel_over(pair[1], aim.exchange.client.server_name);  // owns the descriptor
    end = make_calls(channel, grpc.calls, aim.exchange, aim.deadline);
  }  // closing the channel ends the relay
  const auto stream_end = relay.finish();
  end.from_peer = end.from_peer && relay.response().response_began();
  const auto http_status = relay.response().status();

  auto& seen = dialled->seen;
  if (http_status.value_or(kHttpOk) != kHttpOk) seen.answer.http_status = http_status;
  if (end.from_peer) seen.answer.grpc_status = end.code;
  seen.answer.milvus_code = end.milvus_code;
  seen.answer.text = end.message;
  // How gRPC words the loss of its socket pair, which is our relay's, changes from run to run and says nothing more.
  if (end.from_peer && end.code != 0) seen.detail = "gRPC: " + end.message;
  auto outcome = outcome_of(end, http_status, stream_end, *dialled->stream, aim.deadline.expired());
  return dialled->conclude(std::move(outcome), stream_end, aim.deadline);
}

}  // namespace tlsgauge::probe
