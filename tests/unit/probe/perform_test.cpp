#include "probe/perform.hpp"

#include <gmock/gmock.h>

#include "support/manual_clock.hpp"

// Faults of the harness: perform gives up before it touches the network.
namespace tlsgauge::probe {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Result<model::Observation> perform_nowhere(const model::Exchange& exchange) {
  static const test_support::ManualClock clock;
  return perform(exchange, {.host = "invalid.", .port = 1}, core::Deadline{clock, 1s});
}

class MissingFile : public testing::TestWithParam<model::Action> {};

TEST_P(MissingFile, IsAFaultThatNamesIt) {
  const auto seen = perform_nowhere({.client = {.trust = "/nowhere/ca.pem"}, .action = GetParam()});
  ASSERT_FALSE(seen.ok());
  EXPECT_THAT(message(seen.status()), HasSubstr("/nowhere/ca.pem"));
}

INSTANTIATE_TEST_SUITE_P(Probe, MissingFile,
                         testing::Values(model::TlsExchange{}, model::GrpcExchange{}, model::RestExchange{},
                                         model::GrpcExchange{.transport = model::GrpcTransport::library}),
                         [](const auto& test) {
                           return std::string{model::kind(test.param)} + std::to_string(test.index);
                         });

TEST(MissingProgram, IsAFaultThatNamesIt) {
  const auto seen = perform_nowhere({.action = model::CommandExchange{.arguments = {"/nowhere/program"}}});
  EXPECT_EQ(seen.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(seen.status()), HasSubstr("/nowhere/program"));
}

TEST(WhatConcernsTheTargetsLife, IsNoExchange) {
  EXPECT_EQ(perform_nowhere({.action = model::RenewalExchange{}}).status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(perform_nowhere({.action = model::LogExchange{}}).status().code(), absl::StatusCode::kUnimplemented);
}

TEST(LibraryVersions, AreThoseThatRun) {
  EXPECT_THAT(openssl_version(), HasSubstr("OpenSSL 3."));
  EXPECT_FALSE(grpc_version().empty());
}

}  // namespace
}  // namespace tlsgauge::probe
