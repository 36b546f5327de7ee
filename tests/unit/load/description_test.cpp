#include "load/description.hpp"

#include <gmock/gmock.h>

namespace tlsgauge::load {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Pair;

TEST(Options, OfAClosedAndAnOpenLoopTellThemApart) {
  HandshakePlan plan;
  EXPECT_THAT(options_of(plan), AllOf(Contains(Pair("rate", "closed")), Contains(Pair("arrivals", "closed"))));
  plan.pace.rate = 200;
  EXPECT_THAT(options_of(plan), AllOf(Contains(Pair("rate", "200.000000")), Contains(Pair("arrivals", "constant"))));
}

TEST(Options, NameWhatWasLeftOpen) {
  RestPlan plan;
  for (const auto& [option, word] : Options{{"group", "default"},
                                            {"cipher", "default"},
                                            {"signature", "default"},
                                            {"alpn", "none"},
                                            {"login", "none"},
                                            {"expect-status", "2xx"}})
    EXPECT_THAT(options_of(plan), Contains(Pair(option, word)));
  plan.tls.groups = "X25519";
  plan.tls.client.login = model::Login{.user = "root", .password = "secret"};
  EXPECT_THAT(options_of(plan), AllOf(Contains(Pair("group", "X25519")), Contains(Pair("login", "basic"))));
}

}  // namespace
}  // namespace tlsgauge::load
