// Beast 1.81 asserts that five octets of a last chunk are there when a peer may have sent four; nothing else depends on
// it (boost/beast/http/impl/basic_parser.ipp, parse_chunk_header).
#define BOOST_DISABLE_ASSERTS

#include "server/front/http_session.hpp"

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <ctime>

namespace tlsgauge::server::front {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using namespace std::chrono_literals;

constexpr std::uint32_t kMaxHeader = 64U << 10U;
constexpr std::uint64_t kMaxBody = 1U << 20U;
constexpr std::size_t kReadSize = 8U << 10U;
constexpr auto kRequestTime = 10s;
constexpr auto kIdleTime = 60s;

using Parser = http::request_parser<http::string_body>;

enum class Arrival { request, end, malformed, header_too_large, body_too_large };

Arrival arrival_of(const beast::error_code& error) {
  if (error == http::error::header_limit) return Arrival::header_too_large;
  if (error == http::error::body_limit) return Arrival::body_too_large;
  return Arrival::malformed;
}

/// Reads one request into `parser`; what follows it stays in `in`.
Task<Arrival> read_request(Connection& client, beast::flat_buffer& in, Parser& parser) {
  bool continued = false;
  client.allow(in.size() == 0 ? kIdleTime : kRequestTime);
  for (;;) {
    if (in.size() > 0) {
      beast::error_code error;
      in.consume(parser.put(in.data(), error));
      if (parser.is_done()) co_return Arrival::request;
      if (error && error != http::error::need_more) co_return arrival_of(error);
    }
    if (parser.is_header_done() && !continued && parser.get()[http::field::expect] == "100-continue") {
      continued = true;
      if (!co_await client.write("HTTP/1.1 100 Continue\r\n\r\n")) co_return Arrival::end;
    }
    const bool idle = !parser.got_some() && in.size() == 0;
    const auto space = in.prepare(kReadSize);
    client.set_idle(idle);
    const auto n = co_await client.read_some({static_cast<char*>(space.data()), space.size()});
    client.set_idle(false);
    if (n == 0) co_return idle ? Arrival::end : Arrival::malformed;
    if (idle) client.allow(kRequestTime);
    in.commit(n);
  }
}

HttpRequest request_of(Parser& parser) {
  auto& message = parser.get();
  const auto text = [](auto view) { return std::string{view.data(), view.size()}; };
  const auto target = message.target();
  return {.method = text(message.method_string()),
          .path = text(target.substr(0, target.find('?'))),
          .content_type = text(message[http::field::content_type]),
          .authorization = text(message[http::field::authorization]),
          .body = std::move(message.body())};
}

std::string date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 48> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return text.data();
}

std::string bytes_of(const HttpResponse& response, bool keep_alive, bool with_body) {
  const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  text.append(reason.data(), reason.size());
  // RFC 9110 section 6.6.1: an origin server with a clock must send Date in its answers.
  text += "\r\nDate: " + date() + "\r\n";
  if (!response.content_type.empty()) text += "Content-Type: " + response.content_type + "\r\n";
  for (const auto& [name, value] : response.fields) text += name + ": " + value + "\r\n";
  // RFC 9110 section 8.6: no Content-Length in a 204.
  if (response.status != 204) text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  text += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return with_body ? text + response.body : text;
}

/// RFC 9112 section 3.2: 400 to a request of HTTP/1.1 without exactly one Host.
bool names_its_host(const Parser& parser) {
  return parser.get().version() < 11 || parser.get().count(http::field::host) == 1;
}

HttpResponse complaint(Arrival arrival) {
  const unsigned status = arrival == Arrival::header_too_large ? 431 : arrival == Arrival::body_too_large ? 413 : 400;
  const auto reason = http::obsolete_reason(static_cast<http::status>(status));
  return {.status = status,
          .content_type = "text/plain",
          .body = std::to_string(status) + " " + std::string{reason.data(), reason.size()},
          .fields = {}};
}

}  // namespace

Task<> serve_http(Connection& client, const HttpHandler& handler) {
  beast::flat_buffer in;
  for (bool again = true; again && !client.draining();) {
    Parser parser;
    parser.header_limit(kMaxHeader);
    parser.body_limit(kMaxBody);
    parser.eager(true);
    auto arrival = co_await read_request(client, in, parser);
    if (arrival == Arrival::end) break;
    if (arrival == Arrival::request && !names_its_host(parser)) arrival = Arrival::malformed;

    const bool understood = arrival == Arrival::request;
    // An HTTP/1.0 client would have to be told that its connection stays; it is not worth a rule of its own.
    again = understood && parser.keep_alive() && parser.get().version() == 11 && !client.draining();
    const bool with_body = !understood || parser.get().method() != http::verb::head;
    const auto response = understood ? handler(request_of(parser)) : complaint(arrival);
    client.allow(kIdleTime);
    if (!co_await client.write(bytes_of(response, again, with_body))) break;
  }
  client.finish();
  co_await client.discard();
}

}  // namespace tlsgauge::server::front
