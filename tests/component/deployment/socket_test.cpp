#include "deployment/socket.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "component/deployment/listener.hpp"
#include "component/deployment/scripts.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using test_support::Listener;
using test_support::within;
using testing::HasSubstr;

TEST(ConnectTo, ReachesAListener) {
  const Listener listener;
  const auto connection = connect_to(listener.endpoint(), within(5s));
  EXPECT_TRUE(connection.ok()) << message(connection.status());
}

TEST(ConnectTo, NamesTheEndpointThatRefuses) {
  Listener listener;
  listener.close();
  const auto connection = connect_to(listener.endpoint(), within(5s));
  EXPECT_EQ(connection.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(message(connection.status()), "cannot reach " + to_string(listener.endpoint()) + ": Connection refused");
}

TEST(ConnectTo, NamesTheHostThatIsUnknown) {
  const auto connection = connect_to({.host = "no-such-host.invalid", .port = 1}, within(5s));
  EXPECT_THAT(message(connection.status()), HasSubstr("cannot reach no-such-host.invalid:1"));
}

TEST(HttpStatus, IsTheCodeOfTheAnswer) {
  const Listener listener;
  const auto server = listener.answer_once("HTTP/1.1 500 Not all components are healthy\r\n\r\n");
  EXPECT_EQ(http_status(listener.endpoint(), "/healthz", within(5s)), 500);
}

TEST(HttpStatus, IsNothingWithoutAnAnswerThatLooksLikeOne) {
  for (const auto* answer : {"", "HTTP/1.1 20", "HTTP/1.1 2x0 OK", "SSH-2.0-x 200"}) {
    const Listener listener;
    const auto server = listener.answer_once(answer);
    EXPECT_EQ(http_status(listener.endpoint(), "/healthz", within(5s)), std::nullopt) << answer;
  }
}

TEST(HttpStatus, IsNothingWhenThePeerStaysSilent) {
  const Listener listener;
  EXPECT_EQ(http_status(listener.endpoint(), "/healthz", within(50ms)), std::nullopt);
}

TEST(PortIsFree, TellsAHeldPortFromAFreeOne) {
  Listener listener;
  EXPECT_FALSE(port_is_free(listener.endpoint().port));
  listener.close();
  EXPECT_TRUE(port_is_free(listener.endpoint().port));
}

}  // namespace
}  // namespace tlsgauge::deployment
