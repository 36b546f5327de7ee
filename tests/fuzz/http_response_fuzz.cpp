#include <algorithm>
#include <cstring>
#include <vector>

#include "fuzz.hpp"
#include "load/rest/response.hpp"
#include "probe/http.hpp"

// HTTP/1.1 responses, as the load engine and the REST probe read them. The first octet says how the bytes of the
// connection, which follow, are cut.

namespace {

using namespace tlsgauge;
using load::ResponseReader;
using namespace std::chrono_literals;

/// RFC 9110 section 15.2, except that what follows 101 is no HTTP.
bool is_final(int status) { return status < 100 || (status >= 200 && status < 1000) || status == 101; }

/// What a reader made of a connection: the statuses of its responses, and how it ended.
struct Reading {
  std::vector<int> statuses;
  ResponseReader::State end = ResponseReader::State::incomplete;
  bool operator==(const Reading&) const = default;
};

Reading read(std::string_view bytes, std::size_t piece) {
  constexpr std::size_t kMostResponses = 1000;
  ResponseReader reader{false};
  Reading reading;
  reader.begin();
  const auto take = [&](std::size_t count) {
    for (reading.end = reader.take(count); reading.end == ResponseReader::State::complete;
         reading.end = reader.take(0)) {
      reading.statuses.push_back(reader.status());
      fuzz::require(is_final(reader.status()), "interim responses are passed over");
      if (!reader.began() || reading.statuses.size() == kMostResponses) return false;
      reader.begin();
    }
    return reading.end == ResponseReader::State::incomplete;
  };
  while (!bytes.empty()) {
    const auto room = reader.room();
    fuzz::require(!room.empty(), "there is always room");
    const auto count = std::min({piece, bytes.size(), room.size()});
    std::memcpy(room.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    if (!take(count)) return reading;
  }
  reading.end = reader.end();
  if (reading.end == ResponseReader::State::complete) reading.statuses.push_back(reader.status());
  return reading;
}

void ask(std::string_view bytes) {
  const fuzz::Peer peer{bytes};
  auto stream = tls::Stream::plaintext(peer.connection());
  const probe::HttpRequest request{.method = "GET", .target = "/", .host = "localhost", .body = {}, .login = {}};
  const auto answer = probe::ask(stream, request, core::Deadline{core::steady_clock(), 10s});
  fuzz::require(answer.status != tls::IoStatus::timed_out, "a peer that has closed is not waited for");
  fuzz::require(answer.body.size() <= 64U << 10U, "a body is limited");
  fuzz::require(!answer.code || is_final(*answer.code), "interim responses are no answer");
  fuzz::require(!answer.code || answer.failure.empty(), "an answer is no failure");
  fuzz::require(answer.code || answer.status != tls::IoStatus::ok || !answer.failure.empty(),
                "without an answer there is a reason");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = fuzz::text_of(data + 1, size - 1);
  (void)read(bytes, static_cast<std::size_t>(data[0]) + 1);
  ask(bytes);
  return 0;
}
