#include "deployment/milvus_yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace tlsgauge::deployment {
namespace {

using model::Port;
using model::RestPlacement;
using model::TlsMode;
using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

/// The settings for the default topology with `changes` made to it.
Settings settings_for(const std::function<void(model::Topology&)>& changes) {
  static const PortNumbers ports{{Port::grpc, 19530}, {Port::rest, 8080}, {Port::proxy_internal, 19529}};
  model::Topology topology;
  changes(topology);
  return guide_settings(topology, "/certs", ports);
}

TEST(GuideSettings, NameTheCertificatesOfTheExternalSide) {
  const auto settings = settings_for([](auto& topology) { topology.tls_mode = TlsMode::mutual; });
  EXPECT_THAT(settings, Contains(Pair("tls.serverPemPath", "\"/certs/server.pem\"")));
  EXPECT_THAT(settings, Contains(Pair("tls.serverKeyPath", "\"/certs/server.key\"")));
  EXPECT_THAT(settings, Contains(Pair("tls.caPemPath", "\"/certs/ca.pem\"")));
  EXPECT_THAT(settings, Contains(Pair("common.security.tlsMode", "2")));
}

TEST(GuideSettings, GiveRestItsPortOnlyWhereItHasOne) {
  EXPECT_THAT(settings_for([](auto& topology) { topology.rest = RestPlacement::own_port; }),
              Contains(Pair("proxy.http.port", "8080")));
  EXPECT_THAT(settings_for([](auto& topology) { topology.rest = RestPlacement::shared_port; }),
              Not(Contains(Key("proxy.http.port"))));
}

TEST(GuideSettings, NameTheInternalSideOnlyWithInternalTls) {
  const auto with = settings_for([](auto& topology) { topology.internal_tls = true; });
  EXPECT_THAT(with, Contains(Pair("common.security.internaltlsEnabled", "true")));
  EXPECT_THAT(with, Contains(Pair("internaltls.sni", "localhost")));
  EXPECT_THAT(with, Contains(Pair("internaltls.caPemPath", "\"/certs/ca.pem\"")));
  const auto without = settings_for([](auto& topology) { topology.internal_tls = false; });
  EXPECT_THAT(without, Contains(Pair("common.security.internaltlsEnabled", "false")));
  EXPECT_THAT(without, Not(Contains(Key("internaltls.sni"))));
}

TEST(GuideSettings, SwitchUserAuthenticationApartFromTls) {
  const auto settings = settings_for([](auto& topology) {
    topology.tls_mode = TlsMode::none;
    topology.user_authentication = true;
  });
  EXPECT_THAT(settings, Contains(Pair("common.security.authorizationEnabled", "true")));
  EXPECT_THAT(settings, Contains(Pair("common.security.tlsMode", "0")));
}

TEST(Yaml, NestsDottedKeys) {
  EXPECT_EQ(to_yaml({{"common.security.tlsMode", "1"},
                     {"common.storageType", "local"},
                     {"proxy.http.port", "8080"},
                     {"proxy.port", "19530"},
                     {"top", "true"}}),
            "common:\n"
            "  security:\n"
            "    tlsMode: 1\n"
            "  storageType: local\n"
            "proxy:\n"
            "  http:\n"
            "    port: 8080\n"
            "  port: 19530\n"
            "top: true\n");
}

TEST(Yaml, QuotesWhateverAPathHolds) {
  EXPECT_EQ(quoted("/a b/c: #d"), "\"/a b/c: #d\"");
  EXPECT_EQ(quoted("q\"b\\n\n"), "\"q\\\"b\\\\n\\n\"");
}

}  // namespace
}  // namespace tlsgauge::deployment
