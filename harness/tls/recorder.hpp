#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/clock.hpp"
#include "model/conversation.hpp"

namespace tlsgauge::tls {

/// Writes down what is seen of a connection, and its secrets: also into the file of SSLKEYLOGFILE, if there is one. It
/// keeps 1 MiB of octets and a few thousand sightings; what comes then is left out, and the conversation says so. One
/// thread at a time.
class Recorder {
 public:
  /// Of the connected socket `fd`, which began to connect at `began`. `clock` outlives the recorder.
  Recorder(int fd, core::TimePoint began, const core::Clock& clock);

  /// What recv() (from the server) or send() (from the client) returned, over `octets`; errno is still that of the
  /// call, and stays it. Octets are kept, and the server's FIN or reset.
  void transferred(model::Party from, const void* octets, ssize_t result);
  /// A handshake message, with its header and without encryption, in the encoding of TLS 1.3 or of one before it.
  void message(model::Party from, std::span<const std::uint8_t> message, bool of_tls13);
  void alert(const model::AlertSeen& alert);
  /// That side ended its direction of the connection; only the first end counts, and a reset behind a FIN.
  void ended(model::Party from, model::Close how);
  /// A line of the key log, without its end.
  void secret(std::string line);
  /// A secret by its label there: CLIENT_RANDOM, SERVER_TRAFFIC_SECRET_0.
  void secret(std::string_view label, std::span<const std::uint8_t> client_random,
              std::span<const std::uint8_t> secret);

  /// What was recorded. The recorder is of no more use.
  [[nodiscard]] model::Conversation take() { return std::move(seen_); }

 private:
  [[nodiscard]] bool has_room();
  void keep(model::Party from, std::span<const std::uint8_t> octets);
  template <class What>
  void add(model::Party from, What what);
  void keep_chain(std::span<const std::uint8_t> message, bool of_tls13);

  const core::Clock* clock_;
  core::TimePoint began_;
  std::size_t recorded_ = 0;  ///< octets
  bool octets_cut_ = false;   ///< what follows would leave a gap
  model::Conversation seen_;
};

}  // namespace tlsgauge::tls
