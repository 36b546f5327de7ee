#include <algorithm>
#include <array>

#include "fuzz.hpp"
#include "pki/forge/forge.hpp"
#include "pki/lint.hpp"
#include "pki/pem.hpp"
#include "server/front/certificate_files.hpp"
#include "server/front/tls_context.hpp"
#include "tls/client_context.hpp"

// PEM files of unknown content, by everything that reads some: `certs lint`, `certs forge --ca`, the client, and the
// reference server, revocation lists included. The same text stands under every name.

namespace {

using namespace tlsgauge;

constexpr auto kNames =
    std::to_array<std::string_view>({"ca.pem", "ca.key", "server.pem", "server.key", "client.pem", "crl.pem"});
constexpr std::int64_t kNow = 1'767'225'600;  // 2026-01-01

const fuzz::InputFiles& files() {
  static const fuzz::InputFiles made{kNames};
  return made;
}

void lint() {
  const auto findings = pki::lint({files().path("server.pem"), files().path("client.pem")}, kNow);
  if (!findings.ok()) return fuzz::require_fault(findings.status(), files().directory().string());
  const auto level = [](const pki::Finding& finding) { return finding.level; };
  fuzz::require(std::ranges::is_sorted(*findings, {}, level), "findings come by their weight");
  for (const auto& finding : *findings) {
    fuzz::require(!finding.rule.empty() && !finding.why.empty() && !finding.advice.empty(), "a finding is explained");
    fuzz::require_line(finding.what);
  }
}

void round_trip(const std::string& text) {
  const auto contents = pki::parse_pem("file.pem", text);
  if (!contents.ok()) return fuzz::require_fault(contents.status(), "file.pem: ");
  for (const auto& certificate : contents->certificates) {
    const auto pem = pki::to_pem(certificate);
    if (!pem.ok()) continue;  // OpenSSL reads some that it cannot write
    const auto again = pki::parse_pem("again.pem", *pem);
    fuzz::require(again.ok() && again->certificates.size() == 1, "a certificate that is written can be read");
    fuzz::require(*pki::to_der(again->certificates.front()) == *pki::to_der(certificate), "and is the same");
  }
}

/// What a reader of files may answer: anything but words that span lines, or name no file.
template <class Read>
void require_explained(const Read& read) {
  if (read.ok()) return;
  fuzz::require(message(read.status()).find(files().directory().string()) != std::string::npos,
                "the fault names the file", message(read.status()));
  fuzz::require_line(message(read.status()));
}

void serve() {
  const auto file = [](std::string_view name) { return server::NamedFile{std::string{name}, files().path(name)}; };
  require_explained(server::front::load_certificates(file("ca.pem")));
  require_explained(server::front::load_key(file("server.key")));
  server::front::TlsPolicy policy;
  policy.mutual = true;
  policy.crl = file("crl.pem");
  require_explained(server::front::TlsContext::make(
      policy, {.chain = file("server.pem"), .key = file("server.key"), .ca = file("ca.pem")}, {}));
}

void connect() {
  for (const bool forged : {false, true}) {
    tls::ClientSettings settings;
    settings.trust = files().path("ca.pem");
    settings.certificate = files().path("client.pem");
    settings.key = files().path("server.key");
    settings.forged = forged;
    const auto context = tls::client_context(settings);
    if (!context.ok()) fuzz::require_line(message(context.status()));
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  files().fill(text);
  lint();
  round_trip(text);
  require_explained(pki::load_ground(files().directory()));
  serve();
  connect();
  return 0;
}
