#include "server/application.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "server/front/certificate_files.hpp"
#include "server/front/listener.hpp"
#include "server/grpc_server.hpp"
#include "server/log.hpp"
#include "server/management.hpp"
#include "server/milvus_service.hpp"
#include "server/rest_api.hpp"

namespace tlsgauge::server {
namespace {

namespace asio = boost::asio;
using front::Listener;
using front::PortService;
using front::Protocols;
using front::TlsContext;
using model::TlsMode;
using TlsSide = std::shared_ptr<const TlsContext>;
using namespace std::chrono_literals;

constexpr auto kFarewell = 1s;  // for the last answers and close_notify, after the calls have ended

/// The TLS of an external port. Null in mode 0.
Result<TlsSide> external_tls(const Options& options, const Config& config, TlsMode mode, Protocols served) {
  if (mode == TlsMode::none) return TlsSide{};
  if (auto status = check_files_for(mode, config.tls); !status.ok()) return status;
  const bool mutual = mode == TlsMode::mutual;
  const front::TlsPolicy policy{
      .oldest = options.oldest_tls.value_or(mutual ? model::TlsVersion::tls1_3 : model::TlsVersion::tls1_2),
      .served = served,
      .mutual = mutual,
      .crl = {"--crl", options.crl},
      .tickets = options.tickets,
      .ticket_key = {"--ticket-key", options.ticket_key},
      .early_data = options.early_data,
      .handshake_cost = options.handshake_cost,
      .fault = front::fault_named(options.fault)};
  std::vector<front::NamedCertificate> by_name;
  for (const auto& [name, chain, key, own_mode] : options.sni)
    by_name.push_back({.server_name = name,
                       .chain = {"--sni " + name, chain},
                       .key = {"--sni " + name, key},
                       .mutual = own_mode.value_or(mode) == TlsMode::mutual});
  return TlsContext::make(policy, config.tls, by_name);
}

/// Milvus would start with a certificate that its components refuse from each other, and never become healthy; or, if
/// it cannot even load it, go on in plaintext.
Status check_internal_certificate(const Config::InternalTls& internal) {
  const auto identity = front::load_certified_key(internal.files.chain, internal.files.key);
  if (!identity.ok()) return identity.status();
  const auto authorities = front::load_certificates(internal.files.ca);
  if (!authorities.ok()) return authorities.status();
  const auto status = front::verify_as_server(*identity, *authorities, internal.server_name);
  if (status.ok()) return status;
  return bad_input(internal.files.chain.key + " " + internal.files.chain.path.string() +
                   ": components would refuse each other's certificate, " + message(status) +
                   "; it must be issued by internaltls.caPemPath " + internal.files.ca.path.string() +
                   " and name internaltls.sni '" + internal.server_name + "' in subjectAltName");
}

/// The TLS of the component ports, one-way and TLS 1.2 or later as in Milvus. Null where it is switched off.
Result<TlsSide> internal_tls(const Config::InternalTls& internal) {
  if (!internal.enabled) return TlsSide{};
  if (auto status = check_internal_certificate(internal); !status.ok()) return status;
  return TlsContext::make({.oldest = model::TlsVersion::tls1_2, .served = Protocols::grpc, .crl = {}, .ticket_key = {}},
                          internal.files, {});
}

Status check_options(const Options& options, const Config& config) {
  const bool mutual =
      config.tls_mode == TlsMode::mutual || (options.also_listen && options.also_listen->mode == TlsMode::mutual) ||
      std::ranges::any_of(options.sni, [](const SniCertificate& each) { return each.mode == TlsMode::mutual; });
  if (!options.crl.empty() && !mutual)
    return bad_input("--crl " + options.crl.string() +
                     ": only tlsMode 2 asks for client certificates; set it or leave --crl out");
  return absl::OkStatus();
}

HttpHandler rest_handler(const Config& config, Credentials credentials, std::shared_ptr<Catalogue> catalogue,
                         bool secure) {
  RestApi api{
      .credentials = std::move(credentials), .catalogue = std::move(catalogue), .strict_transport_security = {}};
  if (config.http.hsts && secure)
    api.strict_transport_security = "max-age=" + std::to_string(config.http.hsts_max_age) +
                                    (config.http.hsts_subdomains ? "; includeSubDomains" : "");
  return [api = std::move(api)](const HttpRequest& request) { return answer(api, request); };
}

}  // namespace

/// Members are destroyed from the last to the first: threads, listeners, gRPC, then the loop with what connections
/// left.
class Application::State {
 public:
  State(const Options& options, const Config& config)
      : options_{options},
        config_{config},
        catalogue_{std::make_shared<Catalogue>(std::vector<std::string>{kDatabase}, options.collections)} {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { stop(0s); }

  Status start();
  void stop(core::Nanoseconds grace);
  [[nodiscard]] const std::string& ready_line() const { return ready_line_; }

 private:
  /// A port that is bound and waits for its service.
  struct Bound {
    std::unique_ptr<Listener> listener;
    PortService service;
  };

  Status start_grpc();
  Status bind(std::string name, const std::string& key, std::uint16_t port, PortService service);
  Status bind_external();
  Status bind_internal();
  [[nodiscard]] PortService external_service(Protocols served, TlsSide tls);
  void announce() const;

  Options options_;
  Config config_;
  std::shared_ptr<Catalogue> catalogue_;
  front::Connections connections_;
  front::HandshakeCounters handshakes_;
  asio::io_context loop_;
  std::unique_ptr<GrpcServer> milvus_;
  std::unique_ptr<GrpcServer> components_;
  std::vector<Bound> ports_;
  std::string ready_line_ = "READY";
  std::vector<std::jthread> threads_;
};

Status Application::State::start_grpc() {
  auto milvus = GrpcServer::start(make_milvus_service(
      config_.authorization_enabled ? Credentials{config_.root_password} : Credentials{}, catalogue_));
  if (!milvus.ok()) return milvus.status();
  milvus_ = *std::move(milvus);
  auto components = GrpcServer::start(nullptr);
  if (!components.ok()) return components.status();
  components_ = *std::move(components);
  return absl::OkStatus();
}

PortService Application::State::external_service(Protocols served, TlsSide tls) {
  const auto credentials = config_.authorization_enabled ? Credentials{config_.root_password} : Credentials{};
  const bool secure = tls != nullptr;
  return {.served = served,
          .tls = std::move(tls),
          .handshakes = &handshakes_,
          .grpc = milvus_.get(),
          .http = rest_handler(config_, credentials, catalogue_, secure)};
}

Status Application::State::bind(std::string name, const std::string& key, std::uint16_t port, PortService service) {
  auto listener = Listener::open(loop_, connections_, options_.address, port, key);
  if (!listener.ok()) return listener.status();
  ready_line_ += " " + std::move(name) + "=" + model::to_string((*listener)->endpoint());
  ports_.push_back({.listener = *std::move(listener), .service = std::move(service)});
  return absl::OkStatus();
}

Status Application::State::bind_external() {
  const bool shared = config_.http.enabled && config_.rest_shares_grpc_port();
  const auto served = shared ? Protocols::grpc_and_http : Protocols::grpc;
  auto tls = external_tls(options_, config_, config_.tls_mode, served);
  if (!tls.ok()) return tls.status();
  if (auto status = bind("grpc", "proxy.port", config_.proxy_port, external_service(served, *std::move(tls)));
      !status.ok())
    return status;
  if (shared) ready_line_ += " rest=" + model::to_string(ports_.back().listener->endpoint());
  if (!config_.http.enabled || shared) return absl::OkStatus();

  auto rest_tls = external_tls(options_, config_, config_.tls_mode, Protocols::http);
  if (!rest_tls.ok()) return rest_tls.status();
  return bind("rest", "proxy.http.port", *config_.http.port, external_service(Protocols::http, *std::move(rest_tls)));
}

Status Application::State::bind_internal() {
  auto tls = internal_tls(config_.internal_tls);
  if (!tls.ok()) return tls.status();
  for (std::size_t i = 0; i < kComponents.size(); ++i) {
    const auto& component = kComponents[i];
    const auto key = std::string{component.section} + "." + std::string{component.key};
    PortService service{
        .served = Protocols::grpc, .tls = *tls, .handshakes = &handshakes_, .grpc = components_.get(), .http = {}};
    if (auto status =
            bind(std::string{model::name(component.port)}, key, config_.component_ports[i], std::move(service));
        !status.ok())
      return status;
  }
  return absl::OkStatus();
}

Status Application::State::start() {
  if (auto status = check_options(options_, config_); !status.ok()) return status;
  if (auto status = start_grpc(); !status.ok()) return status;
  if (auto status = bind_external(); !status.ok()) return status;
  PortService management{
      .served = Protocols::http,
      .tls = {},
      .handshakes = nullptr,
      .grpc = nullptr,
      .http = [this](const HttpRequest& request) { return answer_management(request, handshakes_); }};
  if (auto status = bind("management", "--management-port", options_.management_port, std::move(management));
      !status.ok())
    return status;
  if (auto status = bind_internal(); !status.ok()) return status;
  if (const auto& also = options_.also_listen) {
    auto tls = external_tls(options_, config_, also->mode, Protocols::grpc_and_http);
    if (!tls.ok()) return tls.status();
    auto service = external_service(Protocols::grpc_and_http, *std::move(tls));
    if (auto status = bind("second", "--also-listen", also->port, std::move(service)); !status.ok()) return status;
  }
  announce();
  for (auto& port : ports_) port.listener->serve(std::move(port.service));
  for (unsigned i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { loop_.run(); });
  return absl::OkStatus();
}

void Application::State::announce() const {
  const auto value = [](bool on) { return std::string{on ? "true" : "false"}; };
  const auto port = [](const Listener& listener) { return std::to_string(listener.endpoint().port); };
  const auto& grpc = *ports_.front().listener;
  log_info("Internal TLS Enabled", {{"value", value(config_.internal_tls.enabled)}});
  log_info("Proxy listen on external grpc listener",
           {{"address", model::to_string(grpc.endpoint())},
            {"port", port(grpc)},
            {"tlsMode", std::to_string(static_cast<unsigned>(config_.tls_mode))}});
  if (!config_.http.enabled)
    log_info("Proxy server(http) is disabled, skip initialize http listener");
  else if (config_.rest_shares_grpc_port())
    log_info("Proxy server(http) and external grpc server share the same port", {{"port", port(grpc)}});
  else
    log_info("Proxy server(http) listen on", {{"port", port(*ports_[1].listener)}});
  log_info("Proxy listen on internal grpc listener", {{"tls", value(config_.internal_tls.enabled)}});
  log_info("user authentication", {{"enabled", value(config_.authorization_enabled)}});
}

void Application::State::stop(core::Nanoseconds grace) {
  if (threads_.empty()) return;
  const auto until = core::steady_clock().now() + grace;
  for (const auto& port : ports_) port.listener->close();
  connections_.drain();
  // The loop runs on meanwhile: it carries GOAWAY and the last answers.
  milvus_->shut_down(until);
  components_->shut_down(until);
  connections_.wait_until_none(until + kFarewell);
  loop_.stop();
  threads_.clear();
}

Result<std::unique_ptr<Application>> Application::start(const Options& options, const Config& config) {
  auto state = std::make_unique<State>(options, config);
  if (auto status = state->start(); !status.ok()) return status;
  return std::unique_ptr<Application>{new Application{std::move(state)}};
}

Application::Application(std::unique_ptr<State> state) : state_{std::move(state)} {}
Application::~Application() = default;
std::string Application::ready_line() const { return state_->ready_line(); }
void Application::stop(core::Nanoseconds grace) { state_->stop(grace); }

}  // namespace tlsgauge::server
