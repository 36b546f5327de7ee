#pragma once

namespace tlsgauge::bench {

/// Registers a benchmark for each kind of handshake: protocol version, key, one-way or mutual, full or resumed. Beside
/// the time of both sides, each says client_cpu_ns and server_cpu_ns.
void register_handshakes();

}  // namespace tlsgauge::bench
