#include <gmock/gmock.h>

#include "unit/scenario/catalogue_directory.hpp"

namespace tlsgauge::scenario {
namespace {

using namespace model;
using test_support::load_text;
using testing::ElementsAre;
using testing::HasSubstr;

/// A scenario whose section "wire" is `wire`, with `more` keys of its own.
std::string scenario_with(const std::string& wire, const std::string& more = {}) {
  return R"({"group": "s/g", "client": {"trust": "ca.pem"}, "exchange": {"kind": "tls"}, "expect": {"security": "accept"},
             "scenarios": [{"id": "i", "title": "t", "wire": )" +
         wire + (more.empty() ? "" : ", " + more) + "}]}";
}

Script script_of(const std::string& wire) {
  const auto loaded = load_text(scenario_with(wire));
  EXPECT_TRUE(loaded.ok()) << message(loaded.status());
  return loaded.ok() ? loaded->at(0).exchange.script.value_or(Script{}) : Script{};
}

std::string complaint_about(const std::string& wire) { return message(load_text(scenario_with(wire)).status()); }

TEST(Wire, IsAnEmptyScriptWhereItChangesNothing) {
  EXPECT_EQ(script_of(R"({"steps": []})"), Script{});
  EXPECT_FALSE(load_text(scenario_with("{}"))->at(0).exchange.script);
}

TEST(Wire, ReadsWhatTheHelloOffers) {
  const auto hello =
      script_of(R"({"hello": {"cipher_suites": ["TLS_AES_128_GCM_SHA256", "0x0a0a"], "groups": ["x25519"],
    "key_shares": [], "signature_algorithms": ["ed25519"], "alpn": ["h2"], "server_name": "", "session_id": 33,
    "early_data": "x", "renegotiation_info": false, "extended_master_secret": false, "encrypt_then_mac": false,
    "session_ticket": true, "post_handshake_auth": true, "change_cipher_spec": false}})")
          .hello;
  const HelloOptions expected{.cipher_suites = std::vector{CipherSuite{0x1301}, CipherSuite{0x0a0a}},
                              .groups = std::vector{group::x25519},
                              .key_shares = std::vector<NamedGroup>{},
                              .signature_schemes = std::vector{signature_scheme::ed25519},
                              .alpn = std::vector<std::string>{"h2"},
                              .server_name = "",
                              .session_id = 33,
                              .renegotiation_info = false,
                              .extended_master_secret = false,
                              .encrypt_then_mac = false,
                              .session_ticket = true,
                              .post_handshake_auth = true,
                              .early_data = "x",
                              .change_cipher_spec = false};
  EXPECT_EQ(hello, expected);
}

TEST(Wire, ReadsHowTheProofComesAbout) {
  const auto script = script_of(R"({"proof": {"scheme": "ed25519", "claimed": "ed448", "context": "c", "padded": false,
    "stale": true, "salt": 20, "mask": "sha384", "unreduced": true}, "unasked_certificate": true,
    "empty_certificate": true, "certificate": "raw-public-key"})");
  const ProofOptions expected{.scheme = signature_scheme::ed25519,
                              .claimed = signature_scheme::ed448,
                              .context = "c",
                              .padded = false,
                              .stale = true,
                              .salt = 20,
                              .mask = MaskHash::sha384,
                              .unreduced = true};
  EXPECT_EQ(script.proof, expected);
  EXPECT_EQ(script.certificate, CertificateForm::raw_public_key);
  EXPECT_TRUE(script.unasked_certificate);
  EXPECT_TRUE(script.empty_certificate);
}

TEST(Wire, ReadsASteps) {
  const auto script =
      script_of(R"({"steps": [{"at": "finished", "occurrence": 2, "edit": [{"at": "verify_data", "flip": 1}],
    "drop": true, "times": 3, "then": "fin",
    "packing": {"sizes": [0, 5], "padding": 4, "type": "0x63", "version": "0301", "keys": "previous", "inner_type": false,
      "flaw": "mac", "edit": [{"at": "fragment", "truncate": -1}], "skipped": 1, "reversed": true, "doubled": true,
      "joined": true, "between": [{"alert": "0x63", "level": "warning"}], "segment": 9, "pause": 10}}]})");
  const Step expected{.at = "finished",
                      .occurrence = 2,
                      .edits = {{"verify_data", FlipBit{1}}},
                      .dropped = true,
                      .times = 3,
                      .packing = {.sizes = {0, 5},
                                  .padding = 4,
                                  .type = ContentType{0x63},
                                  .version = 0x0301,
                                  .keys = Keys::previous,
                                  .inner_type = false,
                                  .flaw = SealFlaw::mac,
                                  .edits = {{"fragment", Truncate{-1}}},
                                  .skipped = 1,
                                  .reversed = true,
                                  .doubled = true,
                                  .joined = true,
                                  .between = {AlertItem{.alert = Alert{0x63}, .level = 1}},
                                  .segment = 9,
                                  .pause = std::chrono::milliseconds{10}},
                      .then = Ending::fin};
  EXPECT_THAT(script.steps, ElementsAre(expected));
}

TEST(Wire, ReadsEverythingThatCanBeSent) {
  const auto script = script_of(R"({"steps": [{"at": "start", "before": [
    {"handshake": "finished", "body": "00*3 ff"}, {"copy": "client_hello", "times": 2}, {"alert": "user_canceled"},
    {"record": "handshake"}, {"record": "0x63", "content": "01"}, {"octets": "16 0301"}, {"text": "GET"},
    {"key_update": 1}, {"renegotiate": true}, {"pause": 5, "packing": {"padding": 1}}]}]})");
  std::vector<Item> items;
  for (const auto& sending : script.steps.at(0).before) items.push_back(sending.item);
  EXPECT_THAT(
      items, ElementsAre(Item{HandshakeItem{handshake_type::finished, {0, 0, 0, 0xff}}}, Item{CopyItem{"client_hello"}},
                         Item{AlertItem{Alert{90}, 2}}, Item{RecordItem{ContentType::handshake, {}}},
                         Item{RecordItem{ContentType{0x63}, {1}}}, Item{OctetsItem{{0x16, 3, 1}}},
                         Item{OctetsItem{{'G', 'E', 'T'}}}, Item{KeyUpdateItem{1}}, Item{RenegotiationItem{}},
                         Item{PauseItem{std::chrono::milliseconds{5}}}));
  EXPECT_EQ(script.steps.at(0).before.at(1).times, 2U);
  EXPECT_EQ(script.steps.at(0).before.at(9).packing.padding, 1U);
}

struct WrongScript {
  const char* name;
  const char* wire;
  const char* complaint;
};

class WrongWire : public testing::TestWithParam<WrongScript> {};

TEST_P(WrongWire, IsNamedWithItsPlace) {
  EXPECT_THAT(complaint_about(GetParam().wire), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, WrongWire,
    testing::Values(
        WrongScript{"UnknownKey", R"({"stepps": []})", "unknown key 'stepps'"},
        WrongScript{"UnknownPoint", R"({"steps": [{"at": "server_hello"}]})", "$.scenarios[0].wire.steps[0].at"},
        WrongScript{"UnknownSuite", R"({"hello": {"cipher_suites": ["AES"]}})", "'AES' is neither a name"},
        WrongScript{"NothingToSend", R"({"steps": [{"at": "start", "before": [{"times": 2}]}]})",
                    "names nothing to send"},
        WrongScript{"TwoThingsToSend", R"({"steps": [{"at": "start", "before": [{"text": "a", "octets": "00"}]}]})",
                    "second thing"},
        WrongScript{"UnknownAlert", R"({"steps": [{"at": "start", "before": [{"alert": "finished"}]}]})",
                    "neither a TLS alert"},
        WrongScript{"UnknownRecord", R"({"steps": [{"at": "start", "before": [{"record": "data"}]}]})",
                    "neither a name that IANA registered"},
        WrongScript{"OddOctets", R"({"steps": [{"at": "start", "before": [{"octets": "0"}]}]})",
                    "two hexadecimal digits"},
        WrongScript{"TooManyOctets", R"({"steps": [{"at": "start", "before": [{"octets": "00*99999999"}]}]})", "1 MiB"},
        WrongScript{"LastSizeZero", R"({"steps": [{"at": "start", "packing": {"sizes": [0]}}]})", "above 0"},
        WrongScript{"UnknownFlaw", R"({"steps": [{"at": "start", "packing": {"flaw": "x"}}]})", "mac, padding"},
        WrongScript{"UnknownEnding", R"({"steps": [{"at": "start", "then": "stop"}]})", "go-on, hold, fin or reset"},
        WrongScript{"UnknownMask", R"({"proof": {"mask": "md5"}})", "'md5' is not sha1, sha256, sha384 or sha512"},
        WrongScript{"UnknownForm", R"({"certificate": "openpgp"})",
                    "'openpgp' is not x509, compressed or raw-public-key"},
        WrongScript{"PartThatIsDropped", R"({"steps": [{"at": "premaster", "drop": true}]})",
                    "premaster is no message"},
        WrongScript{"LongPause", R"({"steps": [{"at": "start", "before": [{"pause": 999999999}]}]})", "between 0 and"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(Wire, IsTriedWithEachWordOfItsOwn) {
  const auto loaded = load_text(scenario_with(
      R"({"steps": [{"at": "client_hello", "edit": [{"at": "extensions/{part}", "truncate": "{kept}"}]}]})",
      R"("vary": {"each": {"part": ["alpn", "server_name"], "kept": [-1, 0]}})"));
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  std::vector<std::string> ids;
  for (const auto& each : *loaded) ids.push_back(each.id);
  // Words come in the order of their names.
  EXPECT_THAT(ids, ElementsAre("s/g/i@-1+alpn", "s/g/i@-1+server-name", "s/g/i@0+alpn", "s/g/i@0+server-name"));
  const Edit expected{"extensions/server_name", Truncate{-1}};
  EXPECT_THAT(loaded->at(1).exchange.script->steps.at(0).edits, ElementsAre(expected));
}

TEST(Wire, OfAnEarlierConnectionIsItsOwn) {
  const auto session = [](const std::string& keys) {
    return load_text(scenario_with(R"({"steps": []})", R"("session": )" + keys));
  };
  const auto loaded = session(R"({"wire": {"hello": {"session_id": 8}}})");
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  EXPECT_EQ(loaded->at(0).exchange.session->script, (Script{.hello = {.session_id = 8}}));
  EXPECT_EQ(session(R"({"change": "none"})")->at(0).exchange.session->script, std::nullopt);
  const auto alone = load_text(scenario_with("{}", R"("session": {"wire": {"steps": []}})"));
  EXPECT_THAT(message(alone.status()), HasSubstr("$.scenarios[0].session: has a section wire"));
}

TEST(Series, IsTheScriptWithEachOfItsChanges) {
  const auto loaded = load_text(scenario_with(R"({"hello": {"alpn": ["h2"]}, "empty_certificate": true})", R"(
    "series": {"times": 3, "each": [{}, {"hello": {"session_id": 8}, "empty_certificate": false}]},
    "expect": {"fresh": ["random", "key-share", "session-id", "ticket", "nonce"]})"));
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  const auto& series = loaded->at(0).exchange.series;
  ASSERT_TRUE(series);
  EXPECT_EQ(series->times, 3U);
  EXPECT_EQ(series->connections(), 6U);
  const std::optional alpn = std::vector<std::string>{"h2"};
  EXPECT_THAT(series->scripts, ElementsAre(Script{.hello = {.alpn = alpn}, .empty_certificate = true},
                                           Script{.hello = {.alpn = alpn, .session_id = 8}}));
  using enum Fresh;
  EXPECT_THAT(loaded->at(0).expectation.fresh, ElementsAre(random, key_share, session_id, ticket, nonce));
}

TEST(Series, MayRepeatOneScript) {
  const auto loaded = load_text(scenario_with(R"({"steps": []})", R"("series": {"times": 5})"));
  ASSERT_TRUE(loaded.ok()) << message(loaded.status());
  EXPECT_EQ(loaded->at(0).exchange.series->connections(), 5U);
}

struct WrongSeries {
  const char* name;
  const char* wire;
  const char* more;
  const char* complaint;
};

class SeriesComplaint : public testing::TestWithParam<WrongSeries> {};

TEST_P(SeriesComplaint, NamesThePlace) {
  const auto loaded = load_text(scenario_with(GetParam().wire, GetParam().more));
  EXPECT_THAT(message(loaded.status()), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, SeriesComplaint,
    testing::Values(
        WrongSeries{"WithoutAScript", "{}", R"("series": {"times": 2})", "series: goes with a section wire"},
        WrongSeries{"WithASession", R"({"steps": []})", R"("series": {"times": 2}, "session": {"change": "none"})",
                    "series: goes neither with a session"},
        WrongSeries{"TooLong", R"({"steps": []})", R"("series": {"times": 1001})", "series.times: must be between"},
        WrongSeries{"UnknownKey", R"({"steps": []})", R"("series": {"time": 2})", "unknown key 'time'"},
        WrongSeries{"UnknownKeyOfAChange", R"({"steps": []})", R"("series": {"each": [{"stepps": []}]})",
                    "unknown key 'stepps'"},
        WrongSeries{"FreshWithoutASeries", R"({"steps": []})", R"("expect": {"fresh": ["random"]})",
                    "expect: says what must be fresh"},
        WrongSeries{"UnknownFresh", R"({"steps": []})", R"("series": {"times": 2}, "expect": {"fresh": ["date"]})",
                    "'date' is not random"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(Wire, ComplainsOfAWordThatHasNoList) {
  const auto loaded = load_text(scenario_with(R"({"steps": []})", R"("vary": {"each": {"part": "x"}})"));
  EXPECT_THAT(message(loaded.status()), HasSubstr("$.scenarios[0].vary.each.part: must be a list"));
}

}  // namespace
}  // namespace tlsgauge::scenario
