#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.hpp"
#include "server/front/alpn.hpp"

// OpenSSL's own declarations, as in tls/handles.hpp.
extern "C" {
struct ssl_ctx_st;
struct ssl_st;
struct x509_store_ctx_st;
}

namespace tlsgauge::server::front {

/// Why a session must not be resumed.
struct Doubt {
  bool anonymous;  ///< nobody showed a certificate in it
  int error;       ///< what is wrong with the certificate now, an X509_V_ERR_ code
};

/// What such a server does with a client that it has found wrong, instead of refusing it at once.
enum class Aftermath : std::uint8_t {
  refuses,
  hangs,            ///< says nothing more
  answers_first,    ///< carries out what is asked and answers, and then ends the connection
  answers_nothing,  ///< carries out what is asked, and ends the connection without an answer
  serves_later,     ///< ends the connection, and carries out afterwards what was asked
};

/// What has just been read from a peer, or is just being written to it.
struct Passage {
  ssl_st* connection;
  bool written;
  int type;                 ///< of a record, or SSL3_RT_HEADER or SSL3_RT_INNER_CONTENT_TYPE
  std::string_view octets;  ///< of the header, the inner type, or one whole message
};

/// What becomes of a connection, by the first octets of its client.
enum class Opening : std::uint8_t {
  handshake,
  refusal,    ///< the connection is ended
  plaintext,  ///< what is served inside of TLS elsewhere is served without it
};

/// One way in which this server is wrong, on purpose: a suite that does not notice is no suite. Everything else about
/// the server stays right. What is null does nothing.
struct Fault {
  std::string_view name;   ///< "expiry-ignored"
  std::string_view about;  ///< what such a server does, a sentence without a full stop

  // Of ports that ask for client certificates:

  /// Whether what the verification has just found (its error and depth) is forgiven.
  bool (*forgives)(x509_store_ctx_st*) = nullptr;
  /// Whether the client is let in without a verification.
  bool (*accepts)(x509_store_ctx_st*) = nullptr;
  /// Whether the client is refused after a verification that found nothing.
  bool (*refuses)(x509_store_ctx_st*) = nullptr;
  /// Changes the context of a port that serves `Protocols`.
  void (*configures)(ssl_ctx_st*, Protocols) = nullptr;
  /// Whether a session is resumed all the same.
  bool (*resumes)(const Doubt&) = nullptr;
  bool minds_damaged_tickets = false;  ///< a ticket that cannot be read ends the handshake
  Aftermath aftermath = Aftermath::refuses;

  // Of every port with TLS that is there for clients:

  /// Judges what a client has sent when it has sent something; the octets stay unread.
  Opening (*greets)(std::string_view) = nullptr;
  /// Changes the context of a port.
  void (*prepares)(ssl_ctx_st*) = nullptr;
  /// Chooses from a client's list in place of choose_alpn(). An empty name: no protocol is agreed on.
  std::optional<std::string_view> (*chooses)(Protocols, std::string_view) = nullptr;
  /// Does something about what passes.
  void (*meets)(const Passage&) = nullptr;
  /// Whether a record of this type in the clear is passed over as if it had not come.
  bool (*drops)(const ssl_st*, std::uint8_t) = nullptr;
  /// Does something after a handshake.
  void (*goes_on)(ssl_st*) = nullptr;
  bool keeps_failures = false;  ///< a connection whose handshake has failed is not ended
  bool serves_in_turn = false;  ///< a client is accepted when the one before it has gone
  bool leaks = false;           ///< a descriptor stays open for each handshake that has failed
  bool reads_on = false;        ///< close_notify ends nothing
};

/// Every fault, in the order of --list-faults.
[[nodiscard]] std::span<const Fault> faults();
/// @return null where there is none of that name.
[[nodiscard]] const Fault* fault_named(std::string_view name);

}  // namespace tlsgauge::server::front
