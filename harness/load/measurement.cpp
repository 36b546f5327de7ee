#include "load/measurement.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "load/clock.hpp"
#include "load/cpu.hpp"

namespace tlsgauge::load {
namespace {

using Workers = std::vector<std::unique_ptr<Worker>>;

/// Counts the threads that still run, so that their end can be awaited until a time.
class Running {
 public:
  explicit Running(std::size_t count) : count_{count} {}

  void end_one() {
    const std::scoped_lock lock{mutex_};
    --count_;
    changed_.notify_one();
  }

  /// @return whether all have ended.
  bool wait_until(core::TimePoint time) {
    std::unique_lock lock{mutex_};
    return changed_.wait_until(lock, time, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_;
};

void tell(const Plan& plan, const Window& window, const Workers& workers) {
  if (!plan.on_progress) return;
  const auto now = clock_now();
  Progress progress{.warming_up = now < window.measure_from,
                    .measured = std::clamp<std::chrono::nanoseconds>(now - window.measure_from, std::chrono::seconds{0},
                                                                     plan.pace.duration),
                    .duration = plan.pace.duration};
  for (const auto& worker : workers) {
    progress.completed += worker->completed();
    progress.failed += worker->failed();
  }
  plan.on_progress(progress);
}

/// Reports progress until `until` or the end of all workers. @return whether they have ended.
bool attend(const Plan& plan, const Window& window, const Workers& workers, Running& running, core::TimePoint until) {
  constexpr std::chrono::milliseconds kBetweenReports{200};
  for (;;) {
    if (running.wait_until(std::min(until, clock_now() + kBetweenReports))) return true;
    if (clock_now() >= until) return false;
    tell(plan, window, workers);
  }
}

std::optional<std::chrono::nanoseconds> server_cpu(const Plan& plan) {
  return plan.server_cpu ? plan.server_cpu() : std::nullopt;
}

}  // namespace

Window window_from_now(const Pace& pace) {
  const auto begin = clock_now();
  const auto measure_from = begin + pace.warm_up;
  return {.begin = begin, .measure_from = measure_from, .end = measure_from + pace.duration};
}

std::optional<Schedule> schedule_of(const Pace& pace, unsigned index, unsigned workers, core::TimePoint begin) {
  if (!pace.rate) return std::nullopt;
  return Schedule{begin, *pace.rate / workers, pace.arrivals, static_cast<double>(index) / workers, pace.seed + index};
}

Measurement measure(const Plan& plan, const Window& window, const Workers& workers, const std::stop_token& stop) {
  const auto count_of = [&](unsigned index) {
    return plan.pace.count ? std::optional{share(*plan.pace.count, index, static_cast<unsigned>(workers.size()))}
                           : std::nullopt;
  };
  Running running{workers.size()};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < workers.size(); ++i) {
    threads.emplace_back([&, i] {
      workers[i]->run(window, count_of(i), stop);
      running.end_one();
    });
  }
  attend(plan, window, workers, running, window.measure_from);
  const auto server_before = server_cpu(plan);
  const auto process_before = own_process_cpu();
  const auto measured_from = clock_now();
  attend(plan, window, workers, running, core::TimePoint::max());

  Measurement measurement;
  measurement.elapsed = std::min(clock_now(), std::max(window.end, measured_from)) - measured_from;
  measurement.process_cpu = own_process_cpu() - process_before;
  if (const auto server_after = server_cpu(plan); server_before && server_after)
    measurement.server_cpu = *server_after - *server_before;
  measurement.interrupted = stop.stop_requested();
  for (const auto& worker : workers) measurement.sum.add(worker->statistics());
  return measurement;
}

}  // namespace tlsgauge::load
