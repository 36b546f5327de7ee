#include <gtest/gtest.h>

#include "model/exchange.hpp"
#include "model/report.hpp"

namespace tlsgauge::model {
namespace {

TEST(Port, OfEveryKindIsFoundByItsName) {
  for (std::uint8_t i = 0; i < kPortCount; ++i) {
    const auto port = static_cast<Port>(i);
    EXPECT_EQ(port_named(name(port)), port) << name(port);
  }
  EXPECT_EQ(port_named("rootcoord"), std::nullopt);
  EXPECT_EQ(port_named(""), std::nullopt);
}

TEST(TlsVersion, IsFoundByItsName) {
  for (const auto version : {TlsVersion::tls1_0, TlsVersion::tls1_1, TlsVersion::tls1_2, TlsVersion::tls1_3})
    EXPECT_EQ(tls_version_named(name(version)), version) << name(version);
  for (const auto* word : {"", "1", "1.4", "TLS1.3", "1.3 "}) EXPECT_EQ(tls_version_named(word), std::nullopt) << word;
}

TEST(ActionKind, IsTheWordOfScenarioFiles) {
  EXPECT_EQ(kind(TlsExchange{}), "tls");
  EXPECT_EQ(kind(GrpcExchange{}), "grpc");
  EXPECT_EQ(kind(RestExchange{}), "rest");
  EXPECT_EQ(kind(CommandExchange{}), "command");
  EXPECT_EQ(kind(RenewalExchange{}), "renewal");
  EXPECT_EQ(kind(LogExchange{}), "log");
}

TEST(FreshName, IsTheWordOfScenarioFiles) {
  EXPECT_EQ(name(Fresh::random), "random");
  EXPECT_EQ(name(Fresh::key_share), "key-share");
  EXPECT_EQ(name(Fresh::session_id), "session-id");
  EXPECT_EQ(name(Fresh::ticket), "ticket");
  EXPECT_EQ(name(Fresh::nonce), "nonce");
}

TEST(VerdictName, IsTheWordOfTheReport) {
  EXPECT_EQ(name(Verdict{Pass{}}), "pass");
  EXPECT_EQ(name(Verdict{Fail{}}), "fail");
  EXPECT_EQ(name(Verdict{Hung{}}), "hang");
  EXPECT_EQ(name(Verdict{ExpectedFail{}}), "xfail");
  EXPECT_EQ(name(Verdict{UnexpectedPass{}}), "xpass");
  EXPECT_EQ(name(Verdict{Skipped{}}), "skip");
  EXPECT_EQ(name(Verdict{Broken{}}), "error");
}

TEST(GradeName, IsTheWordOfTheReport) {
  EXPECT_EQ(name(Grade::exact), "exact");
  EXPECT_EQ(name(Grade::allowed), "allowed");
  EXPECT_EQ(name(Grade::other_alert), "other_alert");
  EXPECT_EQ(name(Grade::no_alert), "no_alert");
  EXPECT_EQ(name(Grade::reset), "reset");
}

TEST(Suite, IsTheIdBeforeTheFirstSlash) {
  EXPECT_EQ((Scenario{.id = "documented/one-way/grpc@tls1.3"}.suite()), "documented");
  EXPECT_EQ((Scenario{.id = "alone"}.suite()), "alone");
}

TEST(TopologyDescription, NamesWhatIsSpecialAboutTheServer) {
  EXPECT_EQ(describe(Topology{.tls_mode = TlsMode::none}), "plaintext, working certificates, REST on its own port");
  EXPECT_EQ(describe(Topology{.certificates = "documented-2.5",
                              .tls_mode = TlsMode::mutual,
                              .rest = RestPlacement::shared_port,
                              .internal_tls = true,
                              .user_authentication = true}),
            "mutual TLS, documented-2.5 certificates, REST and gRPC on one port, internal TLS, user authentication");
}

}  // namespace
}  // namespace tlsgauge::model
