#include "server/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Result<Config> config_of(const std::string& text) { return parse_config(text, "milvus.yaml"); }

std::string fault_of(const std::string& text) {
  const auto config = config_of(text);
  return config.ok() ? "no fault" : message(config.status());
}

constexpr char kDocumented[] = R"(proxy:
  http:
    port: 8080
tls:
  serverPemPath: /milvus/tls/server.pem
  serverKeyPath: /milvus/tls/server.key
  caPemPath: /milvus/tls/ca.pem
common:
  security:
    tlsMode: 2
    internaltlsEnabled: true
internaltls:
  serverPemPath: /internal/server.pem
  serverKeyPath: /internal/server.key
  caPemPath: /internal/ca.pem
  sni: milvus-proxy
)";

TEST(Config, ReadsTheDocumentedKeys) {
  const auto config = config_of(kDocumented);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->tls_mode, model::TlsMode::mutual);
  EXPECT_EQ(config->tls.chain.path, "/milvus/tls/server.pem");
  EXPECT_EQ(config->tls.key.path, "/milvus/tls/server.key");
  EXPECT_EQ(config->tls.ca.path, "/milvus/tls/ca.pem");
  EXPECT_TRUE(config->internal_tls.enabled);
  EXPECT_EQ(config->internal_tls.files.chain.path, "/internal/server.pem");
  EXPECT_EQ(config->internal_tls.server_name, "milvus-proxy");
  EXPECT_EQ(config->http.port, 8080);
  EXPECT_FALSE(config->rest_shares_grpc_port());
}

TEST(Config, IsMilvusDefaultsWhenTheFileIsEmpty) {
  const auto config = config_of("");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->tls_mode, model::TlsMode::none);
  EXPECT_EQ(config->proxy_port, 19530);
  EXPECT_TRUE(config->http.enabled);
  EXPECT_TRUE(config->rest_shares_grpc_port());
  EXPECT_FALSE(config->authorization_enabled);
  EXPECT_EQ(config->root_password, "Milvus");
  EXPECT_THAT(config->component_ports, testing::ElementsAre(53100, 13333, 19531, 21121, 21123, 21124, 19529));
}

TEST(Config, ComparesKeysWithoutCaseAndUnderscores) {
  const auto config = config_of("PROXY: {HTTP: {Debug_Mode: true, PORT: 1}}\nrootcoord: {PORT: 2}\n");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->http.port, 1);
  EXPECT_EQ(config->component_ports.front(), 2);
}

TEST(Config, IgnoresTheOtherSectionsOfAFullFile) {
  EXPECT_TRUE(config_of("etcd: {ssl: {enabled: false, tlsCert: /x}}\nproxy: {maxNameLength: 255, grpc: {x: 1}}\n"
                        "common: {retentionDuration: 0, security: {superUsers: root, rbac: {cluster: {}}}}\n")
                  .ok());
}

TEST(Config, FindsTheSecondOfOneKeyAmongManyOthers) {
  std::string text = "first: 1\n";
  for (int i = 0; i < 20'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  EXPECT_TRUE(config_of(text).ok());
  EXPECT_THAT(fault_of(text + "First: 2\n"), HasSubstr(":20002: First stands here and in line 1"));
}

TEST(Config, SharesThePortWhenRestHasNoneOrTheSame) {
  EXPECT_TRUE(config_of("proxy: {http: {port: }}")->rest_shares_grpc_port());
  EXPECT_TRUE(config_of("proxy: {http: {port: ''}}")->rest_shares_grpc_port());
  EXPECT_TRUE(config_of("proxy: {port: 5, http: {port: 5}}")->rest_shares_grpc_port());
  EXPECT_FALSE(config_of("proxy: {port: 0, http: {port: 0}}")->rest_shares_grpc_port());
}

TEST(Config, ReadsUserAuthentication) {
  const auto config = config_of("common: {security: {authorizationEnabled: true, defaultRootPassword: 123}}");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->authorization_enabled);
  EXPECT_EQ(config->root_password, "123");
}

struct FaultyConfig {
  std::string_view name;
  std::string_view text;
  std::string_view complaint;
};
class Faulty : public testing::TestWithParam<FaultyConfig> {};

TEST_P(Faulty, IsRefusedWithTheReason) {
  const auto fault = fault_of(std::string{GetParam().text});
  EXPECT_THAT(fault, AllOf(StartsWith("milvus.yaml:"), HasSubstr(std::string{GetParam().complaint})));
  EXPECT_EQ(fault.find('\n'), std::string::npos);
}

constexpr FaultyConfig kFaults[] = {
    {"TlsBelowCommon", "common:\n  tls:\n    serverPemPath: x\n",
     ":2: 'tls' stands below common, where Milvus ignores it; it belongs to the top level"},
    {"TlsBelowProxy", "proxy:\n  tls: {}\n", "'tls' stands below proxy"},
    {"InternalTlsBelowSecurity", "common:\n  security:\n    internaltls: {}\n",
     ":3: 'internaltls' stands below common.security"},
    {"SecurityAtTop", "security:\n  tlsMode: 1\n",
     "'security' stands at the top level, where Milvus ignores it; it belongs to common"},
    {"ModeBelowCommon", "common:\n  tlsMode: 2\n",
     "'tlsMode' stands below common, where Milvus ignores it; it belongs to common.security"},
    {"ModeBelowTls", "tls:\n  tlsMode: 2\n", "'tlsMode' stands below tls"},
    {"PathAtTop", "serverPemPath: x\n", "it belongs to tls (or internaltls)"},
    {"PathBelowSecurity", "common: {security: {caPemPath: x}}\n", "'caPemPath' stands below common.security"},
    {"HttpAtTop", "http: {port: 8080}\n", "it belongs to proxy"},
    {"NameBelowTls", "tls: {sni: x}\n", "it belongs to internaltls"},
    {"CustomResource", "apiVersion: milvus.io/v1beta1\nkind: Milvus\nspec:\n  config: {}\n",
     ":3: this is a custom resource"},
    {"HelmValues", "extraConfigFiles:\n  user.yaml: |+\n    tls:\n", "values.yaml for Helm"},
    {"UnknownTlsKey", "tls:\n  serverPem: x\n", ":2: unknown key tls.serverPem; did you mean serverPemPath?"},
    {"UnknownSecurityKey", "common: {security: {tlsMod: 1}}\n",
     "unknown key common.security.tlsMod; did you mean tlsMode?"},
    {"UnknownHttpKey", "proxy: {http: {ports: 1}}\n", "unknown key proxy.http.ports; did you mean port?"},
    {"UnknownInternalKey", "internaltls: {colour: blue}\n", "unknown key internaltls.colour; remove it"},
    {"RetiredKey", "common: {security: {tlsEnabled: true}}\n", "write tlsMode: 1 or 2"},
    {"Mode3", "common: {security: {tlsMode: 3}}\n", "common.security.tlsMode is '3'; write a number from 0 to 2"},
    {"ModeWord", "common: {security: {tlsMode: mutual}}\n", "common.security.tlsMode is 'mutual'"},
    {"FlagWord", "common: {security: {internaltlsEnabled: yes}}\n", "is 'yes'; write true or false"},
    {"PortTooLarge", "proxy: {port: 65536}\n", "proxy.port is '65536'"},
    {"PortNegative", "rootCoord: {port: -1}\n", "rootCoord.port is '-1'"},
    {"ListForValue", "tls: {serverPemPath: [a]}\n", "tls.serverPemPath is a list or a mapping"},
    {"ValueForSection", "tls: true\n", "tls is not a mapping"},
    {"Twice", "common: {}\ntls: {}\ncommon: {security: {tlsMode: 1}}\n",
     ":3: common stands here and in line 1; merge the two"},
    {"TwoDocuments", "a: 1\n---\nb: 2\n", "a second YAML document"},
    {"Comma", "tls: {}\n---\n,", ":2: a second YAML document"},
    {"CommaAlone", ",", ":1: a second YAML document, or what is none"},
    {"NotYaml", "a: [1\n", "not YAML"},
    {"NotAMapping", "just text\n", "the file is not a mapping"},
};
INSTANTIATE_TEST_SUITE_P(Config, Faulty, testing::ValuesIn(kFaults),
                         [](const auto& each) { return std::string{each.param.name}; });

TEST(Config, DemandsTheFilesOfItsMode) {
  EXPECT_THAT(fault_of("common: {security: {tlsMode: 1}}"),
              AllOf(HasSubstr("tls.serverPemPath is not set"), HasSubstr("published default key")));
  const std::string pair = "tls: {serverPemPath: a, serverKeyPath: b}\n";
  EXPECT_TRUE(config_of(pair + "common: {security: {tlsMode: 1}}").ok());
  EXPECT_THAT(fault_of(pair + "common: {security: {tlsMode: 2}}"), HasSubstr("tls.caPemPath is not set"));
  EXPECT_THAT(fault_of("common: {security: {internaltlsEnabled: true}}"),
              AllOf(HasSubstr("internaltls.serverPemPath is not set"), HasSubstr("internaltlsEnabled: false")));
}

}  // namespace
}  // namespace tlsgauge::server
