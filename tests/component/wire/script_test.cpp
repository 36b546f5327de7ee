#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "component/wire/peer.hpp"

// What a script changes is what OpenSSL's server complains of.
namespace tlsgauge::wire {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr VersionRange k12{.oldest = TlsVersion::tls1_2, .newest = TlsVersion::tls1_2};
constexpr VersionRange k13{.oldest = TlsVersion::tls1_3, .newest = TlsVersion::tls1_3};

struct Played {
  bool connected = false;
  std::string error;  ///< of the server
  std::string heard;  ///< by it
  std::string unreached;
  bool begun = false;
  Status fault;
  std::vector<AlertSeen> alerts;
  bool renegotiated = false;
};

/// Plays a script against a server that asks for a certificate, then sends "ping".
Played play(VersionRange versions, const Script& script, ServerOptions options = {}, const std::string& key = "P-256") {
  options.asks_for_certificate = true;
  Server server{options};
  const auto credentials = self_signed(key).credentials();
  auto settings = settings_for(versions, "localhost", {"h2"}, script);
  settings.credentials = &credentials;
  ScriptedOutbox outbox{script};
  Random random{1};
  Client client{settings, outbox, random};
  client.start();
  converse(client, outbox, server);
  if (client.connected()) client.write(std::array<std::uint8_t, 4>{'p', 'i', 'n', 'g'});
  converse(client, outbox, server);
  return {.connected = client.connected(),
          .error = server.error(),
          .heard = server.heard(),
          .unreached = outbox.unreached(),
          .begun = outbox.begun(),
          .fault = outbox.fault(),
          .alerts = client.alerts(),
          .renegotiated = client.agreed().renegotiated};
}

Script with(Step step) { return {.steps = {std::move(step)}}; }
Sending item(Item what, Packing packing = {}) { return {.item = std::move(what), .packing = std::move(packing)}; }

struct Refusal {
  const char* name;
  VersionRange versions;
  Script script;
  const char* complaint;
  const char* key = "P-256";  ///< the client's
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, ByOpenSsl) {
  const auto seen = play(GetParam().versions, GetParam().script, {}, GetParam().key);
  EXPECT_TRUE(seen.fault.ok()) << seen.fault.ToString();
  EXPECT_EQ(seen.unreached, "");
  EXPECT_EQ(seen.heard, "");
  EXPECT_THAT(seen.error, HasSubstr(GetParam().complaint));
}

const Octets kFinishedBody(32, 0);

INSTANTIATE_TEST_SUITE_P(
    Script, Refused,
    testing::Values(
        Refusal{"Edit", k13, with({.at = "finished", .edits = {{"verify_data", FlipBit{3}}}}), "digest check failed"},
        Refusal{"EditIn12", k12, with({.at = "finished", .edits = {{"verify_data", FlipBit{3}}}}),
                "digest check failed"},
        Refusal{"Drop", k13, with({.at = "certificate_verify", .dropped = true}), "unexpected message"},
        Refusal{"Twice", k13, with({.at = "certificate", .times = 2}), "unexpected message"},
        Refusal{"Before", k13,
                with({.at = "certificate", .before = {item(HandshakeItem{handshake_type::finished, kFinishedBody})}}),
                "unexpected message"},
        Refusal{"Copy", k13, with({.at = "certificate_verify", .after = {item(CopyItem{"certificate_verify"})}}),
                "unexpected message"},
        Refusal{"Alert", k13, with({.at = "certificate", .before = {item(AlertItem{alerts::handshake_failure})}}),
                "alert handshake failure"},
        Refusal{"RecordType", k13,
                with({.at = "certificate", .before = {item(RecordItem{ContentType{99}, {1, 2, 3}})}}), ""},
        Refusal{"WrongMac", k13, with({.at = "finished", .packing = {.edits = {{"fragment", FlipBit{-1}}}}}),
                "bad record mac"},
        Refusal{"SkippedSequence", k13, with({.at = "finished", .packing = {.skipped = 1}}), "bad record mac"},
        Refusal{"InTheClear", k13, with({.at = "finished", .packing = {.keys = Keys::none}}), ""},
        Refusal{"ReversedRecords", k13, with({.at = "certificate", .packing = {.sizes = {100}, .reversed = true}}),
                "bad record mac"},
        Refusal{"ReplayedRecord", k13, with({.at = "finished", .packing = {.doubled = true}}), "bad record mac"},
        Refusal{"Between", k13,
                with({.at = "certificate",
                      .packing = {.sizes = {100}, .between = {RecordItem{ContentType::application_data, {1}}}}}),
                ""},
        Refusal{"NoInnerType", k13, with({.at = "finished", .packing = {.padding = 8, .inner_type = false}}), ""},
        Refusal{"Octets", k13,
                with({.at = "start", .before = {item(OctetsItem{{'G', 'E', 'T', ' ', '/', ' ', 'H', 'T', 'T', 'P'}})}}),
                "http request"},
        Refusal{"Stale", k13, {.proof = {.stale = true}}, "bad signature"},
        Refusal{"StaleIn12", k12, {.proof = {.stale = true}}, "bad signature"},
        Refusal{"OtherSalt", k13, {.proof = {.salt = 20}}, "salt length check failed", "RSA"},
        Refusal{"OtherSaltIn12", k12, {.proof = {.salt = 0}}, "salt length check failed", "RSA"},
        Refusal{"OtherMask", k13, {.proof = {.mask = MaskHash::sha1}}, "salt length recovery failed", "RSA"},
        Refusal{"Unreduced", k13, {.proof = {.unreduced = true}}, "bad signature", "ED25519"},
        Refusal{"UnreducedEd448", k13, {.proof = {.unreduced = true}}, "bad signature", "ED448"},
        Refusal{"Compressed", k13, {.certificate = CertificateForm::compressed}, "unexpected message"},
        Refusal{"RawKey", k13, {.certificate = CertificateForm::raw_public_key}, "wrong tag"},
        Refusal{"RawKeyIn12", k12, {.certificate = CertificateForm::raw_public_key}, "length"},
        Refusal{"ServerContext", k13, {.proof = {.context = "TLS 1.3, server CertificateVerify"}}, "bad signature"},
        Refusal{"Unpadded", k13, {.proof = {.padded = false}}, "bad signature"},
        Refusal{"OtherScheme", k13, {.proof = {.claimed = signature_scheme::rsa_pkcs1_sha256}}, "signature"},
        Refusal{"EmptyCertificate", k13, {.empty_certificate = true}, "peer did not return a certificate"}),
    [](const auto& tested) { return std::string{tested.param.name}; });

struct Tolerated {
  const char* name;
  VersionRange versions;
  Script script;
};

class LetIn : public testing::TestWithParam<Tolerated> {};

TEST_P(LetIn, ByOpenSsl) {
  const auto seen = play(GetParam().versions, GetParam().script);
  EXPECT_TRUE(seen.fault.ok()) << seen.fault.ToString();
  EXPECT_EQ(seen.unreached, "");
  EXPECT_TRUE(seen.connected) << seen.error;
  EXPECT_EQ(seen.heard, "ping") << seen.error;
}

INSTANTIATE_TEST_SUITE_P(
    Script, LetIn,
    testing::Values(
        Tolerated{"Nothing", k13, {}}, Tolerated{"NothingIn12", k12, {}},
        Tolerated{"SmallRecords", k13, with({.at = "client_hello", .packing = {.sizes = {1}}})},
        Tolerated{"SmallProtectedRecords", k13, with({.at = "certificate", .packing = {.sizes = {7, 1, 50}}})},
        Tolerated{"Padding", k13, with({.at = "finished", .packing = {.padding = 300}})},
        Tolerated{"JoinedRecords", k13, with({.at = "certificate", .packing = {.joined = true}})},
        Tolerated{"Segments", k13, with({.at = "client_hello", .packing = {.segment = 1}})},
        Tolerated{"OldRecordVersion", k13, with({.at = "client_hello", .packing = {.version = 0x0301}})},
        Tolerated{"KeyUpdate", k13,
                  with({.at = "established", .after = {item(KeyUpdateItem{1}), item(KeyUpdateItem{0})}})},
        Tolerated{"WarningIn12", k12, with({.at = "established", .after = {item(AlertItem{Alert{90}, 1})}})},
        Tolerated{"Renegotiation", k12,
                  with({.at = "established", .occurrence = 1, .after = {item(RenegotiationItem{})}})},
        Tolerated{"Retry", k13, {.hello = {.key_shares = std::vector<NamedGroup>{}}}},
        Tolerated{"BetweenRecords", k12,
                  with({.at = "application_data",
                        .packing = {.sizes = {2}, .between = {RecordItem{ContentType::application_data, {}}}}})},
        Tolerated{"UnknownShare",
                  k13,
                  {.hello = {.groups = std::vector{group::x25519_mlkem768, group::x25519},
                             .key_shares = std::vector{group::x25519_mlkem768}}}}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(Script, RenegotiatesOneTimeAfterTheOther) {
  auto script =
      with({.at = "established", .occurrence = 1, .before = {Sending{.item = RenegotiationItem{}, .times = 3}}});
  script.steps.push_back({.at = "client_hello", .occurrence = 4});
  const auto seen = play(k12, script);
  EXPECT_TRUE(seen.renegotiated);
  EXPECT_EQ(seen.unreached, "");
  EXPECT_EQ(seen.heard, "ping") << seen.error;
}

TEST(Script, RenegotiatesBehindWhatIsWritten) {
  const auto seen = play(k12, with({.at = "application_data", .occurrence = 1, .after = {item(RenegotiationItem{})}}));
  EXPECT_TRUE(seen.renegotiated);
  EXPECT_EQ(seen.heard, "ping") << seen.error;
}

TEST(Script, KnowsOneHandshakeWhereThereWasNoOther) { EXPECT_FALSE(play(k12, {}).renegotiated); }

/// A server of static RSA, to which a premaster secret is sent with an edit.
Played play_premaster(Edit edit) {
  return play(k12, with({.at = "premaster", .edits = {std::move(edit)}}),
              {.key = "RSA", .suites = "AES128-GCM-SHA256"});
}

TEST(Premaster, ThatIsMalformedIsFoundOutByTheFinishedOnly) {
  for (const auto& edit :
       {Edit{"block_type", SetContent{{1}}}, Edit{"first", SetContent{{1}}}, Edit{"separator", SetContent{{0x5a}}},
        Edit{"padding", SetContent{{0}}}, Edit{"client_version", SetContent{{3, 2}}}, Edit{"random", Truncate{-1}},
        Edit{"random", Remove{}}}) {
    const auto seen = play_premaster(edit);
    EXPECT_TRUE(seen.fault.ok()) << seen.fault.ToString();
    EXPECT_EQ(seen.unreached, "") << edit.at;
    EXPECT_FALSE(seen.connected) << edit.at;
    EXPECT_THAT(seen.alerts, ElementsAre(testing::Field("alert", &AlertSeen::alert, alerts::bad_record_mac)))
        << edit.at;
  }
}

TEST(Premaster, MayHaveAnyPaddingWithoutAZero) {
  const auto seen = play_premaster({"padding", SetContent{{0x5a, 0x5a}}});
  EXPECT_EQ(seen.heard, "ping") << seen.error;
}

TEST(Premaster, AboveTheModulusCannotBeTried) {
  const auto script = with({.at = "premaster", .edits = {{"first", SetContent{{0xff}}}}});
  const auto settings = settings_for(k12, "localhost", {}, script);
  Server server{{.key = "RSA", .suites = "AES128-GCM-SHA256"}};
  ScriptedOutbox outbox{script};
  Random random{1};
  Client client{settings, outbox, random};
  client.start();
  converse(client, outbox, server);
  EXPECT_TRUE(absl::IsUnimplemented(client.fault())) << client.fault().ToString();
}

TEST(Script, NamesAStepWhosePointNeverCame) {
  EXPECT_EQ(play(k13, with({.at = "client_key_exchange", .dropped = true})).unreached, "client_key_exchange");
}

TEST(Script, BeginsWithItsStepsWhereTheHelloOnlyLeadsUpToThem) {
  const Step drop{.at = "finished", .dropped = true};
  Script script;
  script.hello.cipher_suites = {{model::CipherSuite{0xc0ff}}};  // none that the server knows
  EXPECT_TRUE(play(k12, script).begun);
  script.steps = {drop};
  EXPECT_FALSE(play(k12, script).begun);
  script.steps = {{.at = "client_hello"}, drop};
  EXPECT_TRUE(play(k12, script).begun);
  EXPECT_TRUE(play(k12, {.certificate = model::CertificateForm::raw_public_key, .steps = {drop}}).begun);
}

TEST(Script, FaultsWhereAPathLeadsNowhere) {
  const auto seen = play(k13, with({.at = "client_hello", .edits = {{"extensions/nothing", Remove{}}}}));
  EXPECT_THAT(message(seen.fault), HasSubstr("client_hello has no part 'extensions/nothing'"));
}

TEST(Script, FaultsWhereAMessageToCopyWasNotSent) {
  const auto seen = play(k13, with({.at = "client_hello", .after = {item(CopyItem{"certificate"})}}));
  EXPECT_THAT(message(seen.fault), HasSubstr("'certificate' was not sent"));
}

TEST(Script, SendsNothingMoreOnceTheClientHasLeft) {
  for (const auto ending : {Ending::hold, Ending::fin, Ending::reset}) {
    const auto script = with({.at = "certificate", .then = ending});
    const auto settings = settings_for(k13, "localhost", {}, script);
    Server server{{.asks_for_certificate = true}};
    ScriptedOutbox outbox{script};
    Random random{1};
    Client client{settings, outbox, random};
    client.start();
    converse(client, outbox, server);
    EXPECT_TRUE(outbox.left());
    EXPECT_FALSE(server.done());
    EXPECT_TRUE(outbox.effects().empty());
  }
}

TEST(Script, WaitsBetweenSegments) {
  const auto script = with({.at = "client_hello", .packing = {.segment = 100, .pause = std::chrono::milliseconds{7}}});
  const auto settings = settings_for(k13, "localhost", {}, script);
  ScriptedOutbox outbox{script};
  Random random{1};
  Client client{settings, outbox, random};
  client.start();
  ASSERT_GE(outbox.effects().size(), 4U);
  EXPECT_EQ(std::get<WriteOctets>(outbox.effects().at(0)).octets.size(), 100U);
  EXPECT_EQ(std::get<Pause>(outbox.effects().at(1)).time, std::chrono::milliseconds{7});
}

}  // namespace
}  // namespace tlsgauge::wire
