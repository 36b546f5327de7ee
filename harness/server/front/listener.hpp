#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "model/topology.hpp"
#include "server/front/connection.hpp"
#include "server/front/handshake_counters.hpp"
#include "server/http.hpp"

namespace tlsgauge::server {
class GrpcServer;
}

namespace tlsgauge::server::front {

/// What a port does with a connection.
struct PortService {
  Protocols served = Protocols::http;
  std::shared_ptr<const TlsContext> tls;    ///< null: plaintext
  HandshakeCounters* handshakes = nullptr;  ///< with TLS: outlives the event loop
  GrpcServer* grpc = nullptr;               ///< where gRPC is served; outlives the event loop
  HttpHandler http;                         ///< where HTTP is served
};

/// A listening port: a lease.
class Listener {
 public:
  /// Listens on `port`; 0: any free one. @param key of the configuration, for the fault ("proxy.port")
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(boost::asio::io_context& loop, Connections& connections,
                                                              const std::string& address, std::uint16_t port,
                                                              const std::string& key);

  /// Accepts from now on; before, clients wait in the kernel's queue.
  void serve(PortService service);
  /// Accepts no more. Safe to call from any thread.
  void close();
  /// With the real port.
  [[nodiscard]] const model::Endpoint& endpoint() const noexcept { return endpoint_; }

 private:
  Listener(boost::asio::io_context& loop, boost::asio::ip::tcp::acceptor acceptor, Connections& connections);
  [[nodiscard]] Task<> accept_connections(std::shared_ptr<const PortService> service);

  boost::asio::io_context& loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  Connections& connections_;
  model::Endpoint endpoint_;
};

}  // namespace tlsgauge::server::front
