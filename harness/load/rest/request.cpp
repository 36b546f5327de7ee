#include "load/rest/request.hpp"

#include <absl/strings/escaping.h>

#include <algorithm>

namespace tlsgauge::load {
namespace {

/// RFC 9110 section 5.6.2, as far as methods use it.
bool is_token(const std::string& text) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

bool is_one_line(const std::string& text) { return text.find_first_of("\r\n") == std::string::npos; }

}  // namespace

Result<std::string> serialize(const RestPlan& plan) {
  if (!is_token(plan.method)) return bad_input("'" + plan.method + "' is not an HTTP method");
  const auto host = plan.host.empty() ? model::to_string(plan.endpoint) : plan.host;
  for (const auto* text : {&host, &plan.target, &plan.content_type})
    if (!is_one_line(*text)) return bad_input("a line break in the target, the host or the content type of a request");

  auto request = plan.method + " " + plan.target + " HTTP/1.1\r\nHost: " + host +
                 "\r\nUser-Agent: tlsgauge\r\nAccept: application/json\r\n";
  if (const auto& login = plan.tls.client.login)
    request += "Authorization: Basic " + absl::Base64Escape(login->user + ":" + login->password) + "\r\n";
  if (!plan.body.empty()) request += "Content-Type: " + plan.content_type + "\r\n";
  // RFC 9110 section 8.6: a user agent SHOULD send the length of a POST or PUT also when it is zero.
  if (!plan.body.empty() || plan.method == "POST" || plan.method == "PUT")
    request += "Content-Length: " + std::to_string(plan.body.size()) + "\r\n";
  return request + "\r\n" + plan.body;
}

}  // namespace tlsgauge::load
