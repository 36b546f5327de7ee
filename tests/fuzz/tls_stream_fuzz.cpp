#include <array>
#include <memory>

#include "fuzz.hpp"
#include "probe/classify.hpp"
#include "tls/client_context.hpp"
#include "tls/stream.hpp"

// A server's side of a TLS connection, as far as it goes without the client's keys: the records, the handshake messages
// in the clear (all of TLS 1.2's), alerts, bytes that are no TLS. The first octet chooses the client.

namespace {

using namespace tlsgauge;
using tls::IoStatus;
using namespace std::chrono_literals;

ssl_ctx_st* context(model::TlsVersion newest) {
  static const auto make = [](model::TlsVersion version) {
    tls::ClientSettings settings;
    settings.versions = {.oldest = model::TlsVersion::tls1_0, .newest = version};
    settings.alpn = {"h2", "http/1.1"};
    auto made = tls::client_context(settings);
    fuzz::require(made.ok(), "a client can be made", message(made.status()));
    return *std::move(made);
  };
  static const auto older = make(model::TlsVersion::tls1_2);
  static const auto newer = make(model::TlsVersion::tls1_3);
  return newest == model::TlsVersion::tls1_2 ? older.get() : newer.get();
}

/// Reads what there is, as a probe does. @return how the stream ended.
IoStatus read_to_the_end(tls::Stream& stream, const core::Deadline& deadline) {
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto got = stream.read_some(buffer, deadline);
    if (got.status != IoStatus::ok) return got.status;
    fuzz::require(got.bytes > 0 && got.bytes <= buffer.size(), "a read has read something");
  }
}

void require_explained(const tls::Stream& stream, IoStatus end) {
  fuzz::require(end != IoStatus::timed_out && end != IoStatus::want_read && end != IoStatus::want_write,
                "a peer that has closed is not waited for");
  fuzz::require(stream.alerts().size() <= 16, "alerts that are remembered are limited");
  fuzz::require_line(stream.failure());
  if (stream.encrypted() && end == IoStatus::failed) fuzz::require(!stream.failure().empty(), "a failure has a reason");
  const auto outcome = probe::classify_end(end, stream, model::Stage::handshake);
  fuzz::require(!std::holds_alternative<model::Silent>(outcome), "an end is no silence");
  fuzz::require(!std::holds_alternative<model::Accepted>(outcome), "an end is no acceptance");
  (void)probe::classify_close(end, stream);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const fuzz::Peer peer{fuzz::text_of(data + 1, size - 1)};
  const core::Deadline deadline{core::steady_clock(), 10s};
  if (data[0] == 'p') {
    auto stream = tls::Stream::plaintext(peer.connection());
    require_explained(stream, read_to_the_end(stream, deadline));
    fuzz::require(!stream.agreed(), "plaintext agrees on nothing");
    return 0;
  }
  const auto newest = data[0] == '2' ? model::TlsVersion::tls1_2 : model::TlsVersion::tls1_3;
  auto stream = tls::Stream::tls_client(peer.connection(), context(newest), "localhost");
  fuzz::require(stream.ok(), "a client can be made", message(stream.status()));
  const auto handshake = stream->handshake(deadline);
  // Nobody can finish a handshake without having read what the client said.
  fuzz::require(handshake.status != IoStatus::ok, "bytes that were fixed before complete no handshake");
  fuzz::require(!stream->agreed(), "what has failed agrees on nothing");
  require_explained(*stream, handshake.status);
  return 0;
}
