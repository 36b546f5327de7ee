#pragma once

#include <openssl/evp.h>

#include "tls/handles.hpp"

namespace tlsgauge::wire {

/// A key of RSA with 2048 bits. Made once a process: it takes long.
[[nodiscard]] inline const tls::Key& rsa() {
  constexpr std::size_t kBits = 2048;
  static const tls::Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kBits)};
  return key;
}

}  // namespace tlsgauge::wire
