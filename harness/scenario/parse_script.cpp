#include "scenario/parse_script.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "scenario/parse_recipe.hpp"

namespace tlsgauge::scenario {
namespace {

constexpr int kMostTimes = 100'000;
constexpr int kLongestPause = 600'000;  // milliseconds

/// A number that is not negative, and at most `most`.
std::size_t count(Reader& at, const std::string& key, int fallback, int most) {
  const auto value = at.number(key).value_or(fallback);
  if (value < 0 || value > most) {
    at.complain(key, "must be between 0 and " + std::to_string(most));
    return 0;
  }
  return static_cast<std::size_t>(value);
}

std::chrono::milliseconds pause(Reader& at, const std::string& key) {
  return std::chrono::milliseconds{static_cast<int>(count(at, key, 0, kLongestPause))};
}

template <class Number>
Number named(Reader& at, const std::string& key, const std::string& word) {
  const auto number = model::number_named<Number>(word);
  if (!number) at.complain(key, "'" + word + "' is neither a name that IANA registered nor a number such as 0x0a0a");
  return number.value_or(Number{});
}

template <class Number>
std::optional<Number> optional_number(Reader& at, const std::string& key) {
  if (!at.has(key)) return std::nullopt;
  return named<Number>(at, key, at.text(key));
}

template <class Number>
std::optional<std::vector<Number>> optional_numbers(Reader& at, const std::string& key) {
  if (!at.has(key)) return std::nullopt;
  std::vector<Number> numbers;
  for (const auto& word : at.texts(key)) numbers.push_back(named<Number>(at, key, word));
  return numbers;
}

model::HelloOptions parse_hello(Reader at) {
  constexpr int kLongestSessionId = 255;  // one octet says how long it is
  model::HelloOptions hello;
  hello.cipher_suites = optional_numbers<model::CipherSuite>(at, "cipher_suites");
  hello.groups = optional_numbers<model::NamedGroup>(at, "groups");
  hello.key_shares = optional_numbers<model::NamedGroup>(at, "key_shares");
  hello.signature_schemes = optional_numbers<model::SignatureScheme>(at, "signature_algorithms");
  if (at.has("alpn")) hello.alpn = at.texts("alpn");
  if (at.has("server_name")) hello.server_name = at.text("server_name");
  if (at.has("session_id")) hello.session_id = count(at, "session_id", 0, kLongestSessionId);
  hello.renegotiation_info = at.flag_or("renegotiation_info", true);
  hello.extended_master_secret = at.flag_or("extended_master_secret", true);
  hello.encrypt_then_mac = at.flag_or("encrypt_then_mac", true);
  hello.session_ticket = at.flag_or("session_ticket", false);
  hello.post_handshake_auth = at.flag_or("post_handshake_auth", false);
  hello.early_data = at.text_or("early_data", {});
  hello.change_cipher_spec = at.flag_or("change_cipher_spec", true);
  at.finish();
  return hello;
}

model::ProofOptions parse_proof(Reader at) {
  model::ProofOptions proof;
  proof.scheme = optional_number<model::SignatureScheme>(at, "scheme");
  proof.claimed = optional_number<model::SignatureScheme>(at, "claimed");
  if (at.has("context")) proof.context = at.text("context");
  proof.padded = at.flag_or("padded", true);
  proof.stale = at.flag_or("stale", false);
  constexpr int kMostSalt = 1 << 11;  // of a key of 16384 bits
  if (at.has("salt")) proof.salt = count(at, "salt", 0, kMostSalt);
  using enum model::MaskHash;
  if (at.has("mask"))
    proof.mask =
        at.choice("mask", {}, names_of(std::array{sha1, sha256, sha384, sha512}), "sha1, sha256, sha384 or sha512");
  proof.unreduced = at.flag_or("unreduced", false);
  at.finish();
  return proof;
}

/// A number of one octet such as 0x63.
std::optional<std::uint8_t> octet_of(std::string_view word) {
  constexpr std::string_view kPrefix = "0x";
  constexpr int kBase = 16;
  if (!word.starts_with(kPrefix)) return std::nullopt;
  std::uint8_t octet = 0;
  const auto* end = word.data() + word.size();
  const auto read = std::from_chars(word.data() + kPrefix.size(), end, octet, kBase);
  return read.ec == std::errc{} && read.ptr == end ? std::optional{octet} : std::nullopt;
}

model::AlertItem parse_alert(Reader& at) {
  constexpr std::uint8_t kWarning = 1;
  constexpr std::uint8_t kFatal = 2;
  const auto word = at.text("alert");
  auto alert = model::alert_named(word);
  if (const auto number = octet_of(word)) alert = model::Alert{*number};
  if (!alert) at.complain("alert", "'" + word + "' is neither a TLS alert nor a number such as 0x63");
  const auto level = at.text_or("level", "fatal");
  if (level != "warning" && level != "fatal") at.complain("level", "must be warning or fatal");
  return {.alert = alert.value_or(model::Alert{}), .level = level == "warning" ? kWarning : kFatal};
}

model::Item parse_handshake(Reader& at) {
  return model::HandshakeItem{.type = named<model::HandshakeType>(at, "handshake", at.text("handshake")),
                              .body = at.has("body") ? parse_octets(at, "body") : model::Octets{}};
}

model::Item parse_record(Reader& at) {
  return model::RecordItem{.type = named<model::ContentType>(at, "record", at.text("record")),
                           .content = at.has("content") ? parse_octets(at, "content") : model::Octets{}};
}

model::Item parse_text(Reader& at) {
  const auto text = at.text("text");
  return model::OctetsItem{{text.begin(), text.end()}};
}

model::Item parse_key_update(Reader& at) {
  return model::KeyUpdateItem{static_cast<std::uint8_t>(count(at, "key_update", 0, 255))};
}

model::Item parse_renegotiation(Reader& at) {
  if (!at.flag_or("renegotiate", false)) at.complain("renegotiate", "can only be true");
  return model::RenegotiationItem{};
}

struct Kind {
  const char* key;
  model::Item (*parse)(Reader&);
};
constexpr auto kKinds = std::to_array<Kind>({
    {"handshake", parse_handshake},
    {"copy", [](Reader& at) -> model::Item { return model::CopyItem{at.text("copy")}; }},
    {"alert", [](Reader& at) -> model::Item { return parse_alert(at); }},
    {"record", parse_record},
    {"octets", [](Reader& at) -> model::Item { return model::OctetsItem{parse_octets(at, "octets")}; }},
    {"text", parse_text},
    {"key_update", parse_key_update},
    {"renegotiate", parse_renegotiation},
    {"pause", [](Reader& at) -> model::Item { return model::PauseItem{pause(at, "pause")}; }},
});

model::Item parse_item(Reader& at) {
  const Kind* found = nullptr;
  for (const auto& kind : kKinds) {
    if (!at.has(kind.key)) continue;
    if (found != nullptr) at.complain(kind.key, "is a second thing to send; write an entry of its own");
    found = &kind;
  }
  if (found != nullptr) return found->parse(at);
  at.complain("", "names nothing to send; scenarios/README.md lists what can be");
  return model::PauseItem{};
}

model::Keys parse_keys(Reader& at) {
  using enum model::Keys;
  const auto word = at.text_or("keys", "current");
  if (word == "none") return none;
  if (word == "previous") return previous;
  if (word != "current") at.complain("keys", "must be current, none or previous");
  return current;
}

model::SealFlaw parse_flaw(Reader& at) {
  using enum model::SealFlaw;
  if (!at.has("flaw")) return none;
  const auto word = at.text("flaw");
  if (word == "padding") return padding;
  if (word == "padding_length") return padding_length;
  if (word != "mac") at.complain("flaw", "must be mac, padding or padding_length");
  return mac;
}

std::vector<std::size_t> parse_sizes(Reader& at) {
  constexpr int kMost = 0xffff;
  std::vector<std::size_t> sizes;
  const auto& raw = at.raw("sizes");
  if (raw.is_null()) return sizes;
  for (const auto& size : raw) {
    const bool good = size.is_number_integer() && size >= 0 && size <= kMost;
    if (!good) at.complain("sizes", "must be a list of numbers from 0 to 65535");
    sizes.push_back(good ? size.get<std::size_t>() : 1);
  }
  if (sizes.empty() || sizes.back() == 0)
    at.complain("sizes", "must end with a number above 0, which holds for all that follows");
  return sizes;
}

model::Packing parse_packing(Reader at) {
  constexpr int kMostPadding = 1 << 14;
  model::Packing packing;
  packing.sizes = parse_sizes(at);
  packing.padding = count(at, "padding", 0, kMostPadding);
  packing.type = optional_number<model::ContentType>(at, "type");
  if (at.has("version")) {
    const auto octets = parse_octets(at, "version");
    if (octets.size() != 2) at.complain("version", "must be two octets, such as 0303");
    if (octets.size() == 2) packing.version = static_cast<std::uint16_t>(octets[0] << 8U | octets[1]);
  }
  packing.keys = parse_keys(at);
  packing.inner_type = at.flag_or("inner_type", true);
  packing.flaw = parse_flaw(at);
  packing.edits = parse_edits(at, "edit");
  packing.skipped = count(at, "skipped", 0, std::numeric_limits<int>::max());
  packing.reversed = at.flag_or("reversed", false);
  packing.doubled = at.flag_or("doubled", false);
  packing.joined = at.flag_or("joined", false);
  if (at.has("between"))
    for (auto& entry : at.objects("between")) {
      packing.between.push_back(parse_item(entry));
      entry.finish();
    }
  packing.segment = count(at, "segment", 0, kMostPadding);
  packing.pause = pause(at, "pause");
  at.finish();
  return packing;
}

std::vector<model::Sending> parse_sendings(Reader& at, const std::string& key) {
  std::vector<model::Sending> sendings;
  if (!at.has(key)) return sendings;
  for (auto& entry : at.objects(key)) {
    auto item = parse_item(entry);
    sendings.push_back({.item = std::move(item),
                        .times = static_cast<unsigned>(count(entry, "times", 1, kMostTimes)),
                        .packing = parse_packing(entry.object("packing"))});
    entry.finish();
  }
  return sendings;
}

model::Ending parse_ending(Reader& at) {
  using enum model::Ending;
  const auto word = at.text_or("then", "go-on");
  if (word == "hold") return hold;
  if (word == "fin") return fin;
  if (word == "reset") return reset;
  if (word != "go-on") at.complain("then", "must be go-on, hold, fin or reset");
  return none;
}

model::Step parse_step(Reader& at) {
  constexpr auto kPoints = std::to_array<std::string_view>(
      {"start", "client_hello", "end_of_early_data", "certificate", "client_key_exchange", "certificate_verify",
       "change_cipher_spec", "finished", "established", "key_update", "application_data", "alert", "close_notify",
       "premaster"});
  model::Step step;
  step.at = at.text("at");
  if (std::ranges::find(kPoints, step.at) == kPoints.end())
    at.complain("at", "'" + step.at + "' is no point of a handshake; scenarios/README.md lists them");
  step.occurrence = static_cast<unsigned>(count(at, "occurrence", 0, kMostTimes));
  step.edits = parse_edits(at, "edit");
  step.before = parse_sendings(at, "before");
  step.after = parse_sendings(at, "after");
  step.dropped = at.flag_or("drop", false);
  step.times = static_cast<unsigned>(count(at, "times", 1, kMostTimes));
  step.packing = parse_packing(at.object("packing"));
  step.then = parse_ending(at);
  if (step.at == "premaster" && step != model::Step{.at = step.at, .occurrence = step.occurrence, .edits = step.edits})
    at.complain("at", "premaster is no message, but a part of one: it can be edited, and nothing else");
  at.finish();
  return step;
}

}  // namespace

model::Script parse_script(Reader at) {
  model::Script script;
  script.hello = parse_hello(at.object("hello"));
  script.proof = parse_proof(at.object("proof"));
  script.unasked_certificate = at.flag_or("unasked_certificate", false);
  script.empty_certificate = at.flag_or("empty_certificate", false);
  using enum model::CertificateForm;
  script.certificate = at.choice("certificate", "x509", names_of(std::array{x509, compressed, raw_public_key}),
                                 "x509, compressed or raw-public-key")
                           .value_or(x509);
  if (at.has("steps"))
    for (auto& step : at.objects("steps")) script.steps.push_back(parse_step(step));
  at.finish();
  return script;
}

}  // namespace tlsgauge::scenario
