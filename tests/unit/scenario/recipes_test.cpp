#include <gmock/gmock.h>

#include "scenario/recipes.hpp"
#include "unit/scenario/catalogue_directory.hpp"

namespace tlsgauge::scenario {
namespace {

using test_support::CatalogueDirectory;
using testing::ElementsAre;
using testing::HasSubstr;

Result<std::vector<model::Recipe>> recipes_of(const std::string& bytes) {
  const CatalogueDirectory directory;
  directory.write("cases.json", bytes);
  return load_recipes(directory.path());
}

/// A file with one case that has these members besides.
std::string case_file(const std::string& members) {
  return R"({"cases": [{"id": "CC-001", "slug": "s", "defect": "d", )" + members + "}]}";
}

std::string complaint(const std::string& members) { return message(recipes_of(case_file(members)).status()); }

TEST(Recipes, AreReadWithEveryKey) {
  const auto loaded = recipes_of(case_file(R"("certificates": {
      "leaf": {"issuer": "upper", "signed_by": "ca", "subject": "CN=x", "key": "rsa:2048", "serial": "00ff",
               "not_before": "-2d", "not_after": "+30s", "version": 1, "digest": "sha1",
               "extensions": {"keyUsage": null, "1.2.3": {"der": "0500", "critical": true}, "extendedKeyUsage": "clientAuth"},
               "edit": [{"at": "tbs", "append": "0500"}], "damage": [{"at": "", "truncate": -1}]},
      "upper": {"like": "ca", "subject_like": "ca", "key_like": "leaf"}},
      "send": ["leaf", "upper"], "proof": "upper")"));
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  const auto& recipe = loaded->front();
  EXPECT_THAT(recipe.chain, ElementsAre("leaf", "upper"));
  EXPECT_EQ(recipe.proof, "upper");
  const auto& leaf = recipe.certificates.front();
  EXPECT_EQ(leaf.issuer, "upper");
  EXPECT_EQ(leaf.signed_by, "ca");
  EXPECT_EQ(leaf.serial, (model::Octets{0, 255}));
  EXPECT_EQ(leaf.not_before, std::chrono::hours{-48});
  EXPECT_EQ(leaf.not_after, std::chrono::seconds{30});
  EXPECT_EQ(leaf.version, 1);
  EXPECT_EQ(leaf.extensions.size(), 3U);
  EXPECT_EQ(std::get<model::Append>(leaf.edits.front().operation).octets, (model::Octets{5, 0}));
  EXPECT_EQ(std::get<model::Truncate>(leaf.damages.front().operation).octets, -1);
  EXPECT_TRUE(recipe.certificates.back().authority);
}

TEST(Recipes, SendTheLeafWhereNothingIsSaid) {
  const auto loaded = recipes_of(case_file(R"("certificates": {"leaf": {}})"));
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  EXPECT_THAT(loaded->front().chain, ElementsAre("leaf"));
}

TEST(Recipes, BuildTowers) {
  const auto loaded = recipes_of(case_file(
      R"("certificates": {"leaf": {"issuer": "mid"}, "mid": {"like": "ca", "tower": 3}}, "send": ["leaf", "mid"])"));
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  EXPECT_THAT(loaded->front().chain, ElementsAre("leaf", "mid", "mid.2", "mid.3"));
  std::vector<std::string> issuers;
  for (const auto& each : loaded->front().certificates) issuers.push_back(each.name + "<" + each.issuer);
  EXPECT_THAT(issuers, ElementsAre("leaf<mid", "mid<mid.2", "mid.2<mid.3", "mid.3<ca"));
}

TEST(Recipes, SayWhatIsWrong) {
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"isuer": "ca"}})"), HasSubstr("leaf: unknown key 'isuer'"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"issuer": "nobody"}})"),
              HasSubstr("no certificate is called 'nobody'"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {}}, "send": ["other"])"), HasSubstr("'other'"));
  EXPECT_THAT(complaint(R"("certificates": {"ca": {}})"), HasSubstr("'ca' is the name of one that is given"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"not_after": "1d"}})"), HasSubstr("-1d, +2h or +30s"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"serial": "f"}})"), HasSubstr("two hexadecimal digits each"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"like": "server"}})"), HasSubstr("client or ca"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"tower": 101}})"), HasSubstr("between 1 and 100"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"edit": [{"at": "tbs"}]}})"), HasSubstr("without a change"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"edit": [{"at": "tbs", "flip": 1, "nest": 2}]}})"),
              HasSubstr("a second change"));
  EXPECT_THAT(complaint(R"("certificates": {"leaf": {"edit": [{"at": "tbs", "remove": false}]}})"),
              HasSubstr("can only be true"));
}

TEST(Recipes, HaveIdsAndSlugsOfTheirOwn) {
  const auto twice = [](const std::string& id, const std::string& slug) {
    return message(
        recipes_of(R"({"cases": [{"id": "CC-001", "slug": "s", "defect": "d", "impossible": "x"}, {"id": ")" + id +
                   R"(", "slug": ")" + slug + R"(", "defect": "d", "impossible": "x"}]})")
            .status());
  };
  EXPECT_THAT(twice("CC-001", "other"), HasSubstr("$.cases[1].id: 'CC-001' is used twice"));
  EXPECT_THAT(twice("CC-002", "s"), HasSubstr("$.cases[1].slug: 's' is used twice"));
}

TEST(Faults, AreReadWithWhatFindsThem) {
  const CatalogueDirectory directory;
  directory.write("f.json", R"({"suite": "s", "faults": [{"fault": "expiry-ignored", "found_by": ["CC-060"]}]})");
  const auto loaded = load_faults(directory.path() / "f.json");
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  EXPECT_EQ(loaded->suite, "s");
  EXPECT_EQ(loaded->faults.front().fault, "expiry-ignored");
  EXPECT_THAT(loaded->faults.front().found_by, ElementsAre("CC-060"));
  EXPECT_THAT(loaded->faults.front().brought_out_by, testing::IsEmpty());
  directory.write("f.json",
                  R"({"suite": "s", "faults": [{"fault": "x", "found_by": [], "brought_out_by": ["PR-010"]}]})");
  EXPECT_THAT(load_faults(directory.path() / "f.json")->faults.front().brought_out_by, ElementsAre("PR-010"));
  directory.write("f.json", R"({"suite": "s", "faults": [{"fault": "x", "foundby": []}]})");
  EXPECT_THAT(message(load_faults(directory.path() / "f.json").status()), HasSubstr("unknown key 'foundby'"));
}

TEST(Faults, BelongToOneSuite) {
  const CatalogueDirectory directory;
  directory.write("t.json", R"({"suite": "t", "faults": [{"fault": "x", "found_by": []}]})");
  directory.write("s.json", R"({"suite": "s", "faults": [{"fault": "y", "found_by": ["PR-001"]}]})");
  directory.write("notes.txt", "nothing to read");
  const auto loaded = load_fault_catalogues(directory.path());
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  ASSERT_EQ(loaded->size(), 2U);
  EXPECT_EQ(loaded->front().suite, "s");
  EXPECT_EQ(loaded->back().suite, "t");
  directory.write("u.json", R"({"suite": "u", "faults": [{"fault": "x", "found_by": []}]})");
  EXPECT_THAT(message(load_fault_catalogues(directory.path()).status()),
              HasSubstr("u.json: the fault 'x' is named twice"));
}

TEST(Faults, NeedTheirDirectory) {
  const CatalogueDirectory directory;
  EXPECT_THAT(message(load_fault_catalogues(directory.path() / "none").status()), HasSubstr("none: cannot read"));
}

TEST(Version, IsOfferedAndAccepted) {
  const auto loaded = test_support::load_text(
      R"({"group": "s/g", "vary": {"version": ["1.2", "1.3"]}, "exchange": {"kind": "tls"}, "expect": {"security": "accept"},
          "scenarios": [{"id": "i", "title": "t"}]})");
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  EXPECT_EQ(loaded->at(0).id, "s/g/i@tls1.2");
  EXPECT_EQ(loaded->at(0).topology.oldest_tls, model::TlsVersion::tls1_2);
  EXPECT_EQ(loaded->at(0).exchange.versions.newest, model::TlsVersion::tls1_2);
  EXPECT_FALSE(loaded->at(1).topology.oldest_tls) << "a server of client certificates takes 1.3 of itself";
}

TEST(ForgedClient, IsNamedByItsCase) {
  const std::string client =
      R"("client": {"certificate": "cases/{case}/chain.pem", "key": "cases/{case}/key.pem"}, "exchange": {"kind": "tls"},
         "expect": {"security": "reject"})";
  const auto forged = test_support::only(test_support::load_members(R"("case": "CC-038", )" + client));
  EXPECT_EQ(forged.exchange.client.certificate, "cases/CC-038/chain.pem");
  EXPECT_EQ(forged.exchange.client.key, "cases/CC-038/key.pem");
  EXPECT_TRUE(forged.exchange.client.forged);
  EXPECT_THAT(message(test_support::load_members(client).status()),
              HasSubstr("names {case}, but the scenario has none"));
}

}  // namespace
}  // namespace tlsgauge::scenario
