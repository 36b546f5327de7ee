#include <openssl/ui.h>
#include <pthread.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <variant>

#include "server/application.hpp"
#include "server/config.hpp"
#include "server/log.hpp"
#include "server/options.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int kCannotServe = 2;
constexpr auto kGrace = 2s;

int complain(const std::string& what, int exit_code) {
  std::fprintf(stderr, "tlsgauge-server: %s\n", what.c_str());
  return exit_code;
}

/// The signals that end the server. Blocked before any thread starts, so that all threads leave them to wait().
class EndSignals {
 public:
  EndSignals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGTERM);
    ::sigaddset(&set_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  /// Waits for the first. The second ends the process at once, as a signal does.
  void wait() const {
    int signal = 0;
    ::sigwait(&set_, &signal);
    ::pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }

 private:
  sigset_t set_{};
};

int serve(const tlsgauge::server::Options& options, const EndSignals& signals) {
  using namespace tlsgauge;
  const auto config = server::read_config(options.config);
  if (!config.ok()) return complain(message(config.status()), kCannotServe);
  const auto application = server::Application::start(options, *config);
  if (!application.ok()) return complain(message(application.status()), kCannotServe);
  server::print_line((*application)->ready_line());
  signals.wait();
  server::log_info("stopping", {{"grace", "2s"}});
  (*application)->stop(kGrace);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) try {
  const EndSignals signals;
  UI_set_default_method(UI_null());  // a file that is encrypted is an error, not a question at the terminal
  ::signal(SIGPIPE, SIG_IGN);        // OpenSSL writes with write(2), to peers that may be gone
  auto parsed = tlsgauge::server::parse_options(argc, argv, std::getenv("METRICS_PORT"));
  if (const auto* end = std::get_if<tlsgauge::server::EarlyEnd>(&parsed)) {
    if (end->exit_code != 0) return complain(end->text, end->exit_code);
    std::fputs(end->text.c_str(), stdout);
    return EXIT_SUCCESS;
  }
  return serve(std::get<tlsgauge::server::Options>(parsed), signals);
} catch (const std::exception& error) {
  return complain(error.what(), kCannotServe);
}
