#pragma once

#include <string>

namespace tlsgauge::tls {

/// Appends `line`, which has no end yet, to the file that the environment variable SSLKEYLOGFILE names; it is created
/// with mode 0600. Does nothing where the variable is not set, or the file cannot be written: a log for debugging must
/// not change what is debugged. Safe to call from several threads and processes.
void append_to_key_log_file(const std::string& line);

}  // namespace tlsgauge::tls
