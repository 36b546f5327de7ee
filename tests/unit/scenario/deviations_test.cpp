#include <gmock/gmock.h>

#include "unit/scenario/catalogue_directory.hpp"

namespace tlsgauge::scenario {
namespace {

using test_support::CatalogueDirectory;
using testing::HasSubstr;

Result<std::vector<model::Deviation>> deviations_of(const std::string& bytes) {
  const CatalogueDirectory directory;
  directory.write("target.json", bytes);
  return load_deviations(directory.path() / "target.json");
}

TEST(Deviations, AreReadInTheirOrder) {
  const auto loaded = deviations_of(R"({"$schema": "x", "about": "y", "deviations": [
      {"id": "documented/a*", "reason": "Because.", "seen": {"security": "rejected", "by": "server",
       "alerts": ["unknown_ca"]}},
      {"id": "*", "reason": "So.", "seen": {"security": "accepted", "http_status": 404, "good_client_too": true}}]})");
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  ASSERT_EQ(loaded->size(), 2U);
  EXPECT_EQ(loaded->at(0).id, "documented/a*");
  EXPECT_EQ(loaded->at(0).reason, "Because.");
  EXPECT_EQ(loaded->at(0).seen.security, model::Decision::reject);
  EXPECT_EQ(loaded->at(0).seen.refused_by, model::Party::server);
  EXPECT_EQ(loaded->at(0).seen.alerts, std::vector{*model::alert_named("unknown_ca")});
  EXPECT_EQ(loaded->at(1).id, "*");
  EXPECT_EQ(loaded->at(1).seen.security, model::Decision::accept);
  EXPECT_EQ(loaded->at(1).seen.http_status, 404);
  EXPECT_TRUE(loaded->at(1).seen.good_client_too);
}

struct WrongEntry {
  std::string_view name;
  std::string_view text;
  std::string_view complaint;
};

class WrongDeviations : public testing::TestWithParam<WrongEntry> {};

TEST_P(WrongDeviations, AreNamedWithThePlaceAndTheReason) {
  const auto loaded = deviations_of(std::string{GetParam().text});
  ASSERT_FALSE(loaded.ok());
  EXPECT_THAT(message(loaded.status()), HasSubstr("/target.json: " + std::string{GetParam().complaint}));
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, WrongDeviations,
    testing::Values(
        WrongEntry{"SyntaxError", "{\n]", "parse error at line 2"},
        WrongEntry{"NoList", R"({})", "$.deviations: is missing"},
        WrongEntry{"NoId", R"({"deviations": [{"reason": "r", "seen": {"security": "rejected"}}]})",
                   "$.deviations[0].id: is missing"},
        WrongEntry{"NoReason", R"({"deviations": [{"id": "i", "seen": {"security": "rejected"}}]})",
                   "$.deviations[0].reason: is missing"},
        WrongEntry{"EmptyReason", R"({"deviations": [{"id": "i", "reason": "", "seen": {"security": "rejected"}}]})",
                   "$.deviations[0].reason: must say why"},
        WrongEntry{"UnknownKey",
                   R"({"deviations": [{"id": "i", "reason": "r", "seen": {"security": "rejected"}, "until": "x"}]})",
                   "$.deviations[0]: unknown key 'until'"},
        WrongEntry{"NothingSeen", R"({"deviations": [{"id": "i", "reason": "r"}]})",
                   "$.deviations[0].seen.security: is missing"},
        WrongEntry{"SeenNeitherWay", R"({"deviations": [{"id": "i", "reason": "r", "seen": {"security": "hang"}}]})",
                   "$.deviations[0].seen.security: must be accepted or rejected"},
        WrongEntry{"UnknownKeyAbove", R"({"deviations": [], "expected": []})", "$: unknown key 'expected'"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(WrongDeviations, NameAFileThatIsMissing) {
  const auto loaded = load_deviations("/nowhere/target.json");
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(loaded.status()), HasSubstr("/nowhere/target.json"));
}

}  // namespace
}  // namespace tlsgauge::scenario
