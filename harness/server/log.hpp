#pragma once

#include <chrono>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>

namespace tlsgauge::server {

/// One `[key=value]` of a line of the log.
struct Field {
  std::string_view key;
  std::string value;
};

using WallTime = std::chrono::system_clock::time_point;

/// One line in Milvus' format, without the newline:
/// `[2026/01/02 03:04:05.678 +00:00] [INFO] [server/tls.cpp:56] ["Internal TLS Enabled"] [value=true]`.
/// What a peer chose cannot forge a line: control characters, quotes and brackets in a value are quoted.
[[nodiscard]] std::string format_line(WallTime at, std::string_view level, std::string_view message,
                                      std::initializer_list<Field> fields, const std::source_location& where);

/// Writes a line of level INFO to stdout and flushes it. Safe from every thread.
void log_info(std::string_view message, std::initializer_list<Field> fields = {},
              const std::source_location& where = std::source_location::current());

/// The same with level WARN. Peers cause warnings, so at most 100 are written each second; the next one that is written
/// is preceded by the number of those left out.
void log_warning(std::string_view message, std::initializer_list<Field> fields = {},
                 const std::source_location& where = std::source_location::current());

/// Writes a line to stdout as it is, for those that programs read.
void print_line(std::string line);

}  // namespace tlsgauge::server
