#include "bench/wire_rig.hpp"

#include <openssl/ssl.h>

#include <array>
#include <optional>
#include <utility>

#include "wire/client/client.hpp"
#include "wire/client/plain_outbox.hpp"

namespace tlsgauge::bench {
namespace {

constexpr std::size_t kPooledShares = 64;

/// What OpenSSL's client offers first, so that both clients agree on the same with one server.
std::vector<model::CipherSuite> suites_as_openssl(model::TlsVersion version) {
  if (version == model::TlsVersion::tls1_3)
    return {model::CipherSuite{0x1302}, model::CipherSuite{0x1303}, model::CipherSuite{0x1301}};
  return {model::CipherSuite{0xc02c}, model::CipherSuite{0xc030}, model::CipherSuite{0xc02b},
          model::CipherSuite{0xc02f}};
}

/// A server, and the memory between it and a client.
struct Server {
  explicit Server(SSL_CTX* context) : ssl{SSL_new(context)} {
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl.get());
  }

  /// One more flight, as far as it goes. @return false when the handshake has failed.
  [[nodiscard]] bool advance() const {
    const int result = SSL_do_handshake(ssl.get());
    return result == 1 || SSL_get_error(ssl.get(), result) == SSL_ERROR_WANT_READ;
  }
  [[nodiscard]] bool done() const { return SSL_is_init_finished(ssl.get()) == 1; }

  tls::Ssl ssl;
};

/// Our client, and what it has to say.
struct Connection {
  Connection(const wire::ClientSettings& settings, wire::Random& random) : client{settings, outbox, random} {}

  void write(const Server& server) {
    auto& octets = outbox.octets();
    if (!octets.empty()) BIO_write(SSL_get_rbio(server.ssl.get()), octets.data(), static_cast<int>(octets.size()));
    octets.clear();
  }
  void read(const Server& server) {
    std::array<std::uint8_t, 16384> chunk{};
    const int size = BIO_read(SSL_get_wbio(server.ssl.get()), chunk.data(), static_cast<int>(chunk.size()));
    if (size > 0) client.receive(std::span{chunk}.first(static_cast<std::size_t>(size)));
  }

  wire::PlainOutbox outbox;
  wire::Client client;
};

}  // namespace

struct WireRig::State {
  SSL_CTX* server;
  wire::Trust trust;
  wire::ChainMemory memory{};
  wire::Random random{};
  wire::KeySharePool pool{};
  std::optional<wire::Credentials> credentials{};
  std::optional<wire::Ticket> ticket{};
  wire::ClientSettings settings{};

  [[nodiscard]] Result<std::unique_ptr<Connection>> connect(SideCosts& costs, std::optional<Server>& server_side);
  [[nodiscard]] Status prime();
};

WireRig::WireRig(std::unique_ptr<State> state) : state_{std::move(state)} {}
WireRig::WireRig(WireRig&&) noexcept = default;
WireRig& WireRig::operator=(WireRig&&) noexcept = default;
WireRig::~WireRig() = default;

Result<WireRig> WireRig::make(const HandshakeKind& kind, const WireKind& how, const std::filesystem::path& files,
                              const HandshakeRig& peer) {
  auto trust = wire::Trust::from_file(files / "ca.pem");
  if (!trust.ok()) return trust.status();
  auto state = std::make_unique<State>(State{.server = peer.server_settings(), .trust = *std::move(trust)});
  auto& settings = state->settings;
  settings = wire::settings_for({.oldest = kind.version, .newest = kind.version}, "localhost", {}, {});
  settings.hello.cipher_suites = suites_as_openssl(kind.version);
  if (kind.version == model::TlsVersion::tls1_2) settings.hello.session_ticket = wire::Octets{};
  settings.trust = &state->trust;
  settings.verification = how.verification;
  if (how.remembers_chains) settings.memory = &state->memory;
  if (how.pooled_shares) {
    auto pool = wire::KeySharePool::make({model::group::x25519}, kPooledShares, state->random);
    if (!pool.ok()) return pool.status();
    state->pool = *std::move(pool);
    settings.pool = &state->pool;
  }
  if (kind.mutual) {
    auto credentials = wire::read_credentials(files / "client.pem", files / "client.key");
    if (!credentials.ok()) return credentials.status();
    state->credentials = *std::move(credentials);
    settings.credentials = &*state->credentials;
  }
  WireRig rig{std::move(state)};
  if (kind.resumed) {
    if (auto primed = rig.state_->prime(); !primed.ok()) return primed;
  }
  return rig;
}

Result<std::unique_ptr<Connection>> WireRig::State::connect(SideCosts& costs, std::optional<Server>& server_side) {
  std::unique_ptr<Connection> ours;
  {
    const Metered metered{costs.server};
    server_side.emplace(server);
  }
  {
    const Metered metered{costs.client};
    ours = std::make_unique<Connection>(settings, random);
    ours->client.start();
    ours->write(*server_side);
  }
  const auto done = [&] { return ours->client.connected() && server_side->done(); };
  bool good = true;
  for (int flight = 0; good && !done() && flight < kMostFlights; ++flight) {
    if (flight % 2 == 0) {
      const Metered metered{costs.server};
      good = server_side->advance();
    } else {
      const Metered metered{costs.client};
      ours->read(*server_side);
      ours->write(*server_side);
    }
  }
  if (ours->client.objection()) return bad_input(ours->client.objection()->reason);
  if (!good || !done()) return tls::openssl_fault("shake hands");
  const bool resumed = SSL_session_reused(server_side->ssl.get()) == 1;
  if (resumed != ticket.has_value())
    return bad_input(resumed ? "resumed although it must not" : "the server did not resume the session");
  return ours;
}

Status WireRig::State::prime() {
  SideCosts ignored;
  std::optional<Server> server_side;
  const auto ours = connect(ignored, server_side);
  if (!ours.ok()) return ours.status();
  // RFC 8446 section 4.6.1: tickets come after the handshake.
  (*ours)->read(*server_side);
  auto& tickets = (*ours)->client.tickets();
  // OpenSSL takes a connection that ends without a shutdown for a reason not to resume its session.
  SSL_set_shutdown(server_side->ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  if (tickets.empty()) return bad_input("the server gave no ticket");
  ticket = std::move(tickets.back());
  settings.ticket = &*ticket;
  return absl::OkStatus();
}

Result<SideCosts> WireRig::shake_hands() const {
  SideCosts costs;
  std::optional<Server> server_side;
  auto ours = state_->connect(costs, server_side);
  if (!ours.ok()) return ours.status();
  {
    const Metered metered{costs.client};
    ours->reset();
  }
  {
    const Metered metered{costs.server};
    SSL_set_shutdown(server_side->ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    server_side.reset();
  }
  return costs;
}

}  // namespace tlsgauge::bench
