// Beast 1.81 asserts that five octets of a last chunk are there when a peer may have sent four; nothing else depends on
// it (boost/beast/http/impl/basic_parser.ipp, parse_chunk_header).
#define BOOST_DISABLE_ASSERTS

#include "probe/http.hpp"

#include <absl/strings/escaping.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <sstream>

#include "probe/classify.hpp"
#include "probe/http_date.hpp"

namespace tlsgauge::probe {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

http::request<http::string_body> message_of(const HttpRequest& request) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.target);
  message.set(http::field::host, request.host);
  message.set(http::field::user_agent, "tlsgauge");
  message.set(http::field::accept, "application/json");
  message.keep_alive(false);
  if (request.login)
    message.set(http::field::authorization,
                "Basic " + absl::Base64Escape(request.login->user + ":" + request.login->password));
  if (!request.body.empty()) {
    message.set(http::field::content_type, "application/json");
    message.body() = request.body;
  }
  message.prepare_payload();
  return message;
}

using Parser = http::response_parser<http::string_body>;

/// RFC 9110 section 9.3.2: an answer to HEAD has no body, whatever its header says of one.
void begin(std::optional<Parser>& parser, bool bodiless) {
  constexpr std::size_t kMaxAnswer = 64U << 10U;
  parser.emplace();
  parser->skip(bodiless);
  parser->header_limit(kMaxAnswer);
  parser->body_limit(kMaxAnswer);
  parser->eager(true);
}

/// RFC 9110 section 15.2: responses of the class 1xx precede the answer. After 101, what follows is no HTTP.
bool is_interim(unsigned status) { return status >= 100 && status < 200 && status != 101; }

/// Takes what can be parsed from the front of `bytes`, past interim responses.
void parse(std::string& bytes, std::optional<Parser>& parser, bool bodiless, beast::error_code& error) {
  do {
    bytes.erase(0, parser->put(boost::asio::buffer(bytes), error));
    if (error || !parser->is_done() || !is_interim(parser->get().result_int())) break;
    begin(parser, bodiless);
  } while (!bytes.empty());
  if (error == http::error::need_more) error = {};
}

}  // namespace

HttpAnswer ask(tls::Stream& stream, const HttpRequest& request, const core::Deadline& deadline) {
  std::ostringstream bytes;
  bytes << message_of(request);
  // Also after a failed write we read on: a refusal that overtook it still waits to be read.
  const auto written = stream.write_all(bytes.str(), deadline);
  stream.release();
  if (written.status == tls::IoStatus::timed_out)
    return {.status = written.status, .code = {}, .body = {}, .failure = {}};

  const bool bodiless = request.method == "HEAD";
  std::optional<Parser> parser;
  begin(parser, bodiless);
  HttpAnswer answer;
  beast::error_code error;
  std::string unparsed;
  for (std::array<char, 4096> chunk{}; !parser->is_done() && !error;) {
    const auto got = stream.read_some(chunk, deadline);
    if (got.status != tls::IoStatus::ok) {
      answer.status = got.status;
      // An answer without a length ends with the connection, but not with our patience.
      const bool orderly = got.status == tls::IoStatus::close_notify || got.status == tls::IoStatus::fin;
      if (orderly && parser->got_some()) parser->put_eof(error);
      break;
    }
    unparsed.append(chunk.data(), got.bytes);
    parse(unparsed, parser, bodiless, error);
  }
  // An answer that is cut off, or more than we care to read, is an answer too; but silence is silence.
  const bool answered = parser->is_header_done() && answer.status != tls::IoStatus::timed_out;
  if (answered) {
    answer.code = static_cast<int>(parser->get().result_int());
    const auto date = parser->get()[http::field::date];
    answer.date = parse_http_date({date.data(), date.size()});
  }
  answer.body = parser->get().body();
  if (error && !answered) answer.failure = "no HTTP/1.1 answer: " + error.message();
  return answer;
}

model::Observation conclude_http(Dialled& dialled, HttpAnswer answer, const core::Deadline& deadline) {
  auto& seen = dialled.seen;
  if (answer.code) {
    seen.answer.http_status = answer.code;
    seen.answer.date = answer.date;
    seen.answer.text = std::move(answer.body);
    return dialled.conclude(classify_http(*answer.code, seen.answer.text), answer.status, deadline);
  }
  if (!answer.failure.empty()) {
    // The peer talks, but not HTTP: an HTTP/2-only or a TLS port, say.
    seen.detail = answer.failure;
    const auto alert = decisive_alert(dialled.stream->alerts());
    return dialled.conclude(model::Refused{.by = model::Party::server, .stage = model::Stage::http, .alert = alert},
                            answer.status, deadline);
  }
  return dialled.conclude(classify_end(answer.status, *dialled.stream, model::Stage::first_read), answer.status,
                          deadline);
}

}  // namespace tlsgauge::probe
