#include "tls/key_log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "core/descriptor.hpp"

namespace tlsgauge::tls {
namespace {

core::Descriptor open_file() {
  const char* name = std::getenv("SSLKEYLOGFILE");
  if (name == nullptr || *name == '\0') return core::Descriptor{};
  // O_NONBLOCK: a FIFO that nobody reads must not hold us up.
  return core::Descriptor{::open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR)};
}

}  // namespace

void append_to_key_log_file(const std::string& line) {
  static const auto file = open_file();
  if (!file.open()) return;
  // One write a line: what several threads append does not mix (write(2), O_APPEND).
  const auto whole = line + "\n";
  [[maybe_unused]] const auto written = ::write(file.get(), whole.data(), whole.size());
}

}  // namespace tlsgauge::tls
