#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "component/deployment/listener.hpp"
#include "component/deployment/scripts.hpp"
#include "deployment/backend.hpp"
#include "deployment/socket.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using test_support::Listener;
using test_support::within;

constexpr int kNotAllowed = 77;

/// Runs `check` in a child that has entered a network of its own. @return its exit code; 77 when the machine says no.
template <class Check>
int in_own_network(Check check) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(enter_own_network().ok() ? (check() ? 0 : 1) : kNotAllowed);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void expect_holds(int exit_code) {
  if (exit_code == kNotAllowed) GTEST_SKIP() << "this machine allows no network namespace";
  EXPECT_EQ(exit_code, 0);
}

TEST(OwnNetwork, HasALoopbackThatWorks) {
  expect_holds(in_own_network([] {
    const Listener inside;
    return connect_to(inside.endpoint(), within(5s)).ok();
  }));
}

TEST(OwnNetwork, ReachesNothingOutside) {
  const Listener outside;
  expect_holds(in_own_network([&] { return !connect_to(outside.endpoint(), within(5s)).ok(); }));
}

TEST(OwnNetwork, SharesNoPortWithTheOneOutside) {
  const Listener outside;
  expect_holds(in_own_network([&] { return port_is_free(outside.endpoint().port); }));
}

TEST(OwnNetwork, KeepsTheUser) {
  const auto user = ::geteuid();
  expect_holds(in_own_network([&] { return ::geteuid() == user; }));
}

}  // namespace
}  // namespace tlsgauge::deployment
