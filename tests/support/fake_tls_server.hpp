#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "model/tls.hpp"
#include "support/fake_server.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::test_support {

/// What a fake TLS server does after a handshake that it completed.
using TlsBehaviour = std::function<void(ssl_st*)>;

/// How a fake TLS server, OpenSSL with blocking sockets, shakes hands.
struct FakeTls {
  std::filesystem::path certificates;  ///< directory with server.pem, server.key and ca.pem
  model::TlsVersion version = model::TlsVersion::tls1_3;
  bool demands_certificate = false;  ///< of a client, issued by ca.pem
  TlsBehaviour then;
};

/// Shakes hands, does `then`, and closes in order, so that the peer gets every byte.
[[nodiscard]] Behaviour tls_server(FakeTls settings);

/// Reads what comes, and throws it away, until the peer has closed.
void hang(ssl_st* connection);

/// Waits for the first bytes of the peer, then sends `bytes`.
[[nodiscard]] TlsBehaviour answer_over_tls(std::string bytes);

/// An HTTP/1.1 answer, the first line being "HTTP/1.1 `status`".
[[nodiscard]] std::string http_answer(std::string_view status, std::string_view body);

/// An empty HTTP/2 SETTINGS frame (RFC 9113 section 6.5).
inline constexpr std::string_view kSettingsFrame{"\0\0\0\4\0\0\0\0\0", 9};

/// That frame, and HEADERS of an answer: ":status: 200", ":status: 400" (RFC 9113 section 6.2, RFC 7541 section 6.1).
inline constexpr std::string_view kHttp2Answer{"\0\0\0\4\0\0\0\0\0\0\0\1\1\4\0\0\0\1\x88", 19};
inline constexpr std::string_view kHttp2BadRequest{"\0\0\0\4\0\0\0\0\0\0\0\1\1\4\0\0\0\1\x8c", 19};

}  // namespace tlsgauge::test_support
