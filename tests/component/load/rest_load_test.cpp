#include <gmock/gmock.h>
#include <sys/socket.h>

#include "reference_load.hpp"
#include "support/fake_server.hpp"

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class RestLoad : public ReferenceLoad {
 protected:
  void SetUp() override { serve(model::TlsMode::mutual); }

  RestPlan plan() {
    RestPlan plan;
    aim(plan, model::Port::rest, "http/1.1");
    plan.target = "/v1/vector/collections";
    return plan;
  }
};

TEST_F(RestLoad, KeepsItsConnections) {
  const auto result = run_to_end(plan());
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.name, "tls1.3 mutual GET /v1/vector/collections");
  EXPECT_EQ(result.requests_completed, 60U);
  EXPECT_EQ(result.latency.count, 60U);
  EXPECT_LE(result.handshakes_completed, 4U);
  EXPECT_THAT(result.census.version, ElementsAre(Pair("TLSv1.3", result.handshakes_completed)));
  EXPECT_EQ(result.census.accepted, result.handshakes_completed);
  EXPECT_EQ(result.phases.at("handshake").count, result.handshakes_completed);
  EXPECT_GT(result.client_cpu_per_op, 0ns);
}

TEST_F(RestLoad, ChangesConnectionsAfterAsManyRequestsAsItIsTold) {
  auto changing = plan();
  changing.pace.threads = 1;
  changing.pace.connections = 1;
  changing.requests_per_connection = 7;
  const auto result = run_to_end(changing);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.handshakes_completed, 9U) << "of which eight carry seven requests each, and the ninth four";
}

TEST_F(RestLoad, SendsItsBody) {
  auto post = plan();
  post.method = "POST";
  post.target = "/v1/vector/collections";
  post.body = "{}" + std::string(100'000, ' ');
  post.expect_status = 404;  // the route takes GET only
  EXPECT_THAT(run_to_end(post).invalid_because, IsEmpty());
}

TEST_F(RestLoad, OfARefusedClientIsNoFastServer) {
  auto refused = plan();
  disarm(refused);
  const auto result = run_to_end(refused);
  EXPECT_EQ(result.requests_completed, 0U);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("alert:certificate_required", 60)));
  EXPECT_THAT(result.handshakes_failed, ElementsAre(Pair("alert:certificate_required", 60)));
  EXPECT_EQ(result.handshakes_completed, 0U) << "the client's end of a handshake proves nothing";
  EXPECT_EQ(result.rate_per_s, 0);
  EXPECT_THAT(result.invalid_because, HasSubstr("none of the requests completed"));
}

TEST_F(RestLoad, RefusesAServerThatItDoesNotTrust) {
  auto distrustful = plan();
  distrustful.tls.client.trust = certificates() / "client.pem";
  const auto result = run_to_end(distrustful);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("tls:certificate verify failed", 60)));
}

TEST_F(RestLoad, CountsAnotherStatusThanExpectedAsAFailure) {
  auto wrong = plan();
  wrong.target = "/nothing/here";
  const auto failed = run_to_end(wrong);
  EXPECT_THAT(failed.requests_failed, ElementsAre(Pair("http:404", 60)));
  EXPECT_EQ(failed.census.accepted, 0U);
  EXPECT_LE(failed.handshakes_started, 4U) << "a 404 is no reason to close a connection";

  wrong.expect_status = 404;
  const auto expected = run_to_end(wrong);
  EXPECT_EQ(expected.requests_completed, 60U);
  EXPECT_THAT(expected.invalid_because, IsEmpty());
}

TEST_F(RestLoad, OpenLoopStartsAtTheRateThatWasAskedFor) {
  auto open_loop = plan();
  open_loop.pace = {.connections = 16, .threads = 1, .duration = 2s, .warm_up = 0s, .rate = 200.0};
  const auto result = run_to_end(open_loop);
  EXPECT_NEAR(static_cast<double>(result.requests_completed), 400, 5);
  EXPECT_EQ(result.schedule_lag.count, result.requests_completed);
}

class PlaintextRestLoad : public ReferenceLoad {
 protected:
  void SetUp() override { serve(model::TlsMode::none); }
};

TEST_F(PlaintextRestLoad, IsTheFloor) {
  RestPlan plan;
  aim(plan, model::Port::rest, "");
  plan.target = "/v1/vector/collections";
  const auto result = run_to_end(plan);
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_EQ(result.requests_completed, 60U);
  EXPECT_THAT(result.census.version, ElementsAre(Pair("plaintext", result.handshakes_completed)));
}

/// Loads of servers that are no servers.
class StrangeServer : public testing::Test {
 protected:
  static model::LoadResult load(const test_support::FakeServer& server, std::uint64_t count,
                                const std::string& method = "GET") {
    RestPlan plan;
    plan.method = method;
    plan.endpoint = server.endpoint();
    plan.plaintext = true;
    plan.pace = {.connections = 1, .threads = 1, .duration = 20s, .count = count, .warm_up = 0s};
    plan.timeout = 300ms;
    auto result = run(plan, {});
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : model::LoadResult{};
  }
};

constexpr const char* kKept = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

TEST_F(StrangeServer, ThatClosesAfterEachResponseGetsNewConnections) {
  // It does not say that it will close: requests cross its FIN.
  const test_support::FakeServer server{test_support::answer(kKept)};
  const auto result = load(server, 20);
  EXPECT_EQ(result.requests_completed, 20U);
  EXPECT_THAT(result.requests_failed, IsEmpty());
  EXPECT_THAT(result.invalid_because, IsEmpty());
  EXPECT_GE(result.handshakes_completed, 20U);
}

/// Answers the first request of a connection, reads the second, and closes.
void drop_the_second(int connection) {
  std::array<char, 4096> request{};
  if (::recv(connection, request.data(), request.size(), 0) <= 0) return;
  ::send(connection, kKept, std::string_view{kKept}.size(), MSG_NOSIGNAL);
  (void)::recv(connection, request.data(), request.size(), 0);
}

TEST_F(StrangeServer, ThatDropsARequestGetsItOnceMoreWhereItCanBeDoneTwice) {
  const test_support::FakeServer server{drop_the_second};
  EXPECT_EQ(load(server, 4).requests_completed, 4U);
  const auto posted = load(server, 4, "POST");
  EXPECT_EQ(posted.requests_completed, 2U) << "nobody knows whether the others have been done";
  EXPECT_THAT(posted.requests_failed, ElementsAre(Pair("fin", 2)));
}

TEST_F(StrangeServer, ThatSaysHowLongItsAnswerIsByClosingIsUnderstood) {
  const test_support::FakeServer server{test_support::answer("HTTP/1.1 200 OK\r\n\r\nhello")};
  const auto result = load(server, 5);
  EXPECT_EQ(result.requests_completed, 5U);
  EXPECT_THAT(result.invalid_because, IsEmpty());
}

TEST_F(StrangeServer, ThatHangsTimesOut) {
  const test_support::FakeServer server{test_support::say_nothing};
  const auto result = load(server, 2);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("timeout", 2)));
  EXPECT_THAT(result.handshakes_failed, ElementsAre(Pair("timeout", 2)));
  EXPECT_THAT(result.invalid_because, HasSubstr("none of the requests completed"));
}

TEST_F(StrangeServer, ThatHangsAfterItsFirstAnswerTimesOut) {
  const test_support::FakeServer server{[](int connection) {
    std::array<char, 4096> request{};
    if (::recv(connection, request.data(), request.size(), 0) <= 0) return;
    ::send(connection, kKept, std::string_view{kKept}.size(), MSG_NOSIGNAL);
    test_support::say_nothing(connection);
  }};
  const auto result = load(server, 4);
  EXPECT_EQ(result.requests_completed, 2U);
  EXPECT_THAT(result.requests_failed, ElementsAre(Pair("timeout", 2)));
  EXPECT_THAT(result.invalid_because, HasSubstr("2 of 4 requests failed"));
}

TEST_F(StrangeServer, ThatStopsInTheMiddleOfItsAnswerHasFailed) {
  const test_support::FakeServer server{test_support::answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")};
  EXPECT_THAT(load(server, 3).requests_failed, ElementsAre(Pair("fin", 3)));
}

TEST_F(StrangeServer, ThatResetsHasFailed) {
  const test_support::FakeServer server{test_support::reset};
  EXPECT_THAT(load(server, 3).requests_failed, ElementsAre(Pair("reset", 3)));
}

TEST_F(StrangeServer, ThatSpeaksNoHttpHasFailed) {
  const test_support::FakeServer server{test_support::answer("SSH-2.0-OpenSSH_9.2\r\n")};
  EXPECT_THAT(load(server, 3).requests_failed, ElementsAre(Pair("http:no HTTP/1.1 response", 3)));
}

}  // namespace
}  // namespace tlsgauge::load
