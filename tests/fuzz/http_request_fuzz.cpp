#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "load/rest/response.hpp"
#include "server/front/http_session.hpp"
#include "server/rest_api.hpp"

// Requests to the reference server's REST API: HTTP/1.1, credentials, JSON. The input is what a client sends on one
// connection; what the server answers is read by the load engine's own reader.

namespace {

using namespace tlsgauge;

/// How many requests were handled, and whether one of them was HEAD, to which a reader of answers would have to be
/// told.
struct Handled {
  std::size_t count = 0;
  bool head = false;
};

server::HttpHandler handler(Handled& handled) {
  static const server::RestApi api{.credentials = server::Credentials{"Milvus"},
                                   .catalogue = std::make_shared<server::Catalogue>(
                                       std::vector<std::string>{"default"}, std::vector<std::string>{"documents"}),
                                   .strict_transport_security = "max-age=1"};
  return [&handled](const server::HttpRequest& request) {
    ++handled.count;
    handled.head = handled.head || request.method == "HEAD";
    auto response = server::answer(api, request);
    fuzz::require(response.content_type.find("json") == std::string::npos || nlohmann::json::accept(response.body),
                  "a JSON answer is JSON", response.body);
    return response;
  };
}

/// Everything that the server writes to a client that has sent `bytes` and closed its side.
std::string answers_to(std::string_view bytes, Handled& handled) {
  const fuzz::Peer peer{bytes};
  std::string answers;
  boost::asio::io_context loop{1};
  server::front::Connection::Socket socket{loop};
  socket.assign(boost::asio::ip::tcp::v4(), peer.connection());
  bool done = false;
  const auto serve = [&]() -> server::front::Task<> {
    const auto connection = std::make_shared<server::front::Connection>(std::move(socket));
    co_await server::front::serve_http(*connection, handler(handled));
    done = true;
  };
  boost::asio::co_spawn(loop, serve, boost::asio::detached);
  while (!done) {
    loop.run_one();
    answers += peer.received();
  }
  return answers;
}

std::size_t count_answers(std::string_view answers) {
  load::ResponseReader reader{false};
  std::size_t count = 0;
  while (!answers.empty() || reader.began()) {
    const auto room = reader.room();
    const auto piece = std::min(room.size(), answers.size());
    answers.copy(room.data(), piece);
    answers.remove_prefix(piece);
    const auto state = reader.take(piece);
    fuzz::require(state != load::ResponseReader::State::malformed, "the server answers in HTTP");
    if (state == load::ResponseReader::State::complete) {
      ++count;
      reader.begin();
    } else {
      fuzz::require(!answers.empty(), "the server's last answer is whole");
    }
  }
  return count;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Handled handled;
  const auto answers = answers_to(fuzz::text_of(data, size), handled);
  if (handled.head) return 0;
  const auto count = count_answers(answers);
  // One more than was handled: the complaint about bytes that are no request.
  fuzz::require(count == handled.count || count == handled.count + 1, "each request has an answer");
  return 0;
}
