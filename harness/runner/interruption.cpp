#include "runner/interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <ctime>

namespace tlsgauge::runner {
namespace {

sigset_t watched() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interruption::Interruption() {
  const auto signals = watched();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // a peer that hangs up is an observation
  watcher_ = std::jthread{[this](const std::stop_token& done) {
    const auto awaited = watched();
    constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!done.stop_requested()) {
      if (::sigtimedwait(&awaited, nullptr, &kPause) < 0) continue;
      if (!source_.request_stop()) ::_exit(130);  // the second signal; children die with their threads
    }
  }};
}

Interruption::~Interruption() {
  watcher_.request_stop();
  watcher_.join();
  const auto signals = watched();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace tlsgauge::runner
