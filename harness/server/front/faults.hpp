#pragma once

#include <span>
#include <string_view>

#include "core/result.hpp"
#include "server/front/alpn.hpp"

// OpenSSL's own declarations, as in tls/handles.hpp.
extern "C" {
struct ssl_ctx_st;
struct x509_store_ctx_st;
}

namespace tlsgauge::server::front {

/// One way in which this server judges client certificates wrongly, on purpose: a suite that does not notice is no
/// suite. Everything else about the server stays right. What is null does nothing.
struct Fault {
  std::string_view name;   ///< "expiry-ignored"
  std::string_view about;  ///< what such a server does, a sentence without a full stop
  /// Whether what the verification has just found (its error and depth) is forgiven.
  bool (*forgives)(x509_store_ctx_st*) = nullptr;
  /// Whether the client is let in without a verification.
  bool (*accepts)(x509_store_ctx_st*) = nullptr;
  /// Whether the client is refused after a verification that found nothing.
  bool (*refuses)(x509_store_ctx_st*) = nullptr;
  /// Changes the context of a port that serves `Protocols`.
  void (*configures)(ssl_ctx_st*, Protocols) = nullptr;
};

/// Every fault, in the order of --list-faults.
[[nodiscard]] std::span<const Fault> faults();
/// @return null where there is none of that name.
[[nodiscard]] const Fault* fault_named(std::string_view name);

/// Makes a context that verifies client certificates do so with `fault`, which outlives it.
void commit(const Fault& fault, ssl_ctx_st* context, Protocols served);

}  // namespace tlsgauge::server::front
