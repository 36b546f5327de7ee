#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>

#include <mutex>
#include <string>
#include <string_view>

#include "core/file.hpp"
#include "probe/classify.hpp"
#include "probe/grpc_calls.hpp"
#include "probe/probes.hpp"

namespace tlsgauge::probe {
namespace {

/// What gRPC logs while one exchange runs. The hook is process-wide, and gRPC's lines do not name their channel.
class GrpcLog {
 public:
  static GrpcLog& instance() {
    static GrpcLog log;
    return log;
  }

  void begin() {
    const std::scoped_lock lock{mutex_};
    text_.clear();
  }

  [[nodiscard]] std::string text() {
    const std::scoped_lock lock{mutex_};
    return text_;
  }

 private:
  GrpcLog() {
    gpr_set_log_function([](gpr_log_func_args* line) { instance().add(line->message); });
  }

  void add(const char* message) {
    constexpr std::size_t kMaxText = 64U << 10U;
    const std::scoped_lock lock{mutex_};
    if (text_.size() < kMaxText) text_.append(message).append("\n");
  }

  std::mutex mutex_;
  std::string text_;
};

Result<std::shared_ptr<grpc::ChannelCredentials>> credentials(const model::Exchange& exchange) {
  if (exchange.plaintext) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  const auto load = [](const std::filesystem::path& file, std::string& into) -> Status {
    if (file.empty()) return absl::OkStatus();
    auto bytes = core::read_file(file);
    if (bytes.ok()) into = *std::move(bytes);
    return bytes.status();
  };
  for (const auto& status :
       {load(exchange.client.trust, options.pem_root_certs), load(exchange.client.certificate, options.pem_cert_chain),
        load(exchange.client.key, options.pem_private_key)}) {
    if (!status.ok()) return status;
  }
  return grpc::SslCredentials(options);
}

model::Outcome outcome_of(const CallEnd& end, const std::string& log, const core::Deadline& deadline) {
  if (end.from_peer) return classify_grpc(end.code);
  const auto says = [&](std::string_view words) {
    return end.message.find(words) != std::string::npos || log.find(words) != std::string::npos;
  };
  if (end.code == grpc::StatusCode::DEADLINE_EXCEEDED || deadline.interrupted())
    return model::Silent{.stage = model::Stage::rpc};
  if (says("Connection refused")) return model::Unreachable{};
  if (says("certificate verify failed") || says("is not in peer certificate") || says("wrong version number"))
    return model::Refused{.by = model::Party::client, .stage = model::Stage::handshake, .alert = std::nullopt};
  std::optional<model::AlertSeen> alert;
  if (const auto named = alert_in_text(log)) alert = {.alert = *named, .fatal = true, .from = model::Party::server};
  return model::Refused{.by = model::Party::server, .stage = model::Stage::first_read, .alert = alert};
}

}  // namespace

Result<model::Observation> probe_grpc_library(const model::GrpcExchange& grpc, const Aim& aim) {
  if (!aim.exchange.plaintext && aim.exchange.versions != model::VersionRange{})
    return unsupported("gRPC C++ 1.51 cannot limit the TLS versions that it offers");
  static std::mutex one_at_a_time;
  const auto limit = aim.deadline.remaining();
  const std::scoped_lock lock{one_at_a_time};
  const core::Deadline deadline{core::steady_clock(), limit,
                                aim.deadline.stop()};  // waiting for our turn is not its time
  auto how = credentials(aim.exchange);
  if (!how.ok()) return how.status();

  auto& log = GrpcLog::instance();
  log.begin();
  const auto started = deadline.now();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // equal channels would share a connection and its back-off
  if (!aim.exchange.plaintext) arguments.SetSslTargetNameOverride(aim.exchange.client.server_name);
  const auto channel = grpc::CreateCustomChannel(model::to_string(aim.endpoint), *how, arguments);
  const auto end = make_calls(channel, grpc.calls, aim.exchange, deadline);

  model::Observation seen;
  seen.outcome = outcome_of(end, log.text(), deadline);
  seen.timings.verdict = deadline.now() - started;
  if (end.from_peer) seen.answer.grpc_status = end.code;
  seen.answer.milvus_code = end.milvus_code;
  seen.answer.text = end.message;
  if (end.code != 0) seen.detail = "gRPC: " + end.message;
  return seen;
}

}  // namespace tlsgauge::probe
