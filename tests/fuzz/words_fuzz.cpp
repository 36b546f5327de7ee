#include <array>

#include "deployment/compose/cgroup.hpp"
#include "deployment/log.hpp"
#include "deployment/ready_line.hpp"
#include "fuzz.hpp"
#include "load/rest/url.hpp"
#include "model/topology.hpp"
#include "pki/alternative_name.hpp"
#include "pki/serial.hpp"
#include "probe/classify.hpp"
#include "server/credentials.hpp"
#include "server/front/alpn.hpp"

// Short texts: what targets and client programs print, what the kernel says of them, and what a command line holds.

namespace {

using namespace tlsgauge;

void read_what_targets_print(const std::string& text) {
  if (const auto endpoints = deployment::parse_ready_line(text); endpoints.ok()) {
    fuzz::require(!endpoints->empty(), "a READY line names an endpoint");
  } else {
    fuzz::require_line(message(endpoints.status()));
  }
  constexpr std::size_t kLongest = 300 + 3;  // and an ellipsis
  const auto line = deployment::telling_line(text);
  fuzz::require(line.size() <= kLongest && line.find('\n') == std::string::npos, "a telling line is a short line");
  if (const auto account = deployment::compose::cpu_account(text))
    fuzz::require(account->file.is_relative(), "an account stands below its hierarchy", account->file.string());
}

void read_what_clients_print(const std::string& text) {
  const auto alert = probe::alert_in_text(text);
  fuzz::require(!alert || alert->code != 0, "an alert in words is not close_notify");
  for (const int code : {0, 1, 7, 28, 35}) {
    const auto outcome = probe::classify_program({.exit_code = code, .timed_out = false, .output = text});
    if (code == 7 || code == 28) fuzz::require(outcome.has_value(), "curl's exit code says enough");
    if (code != 0 && outcome)
      fuzz::require(!std::holds_alternative<model::Accepted>(*outcome), "a program that failed was not served");
  }
}

void read_arguments(const std::string& text) {
  if (const auto endpoint = model::endpoint_from(text)) {
    fuzz::require(!endpoint->host.empty() && endpoint->port != 0, "an endpoint has host and port");
    const auto again = model::endpoint_from(model::to_string(*endpoint));
    fuzz::require(again && again->host == endpoint->host && again->port == endpoint->port,
                  "an endpoint that is written can be read", text);
  }
  if (const auto url = load::url_from(text); url.ok()) {
    fuzz::require(url->target.starts_with('/'), "a target begins with a slash", url->target);
    fuzz::require(!url->authority.empty() && url->endpoint.port != 0, "a URL names a host");
  } else {
    fuzz::require_line(message(url.status()));
  }
  if (const auto name = pki::alternative_name(text); name.ok()) {
    fuzz::require(name->starts_with("DNS:") || name->starts_with("IP:"), "a name is of a host or an address");
    fuzz::require(name->find_first_of(",\n") == std::string::npos, "a name is one entry of OpenSSL's list", *name);
  } else {
    fuzz::require_line(message(name.status()));
  }
  if (const auto serial = pki::Serial::from_hex(text); serial.ok())
    fuzz::require(pki::Serial::from_hex(serial->hex())->hex() == serial->hex(), "a serial is read as it is written");
}

void read_what_clients_send(const std::string& text) {
  if (const auto bytes = server::base64_decoded(text))
    fuzz::require(bytes->size() <= text.size() / 4 * 3, "base64 decodes into three octets of four");
  const server::Credentials credentials{"Milvus"};
  fuzz::require(
      !credentials.admits_request(text) || text.find("cm9vd") != std::string::npos || text.ends_with("root:Milvus"),
      "only root is let in", text);
  if (const auto chosen = server::front::choose_alpn(server::front::Protocols::grpc_and_http, text))
    fuzz::require(text.find(*chosen) != std::string::npos, "what is chosen was offered");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read_what_targets_print(text);
  read_what_clients_print(text);
  read_arguments(text);
  read_what_clients_send(text);
  return 0;
}
