#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "core/descriptor.hpp"
#include "deployment/backend.hpp"

namespace tlsgauge::deployment {
namespace {

using core::Descriptor;

bool write_text(const char* file, const std::string& text) {
  const Descriptor out{::open(file, O_WRONLY | O_CLOEXEC)};
  return out.open() && ::write(out.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Enters a network namespace, as root or by way of a user namespace in which this user and group keep their numbers.
bool enter_namespace() {
  if (::unshare(CLONE_NEWNET) == 0) return true;
  if (errno != EPERM) return false;
  const auto same = [](auto id) { return std::to_string(id) + " " + std::to_string(id) + " 1\n"; };
  const auto users = same(::geteuid());
  const auto groups = same(::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  // user_namespaces(7): without privilege over the parent namespace, gid_map can be written only once setgroups(2) is
  // denied for good.
  return write_text("/proc/self/setgroups", "deny") && write_text("/proc/self/uid_map", users) &&
         write_text("/proc/self/gid_map", groups);
}

bool bring_loopback_up() {
  const Descriptor fd{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_UP;
  return fd.open() && ::ioctl(fd.get(), SIOCSIFFLAGS, &request) == 0;
}

/// @return 0, or the errno of what failed.
int enter() { return enter_namespace() && bring_loopback_up() ? 0 : errno; }

/// Does it all in a child first: a user namespace cannot be left, so a second step that fails must fail elsewhere.
/// @return 0, or the errno of what failed.
int rehearse() {
  const pid_t child = ::fork();
  if (child < 0) return errno;
  if (child == 0) ::_exit(enter());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

}  // namespace

Status enter_own_network() {
  int error = rehearse();
  if (error == 0) error = enter();
  if (error == 0) return absl::OkStatus();
  return precondition("cannot enter a network namespace of our own (" + std::generic_category().message(error) +
                      "): run as root, or allow unprivileged user namespaces");
}

}  // namespace tlsgauge::deployment
