#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/observation.hpp"
#include "probe/probes.hpp"
#include "probe/wire_transport.hpp"
#include "tls/recorder.hpp"
#include "tls/stream.hpp"

namespace tlsgauge::probe {

/// A connection that was dialled: TCP, and TLS unless the exchange is plaintext.
struct Dialled {
  tls::SslContext context;                            ///< outlives `stream`
  std::unique_ptr<tls::Recorder> recorder;            ///< likewise; null without a connection
  std::optional<tls::Stream> stream;                  ///< empty: `seen` says why there is none
  WireTransport* scripted = nullptr;                  ///< what `stream` runs over where the exchange has a script
  Status* untried = nullptr;                          ///< see Aim
  std::vector<wire::Ticket>* kept_tickets = nullptr;  ///< see Aim
  std::vector<model::Conversation>* conversations = nullptr;  ///< see Aim
  model::Observation seen;                                    ///< so far; final where there is no stream
  core::TimePoint started;

  /// Completes `seen` with the stream's last facts and the time that the verdict took. The record of the connection
  /// ends here.
  [[nodiscard]] model::Observation conclude(model::Outcome outcome, tls::IoStatus last, const core::Deadline& deadline);
};

/// Connects and, unless the exchange is plaintext, shakes hands. That says nothing yet about what the server thinks of
/// the client's certificate.
/// @return a fault when the identity's files do not load.
[[nodiscard]] Result<Dialled> dial(const Aim& aim, const std::vector<std::string>& alpn);

}  // namespace tlsgauge::probe
