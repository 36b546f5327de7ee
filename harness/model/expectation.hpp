#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/alert.hpp"
#include "model/observation.hpp"
#include "model/tls.hpp"

namespace tlsgauge::model {

enum class Decision : std::uint8_t { accept, reject };

/// What must become of a session that the client offers.
enum class Resumption : std::uint8_t {
  any,
  due,        ///< it is resumed
  forbidden,  ///< it is not: whoever gets in has shown a certificate anew
  ignorable,  ///< a client that must be refused may get in where the target ignores it
  excuses,    ///< a client that must be refused may get in by it, as who it was in that session
};

/// "any", "due", "forbidden", "ignorable" or "excuses".
[[nodiscard]] std::string_view name(Resumption resumption);

/// What must happen. The decision is security; the alert is graded apart from it.
struct Expectation {
  Decision security = Decision::accept;
  std::optional<Party> refused_by =
      Party::server;  ///< who must refuse; empty: either side. A client's own refusal never passes for the server's
  std::vector<Alert> alerts;                                 ///< those that the RFC allows; empty: not graded
  std::map<std::string, std::vector<Alert>> profile_alerts;  ///< what a stack is known to send, by profile name
  std::optional<TlsVersion> tls;                             ///< version that must be agreed
  std::optional<std::string> cipher;                         ///< suite that must be agreed, as IANA names it
  std::optional<std::string> group;                          ///< group that must be agreed
  std::optional<std::string> alpn;                           ///< protocol that must be agreed; empty: none
  std::optional<bool> downgraded;  ///< whether ServerHello.random must say that the server could do better
  std::optional<int> http_status;
  std::optional<int> grpc_status;
  std::optional<int> exit_code;
  Resumption resumption = Resumption::any;
  bool renegotiation_ignorable = false;  ///< who must be refused may get in where no second handshake came of it
  bool never_executed = false;           ///< what is asked for must not be carried out, whatever comes as an answer
  bool no_forgeable_ticket = false;      ///< no ticket may come that has its MAC by a key of zeros
  std::string text;                      ///< must occur in the answer's text; empty: anything
  std::vector<Fresh> fresh{};            ///< what must never come twice in a series
};

}  // namespace tlsgauge::model
