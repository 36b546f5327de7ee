#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/clock.hpp"
#include "server_under_test.hpp"

// Sessions and revocation: what a client of another time, port or name may do.
namespace tlsgauge::server::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kAnswer[] = "404 page not found";

/// One request through s_client, which reads to the end and so sees the session tickets.
std::string request(const std::string& at, const std::string& options) {
  return run_shell(
             R"(printf 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | openssl s_client -ign_eof -connect )" +
             at + " " + options)
      .output;
}

constexpr char kClient[] = " -cert client.pem -key client.key";

/// A mutual server with options, and a key of tickets that its ports and successors share.
std::vector<std::string> with_ticket_key(std::vector<std::string> options = {}) {
  EXPECT_TRUE(run_shell("test -s ticket.key || openssl rand -out ticket.key 80").end.succeeded());
  options.insert(options.end(), {"--ticket-key", "ticket.key", "--min-tls", "1.2"});
  return options;
}

class Sessions : public testing::TestWithParam<const char*> {
 protected:
  /// "-tls1_2" or "-tls1_3", and more.
  static std::string speaking(const std::string& options) { return std::string{GetParam()} + options; }
};

TEST_P(Sessions, OfAClientAreGoodAtEveryPortAndAfterARestart) {
  {
    const ServerUnderTest server{{.mode = 2}, with_ticket_key()};
    ASSERT_THAT(request(server.at("rest"), speaking(" -sess_out own") + kClient), HasSubstr(kAnswer));
    EXPECT_THAT(request(server.at("rest"), speaking(" -sess_in own")), AllOf(HasSubstr("Reused"), HasSubstr(kAnswer)));
  }
  const ServerUnderTest successor{{.mode = 2}, with_ticket_key({"--also-listen", "0:2"})};
  EXPECT_THAT(request(successor.at("second"), speaking(" -sess_in own")),
              AllOf(HasSubstr("Reused"), HasSubstr(kAnswer)));
}

TEST_P(Sessions, OfNobodyAreNotResumedWhereACertificateIsDue) {
  const ServerUnderTest server{{.mode = 2}, with_ticket_key({"--also-listen", "0:1"})};
  ASSERT_THAT(request(server.at("second"), speaking(" -sess_out open")), HasSubstr(kAnswer));
  EXPECT_THAT(request(server.at("second"), speaking(" -sess_in open")), HasSubstr("Reused"));
  EXPECT_THAT(request(server.at("rest"), speaking(" -sess_in open")), Not(HasSubstr(kAnswer)));
  EXPECT_THAT(request(server.at("rest"), speaking(" -sess_in open") + kClient),
              AllOf(HasSubstr(kAnswer), HasSubstr("New,"), Not(HasSubstr("Reused"))));
}

TEST_P(Sessions, OfANameWithoutCertificatesAreNotResumedUnderAnother) {
  issue("open", "serverAuth", "DNS:open.example");
  const ServerUnderTest server{{.mode = 2}, with_ticket_key({"--sni", "open.example=open.pem,open.key,1"})};
  ASSERT_THAT(request(server.at("rest"), speaking(" -servername open.example -sess_out named")), HasSubstr(kAnswer));
  EXPECT_THAT(request(server.at("rest"), speaking(" -servername open.example -sess_in named")), HasSubstr("Reused"));
  EXPECT_THAT(request(server.at("rest"), speaking(" -servername localhost -sess_in named")), Not(HasSubstr(kAnswer)));
  EXPECT_THAT(request(server.at("rest"), speaking(" -noservername -sess_in named")), Not(HasSubstr(kAnswer)));
}

TEST_P(Sessions, OfAClientOfAnotherCaAreNotResumed) {
  ASSERT_TRUE(run_shell("test -s second-ca.pem || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                        "-keyout second-ca.key -out second-ca.pem -subj /CN=second -days 2")
                  .end.succeeded());
  {
    const ServerUnderTest server{{.mode = 2}, with_ticket_key()};
    ASSERT_THAT(request(server.at("rest"), speaking(" -sess_out former") + kClient), HasSubstr(kAnswer));
  }
  Yaml other{.mode = 2};
  other.authority = "second-ca";
  const ServerUnderTest server{other, with_ticket_key()};
  EXPECT_THAT(request(server.at("rest"), speaking(" -sess_in former")), Not(HasSubstr(kAnswer)));
}

INSTANTIATE_TEST_SUITE_P(Server, Sessions, testing::Values("-tls1_2", "-tls1_3"), [](const auto& test) {
  return test.param == std::string_view{"-tls1_2"} ? "Tls12" : "Tls13";
});

/// A directory entry of the openssl program, in which certificates can be revoked.
void begin_revocation() {
  const auto made = run_shell(
      "rm -f revocation.txt* && touch revocation.txt && echo 01 > revocation-number && printf "
      "'[ca]\\ndefault_ca=x\\n[x]\\ndatabase=revocation.txt\\ncrlnumber=revocation-number\\n"
      "default_md=sha256\\ndefault_crl_days=2\\n' > revocation.cnf");
  ASSERT_TRUE(made.end.succeeded()) << made.output;
}

/// Writes the list anew, as a whole.
void publish(const std::string& revoked) {
  const std::string ca = "openssl ca -config revocation.cnf -cert ca.pem -keyfile ca.key ";
  const auto made = run_shell((revoked.empty() ? "true" : ca + "-revoke " + revoked) + " && " + ca +
                              "-gencrl -out new-list.pem && mv new-list.pem list.pem");
  ASSERT_TRUE(made.end.succeeded()) << made.output;
}

TEST(Revocation, IsReadAgainWhenItsFileChanges) {
  issue("later", "clientAuth");
  begin_revocation();
  publish("");
  const ServerUnderTest server{{.mode = 2}, with_ticket_key({"--crl", "list.pem"})};
  const std::string later = " -cert later.pem -key later.key";
  ASSERT_THAT(request(server.at("rest"), "-sess_out revoked" + later), HasSubstr(kAnswer));
  publish("later.pem");
  EXPECT_THAT(request(server.at("rest"), later), HasSubstr("alert certificate revoked"));
  EXPECT_THAT(request(server.at("rest"), "-sess_in revoked"), Not(HasSubstr(kAnswer)));
  EXPECT_THAT(request(server.at("rest"), kClient), HasSubstr(kAnswer));
}

TEST(Revocation, StaysInForceWhenItsFileIsDamaged) {
  issue("gone", "clientAuth");
  begin_revocation();
  publish("gone.pem");
  const ServerUnderTest server{{.mode = 2}, {"--crl", "list.pem"}};
  ASSERT_TRUE(run_shell("echo nonsense > damaged.pem && mv damaged.pem list.pem").end.succeeded());
  EXPECT_THAT(request(server.at("rest"), " -cert gone.pem -key gone.key"), HasSubstr("alert certificate revoked"));
  EXPECT_TRUE(server.logs("the former revocation lists stay in force"));
}

TEST(TicketKey, MustBeThereAndLongEnough) {
  ASSERT_TRUE(run_shell("printf short > short.key").end.succeeded());
  const auto refused = [](const std::string& file) {
    return start_and_fail(Yaml{.mode = 1}.text(), {"--ticket-key", file}).output;
  };
  EXPECT_THAT(refused("short.key"), HasSubstr("--ticket-key short.key: not 80 octets long; make one with"));
  EXPECT_THAT(refused("missing.key"), HasSubstr("--ticket-key missing.key: "));
}

TEST(Fault, HangsInsteadOfRefusing) {
  issue("wrong", "serverAuth");
  const ServerUnderTest server{{.mode = 2}, {"--fault", "hang-instead-of-refusal"}};
  const auto asked = curl({"--max-time", "1", "--cert", "wrong.pem", "--key", "wrong.key", server.url("/")});
  EXPECT_EQ(asked.end.exit_code, 28) << asked.output;
}

/// What a client that is wrong sees of a request for a collection called "made".
core::Finished ask_wrongly(const ServerUnderTest& server) {
  issue("wrong", "serverAuth");
  return curl({"--cert", "wrong.pem", "--key", "wrong.key", "-d", R"({"collectionName":"made"})",
               server.url("/v1/vector/collections/create")});
}

std::string collections(const ServerUnderTest& server) {
  return curl({"--cert", "client.pem", "--key", "client.key", server.url("/v1/vector/collections")}).output;
}

TEST(Fault, AnswersWhomItShouldRefuse) {
  const ServerUnderTest server{{.mode = 2}, {"--fault", "refusal-after-the-call"}};
  const auto asked = ask_wrongly(server);
  EXPECT_TRUE(asked.end.succeeded()) << asked.output;
  EXPECT_THAT(collections(server), HasSubstr(R"(["made"])"));
}

TEST(Fault, CarriesOutWhatItThenRefuses) {
  const ServerUnderTest server{{.mode = 2}, {"--fault", "call-without-an-answer"}};
  const auto asked = ask_wrongly(server);
  EXPECT_NE(asked.end.exit_code, 0) << asked.output;
  EXPECT_THAT(collections(server), HasSubstr(R"(["made"])"));
}

TEST(Fault, CarriesOutLaterWhatItHasRefused) {
  const ServerUnderTest server{{.mode = 2}, {"--fault", "call-after-the-refusal"}};
  const auto asked = ask_wrongly(server);
  EXPECT_NE(asked.end.exit_code, 0) << asked.output;
  EXPECT_THAT(collections(server), Not(HasSubstr("made")));
  const core::Deadline soon{core::steady_clock(), std::chrono::seconds{5}};
  while (collections(server).find("made") == std::string::npos) ASSERT_FALSE(soon.expired());
}

}  // namespace
}  // namespace tlsgauge::server::test
