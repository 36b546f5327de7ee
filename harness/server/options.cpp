#include "server/options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/result.hpp"
#include "server/front/faults.hpp"

namespace tlsgauge::server {
namespace {

constexpr int kWrongUsage = 64;
constexpr int kUnsupported = 89;
constexpr std::size_t kMaxTickets = 16;
constexpr std::uint32_t kMaxEarlyData = 1U << 20U;
constexpr unsigned kMaxThreads = 64;

template <class Number>
std::optional<Number> number_from(std::string_view digits) {
  Number value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Result<AlsoListen> also_listen_from(std::string_view text) {
  const auto colon = text.find(':');
  const auto port = number_from<std::uint16_t>(text.substr(0, colon));
  const auto mode = colon == std::string_view::npos ? std::nullopt : number_from<unsigned>(text.substr(colon + 1));
  if (!port || !mode || *mode > 2)
    return bad_input("--also-listen " + std::string{text} +
                     ": write PORT:MODE, for example 19540:2; MODE is 0, 1 or 2");
  return AlsoListen{.port = *port, .mode = static_cast<model::TlsMode>(*mode)};
}

Result<SniCertificate> sni_from(std::string_view text) {
  const auto equals = text.find('=');
  const auto comma = text.find(',', equals == std::string_view::npos ? 0 : equals);
  if (equals == 0 || equals == std::string_view::npos || comma == std::string_view::npos || comma == equals + 1 ||
      comma + 1 == text.size())
    return bad_input("--sni " + std::string{text} +
                     ": write NAME=CERT,KEY, for example other.example=other.pem,other.key");
  const auto end = text.find(',', comma + 1);
  SniCertificate certificate{.name = std::string{text.substr(0, equals)},
                             .chain = text.substr(equals + 1, comma - equals - 1),
                             .key = text.substr(comma + 1, end == std::string_view::npos ? end : end - comma - 1)};
  if (end == std::string_view::npos) return certificate;
  const auto mode = number_from<unsigned>(text.substr(end + 1));
  if (mode != 1 && mode != 2)
    return bad_input("--sni " + std::string{text} + ": the MODE behind the key is 1 (one-way) or 2 (mutual)");
  certificate.mode = static_cast<model::TlsMode>(*mode);
  return certificate;
}

/// OpenSSL of today's distributions refuses the older versions at its default security level, whatever a program asks.
Result<model::TlsVersion> oldest_tls_from(const std::string& text) {
  const auto version = model::tls_version_named(text);
  if (!version) return bad_input("--min-tls " + text + ": write 1.2 or 1.3");
  if (*version < model::TlsVersion::tls1_2) return unsupported("--min-tls " + text + ": this server begins at 1.2");
  return *version;
}

/// The values that CLI11 hands over as text.
struct Texts {
  std::string oldest_tls;
  std::string also_listen;
  std::vector<std::string> sni;
  int handshake_cost = 0;
};

std::string list_of_faults() {
  std::string text;
  for (const auto& fault : front::faults())
    text += (text.empty() ? "" : "\n") + std::string{fault.name} + ": " + std::string{fault.about};
  return text;
}

void declare(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("--config", options.config, "milvus.yaml to serve")->required()->option_text("FILE");
  app.add_option("--listen", options.address, "address of every port")->option_text("ADDRESS [127.0.0.1]");
  app.add_option("--min-tls", texts.oldest_tls, "oldest TLS version of the external ports")
      ->option_text("1.2|1.3 [1.2 in mode 1, 1.3 in mode 2]");
  app.add_option("--crl", options.crl, "PEM file of revocation lists for client certificates")->option_text("FILE");
  app.add_option("--tickets", options.tickets, "TLS 1.3 session tickets to send; 0 ends all resumption")
      ->check(CLI::Range(std::size_t{0}, kMaxTickets))
      ->option_text("N [2]");
  app.add_option("--ticket-key", options.ticket_key,
                 "80 octets that seal session tickets: servers and ports that share them take each other's")
      ->option_text("FILE");
  app.add_option("--early-data", options.early_data, "early data to accept with a ticket")
      ->check(CLI::Range(std::uint32_t{0}, kMaxEarlyData))
      ->option_text("BYTES [0]");
  app.add_option("--also-listen", texts.also_listen, "a second external port with a tlsMode of its own")
      ->option_text("PORT:MODE");
  app.add_option("--sni", texts.sni, "certificate, and tlsMode, for clients that ask for NAME; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("NAME=CERT,KEY[,MODE]");
  app.add_option("--collection", options.collections, "collection to pretend to have; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("NAME");
  app.add_option("--management-port", options.management_port, "port of /healthz and /livez, always plain HTTP")
      ->option_text("N [METRICS_PORT or 9091]");
  app.add_option("--handshake-cost", texts.handshake_cost,
                 "CPU time to waste in each handshake: a slower server, to try comparisons with")
      ->check(CLI::Range(0, 1'000'000))
      ->option_text("MICROSECONDS [0]");
  app.add_option("--fault", options.fault, "be wrong in this way: a server that a test has to find out")
      ->option_text("NAME");
  app.add_flag_callback(
      "--list-faults",
      [] {
        throw CLI::CallForVersion{list_of_faults(), 0};
      },
      "what --fault can be, and end");
  app.add_option("--threads", options.threads, "threads that run connections")
      ->check(CLI::Range(1U, kMaxThreads))
      ->option_text("N [1]");
  app.set_version_flag("--version", "tlsgauge-server " TLSGAUGE_VERSION);
  app.footer(
      "Ports may be 0: any free one. When all listen, one line READY names them. Exit codes: 0 ended by SIGTERM,\n"
      "2 the configuration cannot be served, 64 wrong usage, 89 not supported.");
}

Status complete(Options& options, const Texts& texts) {
  if (!texts.oldest_tls.empty()) {
    const auto version = oldest_tls_from(texts.oldest_tls);
    if (!version.ok()) return version.status();
    options.oldest_tls = *version;
  }
  if (!texts.also_listen.empty()) {
    const auto also = also_listen_from(texts.also_listen);
    if (!also.ok()) return also.status();
    options.also_listen = *also;
  }
  for (const auto& text : texts.sni) {
    auto certificate = sni_from(text);
    if (!certificate.ok()) return certificate.status();
    options.sni.push_back(*std::move(certificate));
  }
  options.handshake_cost = std::chrono::microseconds{texts.handshake_cost};
  if (!options.fault.empty() && front::fault_named(options.fault) == nullptr)
    return bad_input("--fault " + options.fault + ": there is none of that name; --list-faults names them");
  if (options.early_data > 0 && options.tickets == 0)
    return bad_input("--early-data needs a ticket to come with; raise --tickets");
  // OpenSSL keeps the sessions of early data itself, and would resume those of the port for any name.
  const bool mutual_name =
      std::ranges::any_of(options.sni, [](const SniCertificate& name) { return name.mode == model::TlsMode::mutual; });
  if (options.early_data > 0 && mutual_name) return bad_input("--early-data and --sni with mode 2 do not go together");
  return absl::OkStatus();
}

}  // namespace

std::variant<Options, EarlyEnd> parse_options(int argc, const char* const* argv, const char* metrics_port) {
  Options options;
  if (metrics_port != nullptr && *metrics_port != '\0') {
    const auto port = number_from<std::uint16_t>(metrics_port);
    if (!port)
      return EarlyEnd{kWrongUsage, "METRICS_PORT=" + std::string{metrics_port} + " is not a port; write 0 to 65535"};
    options.management_port = *port;
  }
  CLI::App app{"The reference server: a Milvus proxy and its component ports, as far as TLS is concerned.",
               "tlsgauge-server"};
  Texts texts;
  declare(app, options, texts);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return EarlyEnd{0, app.help()};
  } catch (const CLI::CallForVersion& version) {
    return EarlyEnd{0, std::string{version.what()} + "\n"};
  } catch (const CLI::Error& error) {
    return EarlyEnd{kWrongUsage, std::string{error.what()} + "; --help lists the options"};
  }
  if (const auto status = complete(options, texts); !status.ok())
    return EarlyEnd{absl::IsUnimplemented(status) ? kUnsupported : kWrongUsage, message(status)};
  return options;
}

}  // namespace tlsgauge::server
