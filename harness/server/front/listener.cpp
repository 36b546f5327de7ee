#include "server/front/listener.hpp"

#include <sys/eventfd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/front/await.hpp"
#include "server/front/http_session.hpp"
#include "server/front/pump.hpp"
#include "server/grpc_server.hpp"
#include "server/log.hpp"

namespace tlsgauge::server::front {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto kPauseAfterFailure = 100ms;
// Of servers that are wrong on purpose:
constexpr auto kSilence = 60s;
constexpr auto kTimeToServe = 300ms;
constexpr auto kDelay = 1s;

/// What becomes of a connection to a port with TLS. @return nothing where the peer leaves or says too little.
Task<std::optional<Opening>> greet(Connection& connection, const Fault& fault) {
  constexpr std::size_t kLeast = 6;          // a record's header and a byte of what is in it
  constexpr std::size_t kMost = 32U << 10U;  // more than a ClientHello has
  if (fault.greets == nullptr) co_return Opening::handshake;
  const auto first = co_await connection.peek(kLeast, kMost);
  if (!first) co_return std::nullopt;
  co_return fault.greets(*first);
}

/// Finds out what the connection speaks. @return nothing where it ended or was refused
Task<std::optional<Protocol>> agree(Connection& connection, const PortService& service) {
  const auto opening = service.tls ? co_await greet(connection, service.tls->fault()) : Opening::plaintext;
  if (!opening) co_return std::nullopt;
  if (*opening == Opening::refusal) {
    connection.finish();
    co_await connection.discard();
    co_return std::nullopt;
  }
  if (*opening == Opening::handshake) {
    const auto failure = co_await connection.handshake(*service.tls);
    if (!failure) {
      service.handshakes->completed(connection.resumed(), connection.client_verified());
      co_return protocol_after(service.served, connection.alpn());
    }
    if (!failure->empty()) {
      service.handshakes->failed();
      log_warning("TLS handshake refused", {{"peer", connection.peer()}, {"reason", *failure}});
    }
    if (service.tls->fault().leaks) (void)::eventfd(0, EFD_CLOEXEC);
    if (service.tls->fault().keeps_failures)
      connection.allow(kSilence);
    else
      connection.finish();
    co_await connection.discard();
    co_return std::nullopt;
  }
  if (service.served == Protocols::http) co_return Protocol::http;
  const auto http2 = co_await connection.begins_with_preface();
  if (!http2) co_return std::nullopt;
  co_return *http2 || service.served == Protocols::grpc ? Protocol::grpc : Protocol::http;
}

/// Does with a client whom it has found wrong what a server that is wrong on purpose does.
/// @return whether what the client asks for is carried out.
Task<bool> deal_with(Connection& client) {
  switch (client.aftermath()) {
    case Aftermath::refuses: break;
    case Aftermath::hangs:
      client.allow(kSilence);
      co_await client.discard();
      co_return false;
    case Aftermath::answers_first: client.end_within(kTimeToServe); break;
    case Aftermath::answers_nothing:
      client.mute(kTimeToServe);
      client.end_within(kTimeToServe);
      break;
    case Aftermath::serves_later:
      client.mute(kTimeToServe);
      co_await client.pause(kTimeToServe);  // what the client asks for comes meanwhile
      co_await client.turn_away(kDelay);
      break;
  }
  co_return true;
}

Task<> serve_connection(std::shared_ptr<Connection> connection, std::shared_ptr<const PortService> service) {
  const auto protocol = co_await agree(*connection, *service);
  if (!protocol) co_return;
  if (connection->aftermath() != Aftermath::refuses && !co_await deal_with(*connection)) co_return;
  if (*protocol == Protocol::http) co_return co_await serve_http(*connection, service->http);
  if (connection->secure()) co_return co_await pump(*connection, *service->grpc);
  // Plaintext needs nobody in between.
  if (const int descriptor = connection->release(); descriptor >= 0) service->grpc->adopt(descriptor);
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& loop, Connections& connections,
                                                 const std::string& address, std::uint16_t port,
                                                 const std::string& key) {
  error_code error;
  const tcp::endpoint endpoint{asio::ip::make_address(address, error), port};
  if (error) return bad_input("--listen " + address + ": not an IP address; write for example 127.0.0.1 or 0.0.0.0");
  tcp::acceptor acceptor{asio::make_strand(loop)};
  const auto failed = [&](const std::string& advice) {
    return bad_input(key + " " + std::to_string(port) + ": " + error.message() + advice);
  };
  if (acceptor.open(endpoint.protocol(), error)) return failed("");
  acceptor.set_option(tcp::acceptor::reuse_address{true}, error);  // of connections that ended a minute ago
  if (acceptor.bind(endpoint, error) || acceptor.listen(asio::socket_base::max_listen_connections, error))
    return error == asio::error::address_in_use
               ? failed("; choose another or 0")
               : failed(" on " + address + "; choose another port or --listen address");
  return std::unique_ptr<Listener>{new Listener{loop, std::move(acceptor), connections}};
}

Listener::Listener(asio::io_context& loop, tcp::acceptor acceptor, Connections& connections)
    : loop_{loop}, acceptor_{std::move(acceptor)}, connections_{connections} {
  error_code ignored;  // it is bound
  const auto local = acceptor_.local_endpoint(ignored);
  endpoint_ = {.host = local.address().to_string(ignored), .port = local.port()};
}

void Listener::serve(PortService service) {
  asio::co_spawn(acceptor_.get_executor(), accept_connections(std::make_shared<const PortService>(std::move(service))),
                 asio::detached);
}

Task<> Listener::accept_connections(std::shared_ptr<const PortService> service) {
  while (acceptor_.is_open()) {
    const asio::any_io_executor strand = asio::make_strand(loop_);
    auto [error, socket] = co_await acceptor_.async_accept(strand, kAwait);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // out of descriptors, mostly: others have to go first
      log_warning("cannot accept", {{"port", std::to_string(endpoint_.port)}, {"reason", error.message()}});
      asio::steady_timer pause{acceptor_.get_executor(), kPauseAfterFailure};
      co_await pause.async_wait(kAwait);
      continue;
    }
    auto connection = connections_.admit(std::move(socket));
    if (connection && service->tls && service->tls->fault().serves_in_turn)
      co_await asio::co_spawn(strand, serve_connection(std::move(connection), service), asio::use_awaitable);
    else if (connection)
      asio::co_spawn(strand, serve_connection(std::move(connection), service), asio::detached);
    else
      log_warning("connection not admitted", {{"limit", std::to_string(Connections::kLimit)}});
  }
}

void Listener::close() {
  asio::post(acceptor_.get_executor(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
  });
}

}  // namespace tlsgauge::server::front
