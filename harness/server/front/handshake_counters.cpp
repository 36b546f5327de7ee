#include "server/front/handshake_counters.hpp"

namespace tlsgauge::server::front {
namespace {

constexpr std::size_t index_of(bool resumed, bool client_verified) {
  return (resumed ? 1U : 0U) + (client_verified ? 2U : 0U);
}

}  // namespace

void HandshakeCounters::completed(bool resumed, bool client_verified) noexcept {
  completed_[index_of(resumed, client_verified)].fetch_add(1, std::memory_order_relaxed);
}

std::string HandshakeCounters::to_prometheus() const {
  std::string text =
      "# HELP tlsgauge_tls_handshakes_total TLS handshakes that were completed.\n"
      "# TYPE tlsgauge_tls_handshakes_total counter\n";
  for (const bool resumed : {false, true}) {
    for (const bool verified : {false, true}) {
      text += std::string{"tlsgauge_tls_handshakes_total{resumed=\""} + (resumed ? "true" : "false") + "\",client=\"" +
              (verified ? "verified" : "anonymous") + "\"} " +
              std::to_string(completed_[index_of(resumed, verified)].load(std::memory_order_relaxed)) + "\n";
    }
  }
  return text +
         "# HELP tlsgauge_tls_handshakes_failed_total TLS handshakes that began and were not completed.\n"
         "# TYPE tlsgauge_tls_handshakes_failed_total counter\n"
         "tlsgauge_tls_handshakes_failed_total " +
         std::to_string(failed_.load(std::memory_order_relaxed)) + "\n";
}

}  // namespace tlsgauge::server::front
