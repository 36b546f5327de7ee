#pragma once

namespace tlsgauge::bench {

/// Registers a benchmark for each kind of handshake and each degree of verification by our own TLS. Each says what one
/// handshake costs OpenSSL's client (openssl_ns) and ours, as CPU time of the thread, with key shares made for it
/// (fresh_ns) and with shares from a pool (pooled_ns), and both as ratios to OpenSSL's (fresh, pooled). The three take
/// turns, before one server; the figures are medians.
void register_wire_handshakes();

}  // namespace tlsgauge::bench
