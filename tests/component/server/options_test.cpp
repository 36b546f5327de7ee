#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpc_client.hpp"
#include "server_under_test.hpp"

namespace tlsgauge::server::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// One request through s_client, which reads to the end and so sees the session tickets.
core::Finished request_by_openssl(const std::string& at, const std::string& options) {
  return run_shell(
      R"(printf 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | openssl s_client -ign_eof -CAfile ca.pem -connect )" +
      at + " " + options);
}

TEST(MinTls, RaisesTheFloorOfMode1) {
  const ServerUnderTest server{{.mode = 1}, {"--min-tls", "1.3"}};
  EXPECT_EQ(curl({"--tls-max", "1.2", server.url(kList)}).end.exit_code, 35);
}

TEST(MinTls, LowersTheFloorOfMode2) {
  const ServerUnderTest server{{.mode = 2}, {"--min-tls", "1.2"}};
  const auto answered =
      curl({"--tls-max", "1.2", "--cert", "client.pem", "--key", "client.key", "-d", "{}", server.url(kList)});
  EXPECT_THAT(answered.output, HasSubstr(R"("code":0)"));
}

TEST(Tickets, ResumeUnlessThereAreNone) {
  const ServerUnderTest resuming{{.mode = 1}};
  EXPECT_THAT(request_by_openssl(resuming.at("rest"), "-sess_out session").output, HasSubstr("404 page not found"));
  EXPECT_THAT(request_by_openssl(resuming.at("rest"), "-sess_in session").output, HasSubstr("Reused, TLSv1.3"));

  const ServerUnderTest forgetful{{.mode = 1}, {"--tickets", "0"}};
  EXPECT_THAT(request_by_openssl(forgetful.at("rest"), "").output, Not(HasSubstr("Session-ID")));
  for (const auto* version : {"-tls1_2", "-tls1_3"}) {
    ASSERT_TRUE(run_shell("rm -f none").end.succeeded());
    EXPECT_THAT(request_by_openssl(forgetful.at("rest"), std::string{version} + " -sess_out none").output,
                HasSubstr("404"));
    EXPECT_THAT(run_shell("test ! -s none || (openssl s_client -sess_in none " + std::string{version} + " -connect " +
                          forgetful.at("rest") + " </dev/null)")
                    .output,
                Not(HasSubstr("Reused")));
  }
}

TEST(EarlyData, IsTakenOnceWithATicket) {
  const ServerUnderTest server{{.mode = 1}, {"--early-data", "4096"}};
  ASSERT_THAT(request_by_openssl(server.at("rest"), "-sess_out early").output, HasSubstr("404 page not found"));
  ASSERT_TRUE(run_shell(R"(printf 'GET /early HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' > early_request)")
                  .end.succeeded());
  const std::string command =
      "openssl s_client -ign_eof -CAfile ca.pem -sess_in early -early_data early_request -connect " +
      server.at("rest") + " </dev/null";
  EXPECT_THAT(run_shell(command).output, AllOf(HasSubstr("Early data was accepted"), HasSubstr("404 page not found")));
  // The same ticket again, as a replay would bring it. The request did not arrive, so nothing would end the connection.
  EXPECT_THAT(run_shell("timeout 1 " + command).output, HasSubstr("Early data was rejected"));
}

TEST(Sni, ChoosesTheCertificate) {
  issue("other", "serverAuth", "DNS:other.example");
  const ServerUnderTest server{{.mode = 1}, {"--sni", "Other.Example=other.pem,other.key"}};
  EXPECT_THAT(request_by_openssl(server.at("rest"), "-servername other.EXAMPLE").output,
              HasSubstr("subject=CN = other"));
  EXPECT_THAT(request_by_openssl(server.at("rest"), "-servername localhost").output, HasSubstr("subject=CN = server"));
  EXPECT_THAT(request_by_openssl(server.at("rest"), "-noservername").output, HasSubstr("subject=CN = server"));
  EXPECT_THAT(request_by_openssl(server.at("grpc"), "-servername other.example -alpn h2").output,
              HasSubstr("ALPN protocol: h2"));
}

TEST(AlsoListen, ServesTheSameUnderAnotherMode) {
  const ServerUnderTest server{{.mode = 1}, {"--also-listen", "0:2", "--collection", "a"}};
  EXPECT_THAT(show_collections(server.at("grpc"), {}).names, ElementsAre("a"));
  EXPECT_THAT(show_collections(server.at("second"), {.certificate = "client"}).names, ElementsAre("a"));
  EXPECT_EQ(show_collections(server.at("second"), {}).code, 14);
  const auto listed =
      curl({"--cert", "client.pem", "--key", "client.key", "-d", "{}", "https://" + server.at("second") + kList});
  EXPECT_EQ(listed.output, R"({"code":0,"data":["a"]})");
}

TEST(Crl, RefusesARevokedClient) {
  issue("revoked", "clientAuth");
  const auto made = run_shell(
      "touch index.txt && echo 01 > crlnumber && printf "
      "'[ca]\\ndefault_ca=x\\n[x]\\ndatabase=index.txt\\ncrlnumber=crlnumber\\n"
      "default_md=sha256\\ndefault_crl_days=2\\n' > ca.cnf && "
      "openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -revoke revoked.pem && "
      "openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -out crl.pem");
  ASSERT_TRUE(made.end.succeeded()) << made.output;
  const ServerUnderTest server{{.mode = 2}, {"--crl", "crl.pem"}};
  const auto refused = curl({"--cert", "revoked.pem", "--key", "revoked.key", "-d", "{}", server.url(kList)});
  EXPECT_EQ(refused.end.exit_code, 56);
  EXPECT_THAT(refused.output, HasSubstr("alert certificate revoked"));
  EXPECT_THAT(curl({"--cert", "client.pem", "--key", "client.key", "-d", "{}", server.url(kList)}).output,
              HasSubstr("code"));
}

}  // namespace
}  // namespace tlsgauge::server::test
