#include "load/objections.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr core::TimePoint kDue{};

/// A second of a hundred requests over four connections, none of which failed.
Measurement good() {
  Measurement measurement;
  measurement.elapsed = 1s;
  auto& sum = measurement.sum;
  for (int i = 0; i < 100; ++i) sum.count_operation({kDue, kDue + 10us, kDue + 5ms}, "");
  sum.census.version["TLSv1.3"] = 4;
  sum.census.cipher["TLS_AES_128_GCM_SHA256"] = 4;
  sum.census.group["x25519"] = 4;
  sum.utilization = 0.3;
  return measurement;
}

Asked asked() { return {.operation = "requests", .version = "TLSv1.3"}; }

Asked asked_of_open_loop() {
  auto open_loop = asked();
  open_loop.open_loop = true;
  return open_loop;
}

TEST(Objections, AreNoneToAGoodMeasurement) {
  EXPECT_THAT(objections(asked(), good()), IsEmpty());
  auto everything = asked();
  everything.ciphers = {"TLS_AES_128_GCM_SHA256"};
  everything.groups = groups_in("X25519:P-256");
  everything.open_loop = true;
  everything.count = 100;
  EXPECT_THAT(objections(everything, good()), IsEmpty());
}

TEST(Objections, AreMadeWhereNothingCompleted) {
  Measurement refused;
  refused.elapsed = 1s;
  refused.sum.operations.fail("alert:bad_certificate");
  EXPECT_EQ(objections(asked(), refused), "1 of 1 requests failed; none of the requests completed");
  EXPECT_EQ(objections(asked(), Measurement{}), "none of the requests completed");
}

TEST(Objections, AreMadeToFailuresAndInterruptions) {
  auto measurement = good();
  measurement.sum.operations.fail("http:503");
  measurement.interrupted = true;
  EXPECT_EQ(objections(asked(), measurement), "interrupted; 1 of 101 requests failed");
}

TEST(Objections, AreMadeToWhatWasNotAskedFor) {
  auto strict = asked();
  strict.ciphers = {"TLS_AES_256_GCM_SHA384"};
  strict.groups = {"secp256r1", "secp384r1"};
  strict.version = "TLSv1.2";
  const auto text = objections(strict, good());
  EXPECT_THAT(text, HasSubstr("version TLSv1.3 was agreed, and TLSv1.2 was asked for"));
  EXPECT_THAT(text, HasSubstr("cipher TLS_AES_128_GCM_SHA256 was agreed, and TLS_AES_256_GCM_SHA384 was asked for"));
  EXPECT_THAT(text, HasSubstr("group x25519 was agreed, and secp256r1 or secp384r1 was asked for"));
}

TEST(Objections, AreMadeToSeveralMeasurementsInOne) {
  auto mixed = good();
  mixed.sum.census.cipher["TLS_AES_256_GCM_SHA384"] = 1;
  EXPECT_THAT(objections(asked(), mixed), HasSubstr("more than one cipher"));
}

TEST(Objections, AreMadeToHandshakesThatDidNotResumeAndToThoseThatShouldNotHave) {
  auto some = good();
  some.sum.census.resumed = 3;
  EXPECT_THAT(objections(asked(), some), HasSubstr("resumed although none should"));
  auto resumed = asked();
  resumed.resumed = true;
  EXPECT_THAT(objections(resumed, some), HasSubstr("only 3 of 4 handshakes resumed"));
}

TEST(Objections, AreMadeWhereTimeWasUpBeforeTheCount) {
  auto counted = asked();
  counted.count = 200;
  EXPECT_EQ(objections(counted, good()), "time was up after 100 of 200 requests");
}

TEST(Objections, AreMadeToStartsThatDidNotHappen) {
  const auto open_loop = asked_of_open_loop();
  auto measurement = good();
  measurement.sum.crowded_out = 50;
  measurement.sum.never_begun = 1;
  EXPECT_EQ(objections(open_loop, measurement),
            "the tool never began 1 of 101 requests that were due; more connections are needed");
}

TEST(Objections, AreNotMadeToWhatNoPercentileShows) {
  const auto open_loop = asked_of_open_loop();
  auto measurement = good();
  for (int i = 0; i < 19'900; ++i) measurement.sum.count_operation({kDue, kDue + 10us, kDue + 5ms}, "");
  measurement.sum.never_begun = 2;
  EXPECT_THAT(objections(open_loop, measurement), IsEmpty());
  measurement.sum.never_begun = 3;
  EXPECT_THAT(objections(open_loop, measurement), HasSubstr("never began 3 of 20003 requests"));
}

TEST(ANote, IsOfAClosedLoopWhoseThreadsHadNoTimeLeft) {
  auto busy = good();
  busy.sum.utilization = 0.97;
  EXPECT_THAT(note({.connections = 8}, busy), HasSubstr("busy for 97 % of the time"));
  EXPECT_THAT(note({.connections = 8, .rate = 100.0}, busy), IsEmpty()) << "its latency counts from when it was due";
  EXPECT_THAT(note({.connections = 2, .threads = 2}, busy), IsEmpty()) << "no connection waited for another";
  EXPECT_THAT(note({.connections = 8}, good()), IsEmpty());
}

TEST(Objections, AreMadeWhereTheToolWasLate) {
  const auto open_loop = asked_of_open_loop();
  auto late = good();
  for (int i = 0; i < 10; ++i) late.sum.count_operation({kDue, kDue + 8ms, kDue + 10ms}, "");
  EXPECT_THAT(objections(open_loop, late), HasSubstr("the tool was late"));
  EXPECT_THAT(objections(open_loop, late), HasSubstr("this machine was too busy"));
  late.sum.utilization = 0.99;
  EXPECT_THAT(objections(open_loop, late), HasSubstr("it was the bottleneck"));
  EXPECT_THAT(objections(asked(), late), IsEmpty()) << "a closed loop has no schedule";
}

TEST(GroupsIn, HaveTheNamesOfACensus) {
  EXPECT_THAT(groups_in("X25519:P-256:prime256v1:secp384r1:P-521"),
              ElementsAre("secp256r1", "secp384r1", "secp521r1", "x25519"));
  EXPECT_THAT(groups_in(""), IsEmpty());
}

}  // namespace
}  // namespace tlsgauge::load
