#include "fuzz.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "core/text.hpp"

namespace tlsgauge::fuzz {
namespace {

core::TemporaryDirectory new_directory() {
  auto made = core::TemporaryDirectory::make();
  require(made.ok(), "there is a temporary directory");
  return *std::move(made);
}

}  // namespace

void require(bool holds, std::string_view property, std::string_view detail) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n%.*s\n", static_cast<int>(property.size()), property.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

void require_line(std::string_view text) {
  require(text == core::terminal_line(text), "a message is one printable line", text);
}

void require_fault(const Status& fault, const std::string& name) {
  const auto text = message(fault);
  require(absl::IsInvalidArgument(fault), "a bad file is InvalidArgument", text);
  require(text.starts_with(name), "the fault of a file begins with its name", text);
  require_line(text);
}

InputFiles::InputFiles(std::span<const std::string_view> names)
    : memory_{::memfd_create("input", 0)}, directory_{new_directory()} {
  require(memory_ >= 0, "there is memory for a file");
  // Not MFD_CLOEXEC and by this process' number: the link is good as long as the process is.
  const auto target = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(memory_);
  for (const auto name : names) std::filesystem::create_symlink(target, path(name));
}

void InputFiles::fill(std::string_view bytes) const {
  const bool filled = ::ftruncate(memory_, 0) == 0 &&
                      ::pwrite(memory_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  require(filled, "a file in memory can be written");
}

Peer::Peer(std::string_view bytes) {
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0, "there are sockets");
  own_ = ends[0];
  connection_ = ends[1];
  // What a socket does not hold is as good as never sent.
  (void)::send(own_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  ::shutdown(own_, SHUT_WR);
}

Peer::~Peer() { ::close(own_); }

std::string Peer::received() const {
  std::string bytes;
  std::array<char, 16U << 10U> buffer{};
  for (ssize_t n = 0; (n = ::recv(own_, buffer.data(), buffer.size(), 0)) > 0;)
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  return bytes;
}

}  // namespace tlsgauge::fuzz
