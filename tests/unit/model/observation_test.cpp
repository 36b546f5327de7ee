#include "model/observation.hpp"

#include <gtest/gtest.h>

namespace tlsgauge::model {
namespace {

AlertSeen fatal(Alert alert) { return {.alert = alert, .fatal = true, .from = Party::server}; }

struct Described {
  std::string_view name;
  Observation seen;
  std::string_view security;
  std::string_view text;
};

class ObservationText : public testing::TestWithParam<Described> {};

TEST_P(ObservationText, SaysWhatHappened) {
  EXPECT_EQ(security(GetParam().seen.outcome), GetParam().security);
  EXPECT_EQ(describe(GetParam().seen), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Observation, ObservationText,
    testing::Values(
        Described{"AcceptedHttp",
                  {.outcome = Accepted{}, .answer = {.http_status = 200}},
                  "accepted",
                  "the application answered, HTTP 200"},
        Described{"AcceptedGrpc",
                  {.outcome = Accepted{}, .answer = {.grpc_status = 0}},
                  "accepted",
                  "the application answered, gRPC status 0"},
        Described{"RefusedWithAlert",
                  {.outcome = Refused{.by = Party::server,
                                      .stage = Stage::first_read,
                                      .alert = fatal(alerts::certificate_required)}},
                  "rejected",
                  "the server refused at first_read with alert certificate_required"},
        Described{"RefusedByReset",
                  {.outcome = Refused{.by = Party::server, .stage = Stage::handshake}, .close = Close::rst},
                  "rejected",
                  "the server refused at handshake without an alert (rst)"},
        Described{"RefusedByTheClient",
                  {.outcome = Refused{.by = Party::client, .stage = Stage::handshake}, .detail = "self-signed"},
                  "rejected",
                  "the client refused at handshake (self-signed)"},
        Described{"ProgramRefused",
                  {.outcome = Refused{.by = Party::server, .stage = Stage::command}, .answer = {.exit_code = 56}},
                  "rejected",
                  "the server refused at command, exit code 56"},
        Described{"Silent",
                  {.outcome = Silent{.stage = Stage::first_read}},
                  "hang",
                  "nothing was heard at first_read before the deadline"},
        Described{"Unreachable",
                  {.outcome = Unreachable{}, .detail = "Connection refused"},
                  "unreachable",
                  "no TCP connection could be made (Connection refused)"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::model
