#include "load/rest/url.hpp"

#include <algorithm>
#include <string_view>

namespace tlsgauge::load {
namespace {

/// Whether "HOST:PORT" or "[ADDRESS]:PORT" was written; the colons of an address in brackets are its own.
bool has_port(const std::string& authority) {
  const auto colon = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  return colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
}

/// RFC 3986 section 2: everything but visible ASCII characters must be percent-encoded.
bool is_plain(const std::string& target) {
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<Url> url_from(const std::string& text) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  const auto wrong = [&](const std::string& what) { return bad_input(text + ": " + what); };
  Url url;
  url.tls = text.starts_with(kHttps);
  if (!url.tls && !text.starts_with(kHttp)) return wrong("must be http://HOST:PORT/PATH or https://HOST:PORT/PATH");
  const auto rest = text.substr(url.tls ? kHttps.size() : kHttp.size());
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  url.authority = rest.substr(0, path);
  url.target = rest.substr(path);

  // Not with the text: it may hold a password.
  if (url.authority.find('@') != std::string::npos)
    return bad_input("a URL must not hold a user: use --username and --password-file");
  if (url.target.find('#') != std::string::npos) return wrong("a fragment is not part of a request");
  if (!is_plain(url.target)) return wrong("spaces, control and non-ASCII characters must be percent-encoded");
  if (!url.target.starts_with('/')) url.target.insert(0, "/");

  const std::string port = url.tls ? ":443" : ":80";
  const auto endpoint = model::endpoint_from(has_port(url.authority) ? url.authority : url.authority + port);
  if (!endpoint) return wrong("'" + url.authority + "' must be HOST or HOST:PORT");
  url.endpoint = *endpoint;
  if (url.authority.ends_with(port)) url.authority.resize(url.authority.size() - port.size());
  return url;
}

}  // namespace tlsgauge::load
