#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace tlsgauge::model {

/// A user of the target's own authentication, which is independent of TLS.
struct Login {
  std::string user;
  std::string password;

  friend bool operator==(const Login&, const Login&) = default;
};

/// Who the client says it is, and whom it believes. In a scenario the files are names relative to the topology's
/// certificate directory ("ca.pem", "working/client.pem"); the runner resolves them. An empty path is "not used".
struct Identity {
  std::filesystem::path trust;        ///< PEM file of trust anchors; a leaf is accepted as its own anchor
  std::filesystem::path certificate;  ///< PEM chain, leaf first, sent exactly as it is
  std::filesystem::path key;          ///< PEM key of `certificate`
  /// The pair comes from the catalogue of defects: it is sent as far as it can be, whatever is wrong with it, and the
  /// key may be another certificate's.
  bool forged = false;
  std::string server_name = "localhost";  ///< SNI, and the name that the server's certificate must hold
  std::optional<Login> login;

  friend bool operator==(const Identity&, const Identity&) = default;
};

}  // namespace tlsgauge::model
