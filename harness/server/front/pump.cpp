#include "server/front/pump.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include "server/front/await.hpp"
#include "server/grpc_server.hpp"

namespace tlsgauge::server::front {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using LocalSocket = asio::local::stream_protocol::socket;
using namespace std::chrono_literals;

constexpr std::size_t kBufferSize = 16U << 10U;  // one TLS record
constexpr auto kPrefaceTime = 10s;

Task<> carry_to_server(Connection& client, LocalSocket& server) {
  std::array<char, kBufferSize> buffer;
  while (const auto n = co_await client.read_some(buffer)) {
    client.allow(Connection::kForever);  // keepalive pings of HTTP/2 find out whether the client lives
    const auto [error, written] = co_await asio::async_write(server, asio::buffer(buffer.data(), n), kAwait);
    if (error) co_return co_await client.discard();
  }
  error_code ignored;
  server.shutdown(LocalSocket::shutdown_both, ignored);  // gRPC takes the end of its input as the end of everything
}

Task<> carry_to_client(LocalSocket& server, Connection& client) {
  std::array<char, kBufferSize> buffer;
  for (;;) {
    const auto [error, n] = co_await server.async_read_some(asio::buffer(buffer), kAwait);
    if (error || !co_await client.write({buffer.data(), n})) break;
  }
  error_code ignored;
  server.shutdown(LocalSocket::shutdown_both, ignored);
  client.finish();
}

}  // namespace

Task<> pump(Connection& client, GrpcServer& server) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) co_return;
  LocalSocket ours{client.executor(), asio::local::stream_protocol{}, ends[0]};
  client.allow(kPrefaceTime);
  if (!server.adopt(ends[1])) co_return client.finish();
  using namespace asio::experimental::awaitable_operators;
  co_await (carry_to_server(client, ours) && carry_to_client(ours, client));
}

}  // namespace tlsgauge::server::front
