// Beast 1.81 asserts that five octets of a last chunk are there when a peer may have sent four; nothing else depends on
// it (boost/beast/http/impl/basic_parser.ipp, parse_chunk_header).
#define BOOST_DISABLE_ASSERTS

#include "load/rest/response.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <optional>

namespace tlsgauge::load {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kBuffer = 16U << 10U;        // the largest header; one TLS record
constexpr std::uint64_t kLargestBody = 1U << 30U;  // the operation's timeout is the nearer limit

/// Beast's parser without a message to fill.
class Framing final : public http::basic_parser<false> {
 public:
  explicit Framing(bool to_head) {
    header_limit(kBuffer);
    body_limit(kLargestBody);
    eager(true);
    skip(to_head);
  }

  [[nodiscard]] int status() const { return status_; }

 private:
  using View = beast::string_view;

  void on_request_impl(http::verb /*verb*/, View /*method*/, View /*target*/, int /*version*/,
                       beast::error_code& /*error*/) override {}
  void on_response_impl(int status, View /*reason*/, int /*version*/, beast::error_code& /*error*/) override {
    status_ = status;
  }
  void on_field_impl(http::field /*field*/, View /*name*/, View /*value*/, beast::error_code& /*error*/) override {}
  void on_header_impl(beast::error_code& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/, beast::error_code& /*error*/) override {}
  std::size_t on_body_impl(View body, beast::error_code& /*error*/) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t /*size*/, View /*extensions*/, beast::error_code& /*error*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, View body, beast::error_code& /*error*/) override {
    return body.size();
  }
  void on_finish_impl(beast::error_code& /*error*/) override {}

  int status_ = 0;
};

}  // namespace

struct ResponseReader::Parsing {
  explicit Parsing(bool head) : to_head{head} { framing.emplace(to_head); }

  bool to_head;
  std::optional<Framing> framing;
  std::array<char, kBuffer> buffer{};
  std::size_t begin = 0, end = 0;  // of the bytes that are not parsed
};

ResponseReader::ResponseReader(bool to_head) : parsing_{std::make_unique<Parsing>(to_head)} {}
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader::~ResponseReader() = default;

void ResponseReader::begin() { parsing_->framing.emplace(parsing_->to_head); }

void ResponseReader::reset() {
  parsing_->begin = parsing_->end = 0;
  begin();
}

std::span<char> ResponseReader::room() {
  auto& [to_head, framing, buffer, begin, end] = *parsing_;
  if (begin == end) begin = end = 0;
  if (end == buffer.size()) {
    std::memmove(buffer.data(), buffer.data() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  return std::span{buffer}.subspan(end);
}

ResponseReader::State ResponseReader::take(std::size_t bytes) {
  auto& [to_head, framing, buffer, begin, end] = *parsing_;
  constexpr int kSwitchingProtocols = 101;
  end += bytes;
  for (;;) {
    beast::error_code error;
    const auto used = framing->put(boost::asio::const_buffer{buffer.data() + begin, end - begin}, error);
    begin += used;
    const bool wants_more = error == http::error::need_more;
    if (error && !wants_more) return State::malformed;
    if (framing->is_done()) {
      const int status = framing->status();
      if (status < 100 || status >= 200 || status == kSwitchingProtocols) return State::complete;
      this->begin();
    } else if (wants_more || used == 0 || begin == end) {
      const bool full = begin == 0 && end == buffer.size();
      return full ? State::malformed : State::incomplete;
    }
    if (begin == end) return State::incomplete;
  }
}

ResponseReader::State ResponseReader::end() {
  if (!parsing_->framing->got_some()) return State::incomplete;
  beast::error_code error;
  parsing_->framing->put_eof(error);
  return !error && parsing_->framing->is_done() ? State::complete : State::incomplete;
}

bool ResponseReader::began() const noexcept {
  return parsing_->framing->got_some() || parsing_->begin != parsing_->end;
}
int ResponseReader::status() const { return parsing_->framing->status(); }

bool ResponseReader::reusable() const {
  return parsing_->framing->keep_alive() && parsing_->begin == parsing_->end && status() >= 200;
}

}  // namespace tlsgauge::load
