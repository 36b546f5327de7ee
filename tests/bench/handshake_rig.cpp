#include "bench/handshake_rig.hpp"

#include <openssl/ssl.h>

#include "core/file.hpp"
#include "tls/client_context.hpp"

namespace tlsgauge::bench {
namespace {

Result<tls::SslContext> server_context(const HandshakeKind& kind, const std::filesystem::path& files) {
  tls::SslContext context{SSL_CTX_new(TLS_server_method())};
  if (!context) return tls::openssl_fault("make a TLS context");
  const bool loaded =
      SSL_CTX_use_certificate_chain_file(context.get(), (files / "server.pem").c_str()) == 1 &&
      SSL_CTX_use_PrivateKey_file(context.get(), (files / "server.key").c_str(), SSL_FILETYPE_PEM) == 1 &&
      SSL_CTX_load_verify_file(context.get(), (files / "ca.pem").c_str()) == 1;
  if (!loaded) return tls::openssl_fault("load the server's files");
  if (kind.mutual) SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  // OpenSSL resumes sessions of verified clients only within a context that has a name.
  constexpr unsigned char kName[] = "bench";
  if (SSL_CTX_set_session_id_context(context.get(), kName, sizeof kName) != 1)
    return tls::openssl_fault("name the session context");
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // tickets, as a Go server has them
  return context;
}

Result<tls::SslContext> client_context(const HandshakeKind& kind, const std::filesystem::path& files) {
  tls::ClientSettings settings{.trust = files / "ca.pem", .certificate = {}, .key = {}, .versions = {}, .alpn = {}};
  settings.versions = {.oldest = kind.version, .newest = kind.version};
  if (kind.mutual) {
    settings.certificate = files / "client.pem";
    settings.key = files / "client.key";
  }
  auto context = tls::client_context(settings);
  if (context.ok()) SSL_CTX_clear_mode(context->get(), SSL_MODE_RELEASE_BUFFERS);  // connections are short
  return context;
}

/// One more flight, as far as it goes. @return false when the handshake has failed.
bool advance(SSL* side) {
  const int result = SSL_do_handshake(side);
  return result == 1 || SSL_get_error(side, result) == SSL_ERROR_WANT_READ;
}

}  // namespace

/// The two ends of a connection.
struct HandshakeRig::Pair {
  tls::Ssl client, server;
};

std::string HandshakeKind::name() const {
  return "tls" + std::string{model::name(version)} + "/" + std::string{pki::name(key)} +
         (mutual ? "/mutual" : "/one-way") + (resumed ? "/resumed" : "/full");
}

Result<HandshakeRig> HandshakeRig::make(const HandshakeKind& kind) {
  const auto directory = core::TemporaryDirectory::make();
  if (!directory.ok()) return directory.status();
  const auto files = directory->path() / "tls";
  if (const auto made = pki::generate(files, {.key = kind.key}); !made.ok()) return made.status();
  return make(kind, files);
}

Result<HandshakeRig> HandshakeRig::make(const HandshakeKind& kind, const std::filesystem::path& files) {
  auto client = client_context(kind, files);
  if (!client.ok()) return client.status();
  auto server = server_context(kind, files);
  if (!server.ok()) return server.status();
  HandshakeRig rig{kind, *std::move(client), *std::move(server)};
  if (kind.resumed) {
    if (auto primed = rig.prime(); !primed.ok()) return primed;
  }
  return rig;
}

Result<HandshakeRig::Pair> HandshakeRig::connect(SideCosts& costs) const {
  Pair pair;
  tls::Bio to_server{BIO_new(BIO_s_mem())};
  tls::Bio to_client{BIO_new(BIO_s_mem())};
  {
    const Metered metered{costs.client};
    pair.client.reset(SSL_new(client_.get()));
    SSL_set1_host(pair.client.get(), "localhost");
    if (session_) SSL_set_session(pair.client.get(), session_.get());
    SSL_set_connect_state(pair.client.get());
  }
  {
    const Metered metered{costs.server};
    pair.server.reset(SSL_new(server_.get()));
    SSL_set_accept_state(pair.server.get());
  }
  // Each of the two is read by one end and written by the other; SSL_set_bio takes ownership.
  BIO_up_ref(to_server.get());
  BIO_up_ref(to_client.get());
  SSL_set_bio(pair.client.get(), to_client.get(), to_server.get());
  SSL_set_bio(pair.server.get(), to_server.release(), to_client.release());

  const auto done = [&] {
    return SSL_is_init_finished(pair.client.get()) == 1 && SSL_is_init_finished(pair.server.get()) == 1;
  };
  bool good = true;
  for (int flight = 0; good && !done() && flight < kMostFlights; ++flight) {
    const Metered metered{flight % 2 == 0 ? costs.client : costs.server};
    good = advance(flight % 2 == 0 ? pair.client.get() : pair.server.get());
  }
  if (!good || !done()) return tls::openssl_fault("shake hands");
  const bool resumed = SSL_session_reused(pair.client.get()) == 1;
  if (resumed != (session_ != nullptr))
    return bad_input(resumed ? "resumed although it must not" : "the server did not resume the session");
  return pair;
}

Status HandshakeRig::prime() {
  SideCosts ignored;
  const auto pair = connect(ignored);
  if (!pair.ok()) return pair.status();
  // RFC 8446 section 4.6.1: tickets come after the handshake, so the client has to read for them.
  char byte = 0;
  (void)SSL_read(pair->client.get(), &byte, 1);
  session_.reset(SSL_get1_session(pair->client.get()));
  // OpenSSL takes a connection that ends without a shutdown for a reason not to resume its session.
  SSL_set_shutdown(pair->client.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  if (!session_ || SSL_SESSION_is_resumable(session_.get()) != 1) return bad_input("the server gave no ticket");
  return absl::OkStatus();
}

Result<SideCosts> HandshakeRig::shake_hands() const {
  SideCosts costs;
  auto pair = connect(costs);
  if (!pair.ok()) return pair.status();
  {
    const Metered metered{costs.client};
    SSL_set_shutdown(pair->client.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    pair->client.reset();
  }
  {
    const Metered metered{costs.server};
    pair->server.reset();
  }
  return costs;
}

}  // namespace tlsgauge::bench
