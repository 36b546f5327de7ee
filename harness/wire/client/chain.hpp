#pragma once

#include <memory>
#include <vector>

#include "tls/handles.hpp"
#include "wire/octets.hpp"

extern "C" {
struct stack_st_X509;
}

namespace tlsgauge::wire {

/// Frees the stack, and what is on it.
void free_certificates(stack_st_X509* certificates) noexcept;

/// A server's chain, read. OpenSSL 3.0 takes longer to read a certificate than to verify its signature.
struct Chain {
  tls::Certificate leaf;  ///< null where what stands first is no certificate
  std::unique_ptr<stack_st_X509, tls::FreeWith<&free_certificates>> issuers;  ///< without what is none
  tls::Key key;                                                               ///< the leaf's; null without one
};

/// Reads a chain, DER, the leaf first.
[[nodiscard]] Chain read_chain(const std::vector<Octets>& octets);

}  // namespace tlsgauge::wire
