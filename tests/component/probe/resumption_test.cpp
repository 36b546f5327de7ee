#include "component/probe/probing.hpp"

// A client that offers the session of an earlier connection, as it is or changed, to a server that resumes whatever it
// can read: what the server makes of it is what is seen.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;
using namespace test_support;
using model::Party;
using model::SessionChange;
using model::TlsVersion;

model::Exchange offering(model::Exchange exchange, SessionChange change = SessionChange::none,
                         model::Identity earlier = with_certificate()) {
  exchange.session = model::EarlierSession{.client = std::move(earlier), .port = {}, .change = change};
  return exchange;
}

Result<model::Observation> try_after(
    const model::Exchange& exchange, const FakeServer& server,
    const std::function<Status()>& meanwhile = [] { return absl::OkStatus(); }) {
  return perform_after(exchange, server.endpoint(), server.endpoint(), meanwhile, {core::steady_clock(), 10s});
}

bool resumed(const Result<model::Observation>& seen) { return seen.ok() && seen->tls && seen->tls->resumed; }

class Resumption : public testing::TestWithParam<TlsVersion> {
 protected:
  Resumption() {
    auto settings = demanding(answer_over_tls(http_answer("200 OK", "[]")));
    settings.version = GetParam();
    server_.emplace(tls_server(std::move(settings)));
  }

  std::optional<FakeServer> server_;
};

TEST_P(Resumption, LetsInWhoShowedACertificateEarlier) {
  const auto seen = try_after(offering(rest_exchange(without_certificate())), *server_);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(*seen, IsAccepted());
  EXPECT_TRUE(resumed(seen));
}

TEST_P(Resumption, IsNotTriedWhereTheSessionIsDropped) {
  const auto seen = try_after(offering(rest_exchange(with_certificate()), SessionChange::dropped), *server_);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(*seen, IsAccepted());
  EXPECT_FALSE(resumed(seen));
}

TEST_P(Resumption, FailsWithADamagedTicketAndTheCertificateCounts) {
  for (const auto change : {SessionChange::flip_first, SessionChange::flip_middle, SessionChange::flip_last,
                            SessionChange::zeros, SessionChange::random}) {
    SCOPED_TRACE(model::name(change));
    const auto with = try_after(offering(rest_exchange(with_certificate()), change), *server_);
    ASSERT_TRUE(with.ok()) << with.status();
    EXPECT_THAT(*with, IsAccepted());
    EXPECT_FALSE(resumed(with));
    const auto without = try_after(offering(rest_exchange(without_certificate()), change), *server_);
    ASSERT_TRUE(without.ok()) << without.status();
    EXPECT_TRUE(std::holds_alternative<model::Refused>(without->outcome)) << model::describe(*without);
  }
}

TEST_P(Resumption, ComesAfterWhatHappensMeanwhile) {
  int happened = 0;
  const auto seen = try_after(offering(rest_exchange(with_certificate())), *server_, [&] {
    ++happened;
    return absl::OkStatus();
  });
  EXPECT_TRUE(resumed(seen));
  EXPECT_EQ(happened, 1);
}

TEST_P(Resumption, IsAFaultWhereWhatHappensMeanwhileFails) {
  const auto seen = try_after(offering(rest_exchange(with_certificate())), *server_, [] { return internal("no"); });
  EXPECT_EQ(seen.status(), internal("no"));
}

TEST_P(Resumption, IsAFaultWhereTheEarlierClientIsNotLetIn) {
  const auto exchange = offering(rest_exchange(with_certificate()), SessionChange::none, without_certificate());
  const auto seen = try_after(exchange, *server_);
  EXPECT_TRUE(absl::IsFailedPrecondition(seen.status())) << seen.status();
}

INSTANTIATE_TEST_SUITE_P(Probe, Resumption, testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& test) { return test.param == TlsVersion::tls1_2 ? "Tls12" : "Tls13"; });

TEST(SessionChange, OfTheSecretEndsInAnAlert) {
  const FakeServer server{tls_server(demanding(answer_over_tls(http_answer("200 OK", "[]"))))};
  const auto seen = try_after(offering(rest_exchange(with_certificate()), SessionChange::other_secret), server);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(*seen, IsRefused(Party::server, model::Stage::handshake));
}

}  // namespace
}  // namespace tlsgauge::probe
