#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "model/identity.hpp"
#include "probe/dial.hpp"
#include "tls/stream.hpp"

namespace tlsgauge::probe {

/// One HTTP/1.1 request; the connection is closed after it.
struct HttpRequest {
  std::string method;
  std::string target;
  std::string host;
  std::string body;
  std::optional<model::Login> login;  ///< sent as HTTP Basic (RFC 7617)
};

/// The answer, or how the stream ended instead.
struct HttpAnswer {
  tls::IoStatus status = tls::IoStatus::ok;        ///< other than ok: no complete answer
  std::optional<int> code{};                       ///< empty: no answer came
  std::string body;                                ///< at most 64 KiB
  std::optional<std::chrono::sys_seconds> date{};  ///< when it was written, where it says so
  std::string failure;                             ///< what was wrong with bytes that are no HTTP
};

/// Sends `request` on `stream` and reads the answer.
[[nodiscard]] HttpAnswer ask(tls::Stream& stream, const HttpRequest& request, const core::Deadline& deadline);

/// What an answer, or its absence, says about the peer.
[[nodiscard]] model::Observation conclude_http(Dialled& dialled, HttpAnswer answer, const core::Deadline& deadline);

}  // namespace tlsgauge::probe
