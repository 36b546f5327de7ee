#include "server/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::server {
namespace {

using testing::HasSubstr;

std::variant<Options, EarlyEnd> parse(std::vector<const char*> arguments, const char* metrics_port = nullptr) {
  arguments.insert(arguments.begin(), "tlsgauge-server");
  return parse_options(static_cast<int>(arguments.size()), arguments.data(), metrics_port);
}

Options options_of(std::vector<const char*> arguments, const char* metrics_port = nullptr) {
  auto parsed = parse(std::move(arguments), metrics_port);
  if (const auto* end = std::get_if<EarlyEnd>(&parsed)) ADD_FAILURE() << end->text;
  return std::holds_alternative<Options>(parsed) ? std::get<Options>(parsed) : Options{};
}

EarlyEnd end_of(std::vector<const char*> arguments, const char* metrics_port = nullptr) {
  const auto parsed = parse(std::move(arguments), metrics_port);
  return std::holds_alternative<EarlyEnd>(parsed) ? std::get<EarlyEnd>(parsed) : EarlyEnd{-1, "it was accepted"};
}

TEST(Options, HaveDefaults) {
  const auto options = options_of({"--config", "milvus.yaml"});
  EXPECT_EQ(options.config, "milvus.yaml");
  EXPECT_EQ(options.address, "127.0.0.1");
  EXPECT_EQ(options.management_port, 9091);
  EXPECT_EQ(options.tickets, 2U);
  EXPECT_FALSE(options.oldest_tls);
  EXPECT_FALSE(options.also_listen);
}

TEST(Options, ListFaultsAndKnowThem) {
  EXPECT_EQ(options_of({"--config", "c", "--fault", "expiry-ignored"}).fault, "expiry-ignored");
  const auto unknown = end_of({"--config", "c", "--fault", "nonsense"});
  EXPECT_EQ(unknown.exit_code, 64);
  EXPECT_THAT(unknown.text, testing::HasSubstr("--list-faults"));
  const auto listed = end_of({"--list-faults"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.text, testing::HasSubstr("\nexpiry-ignored: accepts certificates that have expired\n"));
}

TEST(Options, ReadEverything) {
  const auto options = options_of({"--config",
                                   "c",
                                   "--listen",
                                   "::1",
                                   "--min-tls",
                                   "1.3",
                                   "--crl",
                                   "r.pem",
                                   "--tickets",
                                   "3",
                                   "--early-data",
                                   "1024",
                                   "--also-listen",
                                   "19540:2",
                                   "--sni",
                                   "a.example=a.pem,a.key",
                                   "--sni",
                                   "b.example=b.pem,b.key",
                                   "--collection",
                                   "one",
                                   "--management-port",
                                   "0"});
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.oldest_tls, model::TlsVersion::tls1_3);
  EXPECT_EQ(options.crl, "r.pem");
  EXPECT_EQ(options.tickets, 3U);
  EXPECT_EQ(options.early_data, 1024U);
  ASSERT_TRUE(options.also_listen);
  EXPECT_EQ(options.also_listen->port, 19540);
  EXPECT_EQ(options.also_listen->mode, model::TlsMode::mutual);
  ASSERT_EQ(options.sni.size(), 2U);
  EXPECT_EQ(options.sni[1].name, "b.example");
  EXPECT_EQ(options.sni[1].chain, "b.pem");
  EXPECT_EQ(options.sni[1].key, "b.key");
  EXPECT_THAT(options.collections, testing::ElementsAre("one"));
  EXPECT_EQ(options.management_port, 0);
}

TEST(Options, TakeAModeForAServerName) {
  EXPECT_EQ(options_of({"--config", "c", "--sni", "n=a.pem,a.key"}).sni.at(0).mode, std::nullopt);
  const auto named = options_of({"--config", "c", "--sni", "n=a.pem,a.key,2"}).sni.at(0);
  EXPECT_EQ(named.key, "a.key");
  EXPECT_EQ(named.mode, model::TlsMode::mutual);
}

TEST(Options, TakeTheManagementPortFromTheEnvironment) {
  EXPECT_EQ(options_of({"--config", "c"}, "9191").management_port, 9191);
  EXPECT_EQ(options_of({"--config", "c", "--management-port", "1"}, "9191").management_port, 1);
  EXPECT_EQ(end_of({"--config", "c"}, "many").exit_code, 64);
}

TEST(Options, PrintHelpAndVersion) {
  EXPECT_EQ(end_of({"--help"}).exit_code, 0);
  EXPECT_THAT(end_of({"--help"}).text, HasSubstr("--also-listen"));
  EXPECT_EQ(end_of({"--version"}).exit_code, 0);
  EXPECT_THAT(end_of({"--version"}).text, testing::StartsWith("tlsgauge-server "));
}

TEST(Options, TellWrongUsageFromWhatIsNotSupported) {
  EXPECT_EQ(end_of({}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--verbose"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--min-tls", "1.4"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--also-listen", "1:3"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--also-listen", "70000:1"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--sni", "a.pem,a.key"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--sni", "n=a.pem,a.key,0"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--tickets", "0", "--early-data", "1"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--early-data", "1", "--sni", "n=a.pem,a.key,2"}).exit_code, 64);
  EXPECT_EQ(end_of({"--config", "c", "--min-tls", "1.1"}).exit_code, 89);
}

}  // namespace
}  // namespace tlsgauge::server
