#include "load/grpc/engine.hpp"

#include <grpcpp/create_channel_posix.h>

#include <utility>

#include "load/clock.hpp"
#include "load/grpc/call.hpp"
#include "load/grpc/tunnels.hpp"
#include "load/grpc/wakeup.hpp"

namespace tlsgauge::load {
namespace {

constexpr const char* kTimeout = "timeout";  // the class of what took too long, as the tunnels have it as well

/// A connection and gRPC's channel over it.
struct Channel {
  enum class State : std::uint8_t { closed, opening, open, given_up };

  State state = State::closed;
  std::uint32_t number = 0;   // of its tunnel
  core::TimePoint opened_at;  // when that was asked for
  std::unique_ptr<grpc::GenericStub> stub;
  std::uint32_t calls = 0;  // in flight
  Agreement agreement;
  bool answered = false;  // by the application
};

/// A slot: one operation at a time.
struct Stream {
  Channel* channel = nullptr;
  enum class State : std::uint8_t { idle, waiting, calling } state = State::idle;
  std::uint32_t slot = 0;
  Call call;
  Times times;
  std::string failure;                     // empty: succeeded
  std::optional<Agreement> accepted = {};  // its call is the first that its connection has answered
  bool refused = false;                    // its connection stood, and ended before it had answered
};

class GrpcEngine final : public Engine {
 public:
  GrpcEngine(const GrpcPlan& plan, const ConnectionSettings& settings, std::uint32_t connections);
  GrpcEngine(const GrpcEngine&) = delete;
  GrpcEngine& operator=(const GrpcEngine&) = delete;
  ~GrpcEngine() override;

  [[nodiscard]] std::uint32_t slots() const override { return static_cast<std::uint32_t>(streams_.size()); }
  void start(std::uint32_t slot, core::TimePoint intended) override;
  void wait(std::optional<core::TimePoint> until, std::vector<std::uint32_t>& ended) override;
  bool count_into(std::uint32_t slot, bool measured, Statistics& statistics) override;
  [[nodiscard]] std::chrono::nanoseconds own_thread_cpu() override { return tunnels_->cpu(); }

 private:
  void open(Channel& channel);
  void opened(Opened news);
  void begin_call(Stream& stream);
  void end_call(Stream& stream);
  [[nodiscard]] std::string failure_of(const Stream& stream);
  void finish(Stream& stream, std::string failure);
  void close_when_idle(Channel& channel);
  void could_not_open(Channel& channel, const std::string& why);
  void time_out_waiting();
  [[nodiscard]] std::chrono::nanoseconds left(const Stream& stream) const;

  const GrpcPlan& plan_;
  CallTemplate template_;
  grpc::CompletionQueue queue_;
  Wakeup wakeup_{queue_};
  std::optional<WakeupTimer> timer_{std::in_place, wakeup_};
  std::optional<Tunnels> tunnels_;
  std::vector<Channel> channels_;
  std::vector<Stream> streams_;
  std::vector<std::uint32_t> ended_;
  std::vector<std::string> never_opened_;  // connections that could not be made: why, a class each
  core::TimePoint next_check_;
};

GrpcEngine::GrpcEngine(const GrpcPlan& plan, const ConnectionSettings& settings, std::uint32_t connections)
    : plan_{plan},
      template_{plan},
      tunnels_{std::in_place, settings, [this] { wakeup_.notify(); }},
      channels_(connections),
      streams_(std::size_t{connections} * plan.streams) {
  for (std::uint32_t slot = 0; slot < streams_.size(); ++slot) {
    streams_[slot].slot = slot;
    streams_[slot].channel = &channels_[slot % connections];  // a few calls spread over all connections
  }
}

GrpcEngine::~GrpcEngine() {
  for (auto& stream : streams_) stream.call.cancel();
  tunnels_.reset();  // these two use the queue, which takes nothing more once it is shut down
  timer_.reset();
  queue_.Shutdown();
  void* tag = nullptr;
  for (bool ok = false; queue_.Next(&tag, &ok);) {
    if (tag != wakeup_.tag()) static_cast<Stream*>(tag)->call.end();
  }
}

void GrpcEngine::start(std::uint32_t slot, core::TimePoint intended) {
  auto& stream = streams_[slot];
  auto& channel = *stream.channel;
  stream.times = {.intended = intended, .started = clock_now(), .finished = {}};
  stream.failure.clear();
  if (channel.state == Channel::State::open && channel.calls == 0 && !tunnels_->end_of(channel.number).empty()) {
    channel.state = Channel::State::given_up;  // the server has closed it in a pause
    close_when_idle(channel);
  }
  if (channel.state == Channel::State::open) return begin_call(stream);
  stream.state = Stream::State::waiting;
  if (channel.state == Channel::State::closed) open(channel);
}

void GrpcEngine::open(Channel& channel) {
  channel.state = Channel::State::opening;
  channel.answered = false;
  channel.opened_at = clock_now();
  channel.number = tunnels_->open();
}

void GrpcEngine::opened(Opened news) {
  for (auto& channel : channels_) {
    if (channel.state != Channel::State::opening || channel.number != news.number) continue;
    if (!news.end.open()) return could_not_open(channel, news.failure);
    grpc::ChannelArguments arguments;
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, plan_.tls.client.server_name);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // its pings are no work of the calls
    channel.stub = std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomInsecureChannelFromFd("tlsgauge", news.end.release(), arguments));
    channel.agreement = news.agreement;
    channel.state = Channel::State::open;
    for (auto& stream : streams_)
      if (stream.channel == &channel && stream.state == Stream::State::waiting) begin_call(stream);
    return;
  }
  tunnels_->forget(news.number);  // it came too late, for operations that have given it up
}

void GrpcEngine::begin_call(Stream& stream) {
  stream.state = Stream::State::calling;
  ++stream.channel->calls;
  stream.call.begin(*stream.channel->stub, queue_, template_, left(stream), &stream);
}

void GrpcEngine::end_call(Stream& stream) {
  auto& channel = *stream.channel;
  stream.call.end();
  --channel.calls;
  const bool silent = !channel.answered && stream.call.code() == grpc::StatusCode::DEADLINE_EXCEEDED;
  if (silent || !stream.call.trusts_connection()) {
    stream.refused = !channel.answered && channel.state == Channel::State::open;
    channel.state = Channel::State::given_up;
  } else if (!channel.answered) {
    channel.answered = true;
    stream.accepted = channel.agreement;
  }
  finish(stream, failure_of(stream));
  close_when_idle(channel);
}

/// The class of a call's end. Where the connection has ended, the reason for that says more than gRPC's UNAVAILABLE.
std::string GrpcEngine::failure_of(const Stream& stream) {
  const auto code = stream.call.code();
  if (code == grpc::StatusCode::OK) return {};
  if (code == grpc::StatusCode::DEADLINE_EXCEEDED && left(stream) <= std::chrono::milliseconds{1}) return kTimeout;
  if (!stream.call.trusts_connection())
    if (auto end = tunnels_->end_of(stream.channel->number); !end.empty()) return end;
  return "grpc:" + name(code);
}

void GrpcEngine::finish(Stream& stream, std::string failure) {
  stream.times.finished = clock_now();
  stream.failure = std::move(failure);
  stream.state = Stream::State::idle;
  ended_.push_back(stream.slot);
}

void GrpcEngine::close_when_idle(Channel& channel) {
  if (channel.state != Channel::State::given_up || channel.calls > 0) return;
  channel.stub.reset();  // gRPC closes its end, and with it the tunnel
  tunnels_->forget(channel.number);
  channel.state = Channel::State::closed;
  for (const auto& stream : streams_)
    if (stream.channel == &channel && stream.state == Stream::State::waiting) return open(channel);
}

/// A failure is that of all operations that wait; but where time was up, those that came later have some left, and get
/// another connection.
void GrpcEngine::could_not_open(Channel& channel, const std::string& why) {
  channel.state = Channel::State::closed;
  tunnels_->forget(channel.number);
  never_opened_.push_back(why);
  bool wanted = false;
  for (auto& stream : streams_) {
    if (stream.channel != &channel || stream.state != Stream::State::waiting) continue;
    if (why == kTimeout && left(stream).count() > 0) {
      wanted = true;
    } else {
      finish(stream, why);
    }
  }
  if (wanted) open(channel);
}

void GrpcEngine::time_out_waiting() {
  const auto now = clock_now();
  if (now < next_check_) return;
  next_check_ = now + kLongestWait;
  for (auto& channel : channels_) {
    // The operation that opened a connection has no more time than that: the next must not join one that is dying.
    const bool dying = channel.state == Channel::State::opening && now - channel.opened_at >= plan_.timeout;
    if (dying) could_not_open(channel, kTimeout);
  }
  for (auto& stream : streams_)
    if (stream.state == Stream::State::waiting && left(stream).count() <= 0) finish(stream, kTimeout);
}

std::chrono::nanoseconds GrpcEngine::left(const Stream& stream) const {
  return stream.times.started + plan_.timeout - clock_now();
}

void GrpcEngine::wait(std::optional<core::TimePoint> until, std::vector<std::uint32_t>& ended) {
  const auto now = clock_now();
  if (until && *until > now && *until < now + kLongestWait) timer_->set(*until);
  const bool hurry = !ended_.empty() || (until && *until <= now);
  const auto limit =
      hurry ? gpr_time_0(GPR_CLOCK_MONOTONIC)
            : gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(kLongestWait.count(), GPR_TIMESPAN));
  void* tag = nullptr;
  bool ok = false;
  if (queue_.AsyncNext(&tag, &ok, limit) == grpc::CompletionQueue::GOT_EVENT) {
    if (tag == wakeup_.tag()) {
      wakeup_.acknowledge();
      for (auto& news : tunnels_->take()) opened(std::move(news));
    } else {
      end_call(*static_cast<Stream*>(tag));
    }
  }
  time_out_waiting();
  ended.insert(ended.end(), ended_.begin(), ended_.end());
  ended_.clear();
}

bool GrpcEngine::count_into(std::uint32_t slot, bool measured, Statistics& statistics) {
  auto& stream = streams_[slot];
  if (measured) statistics.count_operation(stream.times, stream.failure);
  for (const auto& why : std::exchange(never_opened_, {})) statistics.connections.fail(why);
  if (std::exchange(stream.refused, false)) statistics.connections.fail(stream.failure);
  if (const auto accepted = std::exchange(stream.accepted, std::nullopt)) {
    statistics.connections.complete();
    accepted->count_into(statistics);
    ++statistics.census.accepted;
  }
  return stream.failure.empty();
}

}  // namespace

std::unique_ptr<Engine> grpc_engine(const GrpcPlan& plan, const ConnectionSettings& settings,
                                    std::uint32_t connections) {
  return std::make_unique<GrpcEngine>(plan, settings, connections);
}

}  // namespace tlsgauge::load
