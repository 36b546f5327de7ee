#include "load/rest/rest_client.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "load/clock.hpp"
#include "load/rest/response.hpp"

namespace tlsgauge::load {
namespace {

/// RFC 9110 section 9.2.2: "the PUT, DELETE, and safe request methods are idempotent."
bool is_idempotent(std::string_view method) {
  constexpr auto kIdempotent = std::to_array<std::string_view>({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"});
  return std::ranges::find(kIdempotent, method) != kIdempotent.end();
}

class RestClient final : public Client {
 public:
  RestClient(const ConnectionSettings& settings, const RestPlan& plan, const std::string& request,
             const Registration& registration)
      : plan_{&plan},
        request_{request},
        registration_{registration},
        connection_{settings},
        response_{plan.method == "HEAD"},
        idempotent_{is_idempotent(plan.method)} {}

  Progress start(core::TimePoint intended) override {
    times_ = {.intended = intended, .started = clock_now(), .finished = {}};
    failure_.clear();
    retried_ = false;
    busy_ = true;
    if (!connection_.is_open()) return open();
    sent_ = 0;
    response_.begin();
    return send();
  }

  Progress advance(std::uint32_t events) override {
    if ((events & std::uint32_t{EPOLLRDHUP | EPOLLHUP | EPOLLERR}) != 0) peer_left_ = true;
    if ((events & ~std::uint32_t{EPOLLOUT}) != 0) readable_ = true;
    if (!busy_) {
      if (peer_left_) connection_.abandon();
      return Progress::waiting;
    }
    return stage_ == Stage::opening ? opened() : send();
  }

  void time_out() override { fail("timeout"); }
  [[nodiscard]] bool busy() const override { return busy_; }
  [[nodiscard]] core::TimePoint started() const override { return times_.started; }

  bool count_into(bool measured, Statistics& statistics) override {
    const bool completed = failure_.empty();
    if (measured) statistics.count_operation(times_, failure_);
    switch (std::exchange(news_, News::none)) {
      case News::none: break;
      case News::failed: statistics.connections.fail(failure_); break;
      case News::answered:
        statistics.connections.complete();
        connection_.agreement().count_into(statistics);
        if (completed) ++statistics.census.accepted;
        break;
    }
    return completed;
  }

 private:
  enum class Stage : std::uint8_t { opening, exchanging };
  /// What this operation has shown of a connection that it opened.
  enum class News : std::uint8_t { none, answered, failed };

  Progress open() {
    stage_ = Stage::opening;
    answers_ = 0;
    sent_ = 0;
    peer_left_ = readable_ = false;
    response_.reset();
    return connection_.open(registration_) == Step::failed ? fail(connection_.failure()) : Progress::waiting;
  }

  Progress opened() {
    const auto step = connection_.advance();
    if (step == Step::failed) return fail(connection_.failure());
    if (step == Step::waiting) return Progress::waiting;
    stage_ = Stage::exchanging;
    return send();
  }

  Progress send() {
    while (sent_ < request_.size()) {
      const auto written = connection_.write(std::string_view{request_}.substr(sent_));
      if (written.step == Step::failed) return lose();
      if (written.step == Step::waiting) break;
      sent_ += written.bytes;
    }
    // An edge says that there is something to read; without one, a read would be a system call for nothing. A server
    // may answer before it has the whole body.
    return readable_ ? receive() : Progress::waiting;
  }

  Progress receive() {
    for (;;) {
      const auto got = connection_.read(response_.room());
      if (got.step == Step::waiting) {
        readable_ = false;
        return Progress::waiting;
      }
      if (got.step == Step::failed) {
        peer_left_ = true;
        const bool whole = connection_.ended_in_order() && response_.end() == ResponseReader::State::complete;
        return whole ? complete() : lose();
      }
      switch (response_.take(got.bytes)) {
        case ResponseReader::State::incomplete: break;
        case ResponseReader::State::complete: return complete();
        case ResponseReader::State::malformed: return fail("http:no HTTP/1.1 response");
      }
    }
  }

  Progress complete() {
    times_.finished = clock_now();
    busy_ = readable_ = false;
    if (answers_++ == 0) news_ = News::answered;
    const int status = response_.status();
    const bool expected = plan_->expect_status ? status == *plan_->expect_status : status / 100 == 2;
    if (!expected) failure_ = "http:" + std::to_string(status);
    const auto limit = plan_->requests_per_connection;
    const bool keep =
        response_.reusable() && !peer_left_ && sent_ == request_.size() && (limit == 0 || answers_ < limit);
    if (!keep) connection_.close();
    return Progress::ended;
  }

  /// The connection has ended before the response was there. Where a kept-alive connection ends before it answers,
  /// server and client have crossed: RFC 9112 section 9.3.1 lets a client try again, once, on a new connection, what
  /// can be done twice.
  Progress lose() {
    if (answers_ == 0 || retried_ || response_.began() || !idempotent_) return fail(connection_.failure());
    retried_ = true;
    connection_.abandon();
    return open();
  }

  Progress fail(std::string why) {
    failure_ = std::move(why);
    times_.finished = clock_now();
    if (answers_ == 0) news_ = News::failed;
    busy_ = false;
    connection_.abandon();
    return Progress::ended;
  }

  const RestPlan* plan_;
  const std::string& request_;
  Registration registration_;
  Connection connection_;
  ResponseReader response_;
  bool idempotent_;
  Times times_;
  Stage stage_ = Stage::opening;
  News news_ = News::none;
  std::size_t sent_ = 0;       // bytes of request_
  std::uint64_t answers_ = 0;  // on this connection
  std::string failure_;        // empty: succeeded
  bool busy_ = false;
  bool retried_ = false;    // this operation
  bool readable_ = false;   // bytes, or the end of the stream, may wait
  bool peer_left_ = false;  // the peer has ended its side
};

}  // namespace

std::unique_ptr<Client> rest_client(const ConnectionSettings& settings, const RestPlan& plan,
                                    const std::string& request, const Registration& registration) {
  return std::make_unique<RestClient>(settings, plan, request, registration);
}

}  // namespace tlsgauge::load
