#include "load/handshake_client.hpp"

#include <string_view>

#include "load/clock.hpp"

namespace tlsgauge::load {
namespace {

/// What asks the application for its answer; empty: nothing does.
std::string request_for(const HandshakePlan& plan) {
  switch (plan.acceptance) {
    case Acceptance::none: return {};
    case Acceptance::http:
      return "GET / HTTP/1.1\r\nHost: " + plan.tls.client.server_name + "\r\nUser-Agent: tlsgauge\r\n\r\n";
    case Acceptance::grpc:
      // RFC 9113 section 3.4: the connection preface and an empty SETTINGS frame.
      return std::string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33};
  }
  return {};
}

class HandshakeClient final : public Client {
 public:
  HandshakeClient(const ConnectionSettings& settings, const HandshakePlan& plan, const Registration& registration)
      : plan_{&plan}, registration_{registration}, connection_{settings}, request_{request_for(plan)} {}

  Progress start(core::TimePoint intended) override {
    times_ = {.intended = intended, .started = clock_now(), .finished = {}};
    failure_.clear();
    asked_ = answered_ = 0;
    accepted_ = false;
    return connection_.open(registration_) == Step::failed ? fail(connection_.failure()) : Progress::waiting;
  }

  Progress advance(std::uint32_t /*events*/) override {
    if (!connection_.is_open()) return Progress::waiting;
    const auto step = connection_.advance();
    if (step == Step::failed) return fail(connection_.failure());
    if (step == Step::waiting) return Progress::waiting;
    return plan_->acceptance == Acceptance::none ? succeed() : prove();
  }

  void time_out() override { fail("timeout"); }
  [[nodiscard]] bool busy() const override { return connection_.is_open(); }
  [[nodiscard]] core::TimePoint started() const override { return times_.started; }

  bool count_into(bool measured, Statistics& statistics) override {
    const bool completed = failure_.empty();
    if (!measured) return completed;
    statistics.count_operation(times_, failure_);
    if (!completed) return false;
    connection_.agreement().count_into(statistics);
    statistics.census.accepted += accepted_ ? 1 : 0;
    if (accepted_) statistics.acceptance.record(times_.finished - connection_.ready_at());
    return true;
  }

 private:
  Progress prove() {
    while (asked_ < request_.size()) {
      const auto sent = connection_.write(std::string_view{request_}.substr(asked_));
      if (sent.step == Step::failed) return fail(connection_.failure());
      if (sent.step == Step::waiting) return Progress::waiting;
      asked_ += sent.bytes;
    }
    return plan_->acceptance == Acceptance::http ? listen_for_http() : listen_for_grpc();
  }

  /// Reads until `enough` bytes are there. @return waiting or ended when they are not.
  std::optional<Progress> listen(std::size_t enough) {
    while (answered_ < enough) {
      const auto got = connection_.read(std::span{answer_}.subspan(answered_));
      if (got.step == Step::failed) return fail(connection_.failure());
      if (got.step == Step::waiting) return Progress::waiting;
      answered_ += got.bytes;
    }
    return std::nullopt;
  }

  Progress listen_for_http() {
    constexpr std::string_view kHttp = "HTTP/1.1 ";
    constexpr std::size_t kStatus = 3;
    if (auto not_yet = listen(kHttp.size() + kStatus)) return *not_yet;
    const std::string_view answer{answer_.data(), answered_};
    if (!answer.starts_with(kHttp)) return fail("http:no answer");
    const auto status = answer.substr(kHttp.size(), kStatus);
    if (status == "400" || status == "401" || status == "403") return fail("http:" + std::string{status});
    accepted_ = true;
    return succeed();
  }

  Progress listen_for_grpc() {
    constexpr std::size_t kFrameHeader = 9;
    constexpr std::size_t kType = 3;
    constexpr char kSettings = 4;
    if (auto not_yet = listen(kFrameHeader)) return *not_yet;
    if (answer_[kType] != kSettings) return fail("grpc:no SETTINGS");
    accepted_ = true;
    return succeed();
  }

  Progress succeed() {
    if (plan_->resume && connection_.offered_session() && !connection_.agreement().resumed) return fail("not resumed");
    times_.finished = clock_now();
    connection_.close();
    return Progress::ended;
  }

  Progress fail(std::string why) {
    failure_ = std::move(why);
    times_.finished = clock_now();
    connection_.abandon();
    return Progress::ended;
  }

  const HandshakePlan* plan_;
  Registration registration_;
  Connection connection_;
  std::string request_;
  std::size_t asked_ = 0;  // bytes of request_ that are sent
  std::array<char, 64> answer_{};
  std::size_t answered_ = 0;  // bytes of answer_
  Times times_;
  std::string failure_;  // empty: succeeded
  bool accepted_ = false;
};

}  // namespace

std::unique_ptr<Client> handshake_client(const ConnectionSettings& settings, const HandshakePlan& plan,
                                         const Registration& registration) {
  return std::make_unique<HandshakeClient>(settings, plan, registration);
}

}  // namespace tlsgauge::load
