#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tlsgauge::server {

/// Milvus' user authentication, with the one user that this server has: root. Independent of TLS.
class Credentials {
 public:
  /// Nobody is asked who they are.
  Credentials() = default;
  /// Only root with this password is let in.
  explicit Credentials(std::string root_password) : root_password_{std::move(root_password)} {}

  /// Judges gRPC's metadata `authorization`: base64 of user:password, or of an API key, of which there is none.
  /// @param authorization nothing where the call has no such metadata
  /// @return the message of the UNAUTHENTICATED answer, in Milvus' words; nothing when the call is admitted.
  [[nodiscard]] std::optional<std::string> refuse_call(std::optional<std::string_view> authorization) const;

  /// Judges the header field Authorization of a REST request: `Bearer user:password` or Basic (RFC 7617).
  [[nodiscard]] bool admits_request(std::string_view authorization) const;

 private:
  [[nodiscard]] bool is_root(std::string_view user_and_password) const;

  std::optional<std::string> root_password_;  // nothing: authentication is off
};

/// Decodes base64 with padding (RFC 4648 section 4). @return nothing where the text is anything else.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace tlsgauge::server
