#include "report/read_report.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/file.hpp"
#include "report/json_cursor.hpp"

namespace tlsgauge::report {
namespace {

constexpr int kSchemaVersion = 1;
constexpr int kMaxDepth = 32;  // a report nests seven levels

/// Complains about a word that is not among those of the schema.
template <std::size_t N>
std::string word_of(const JsonCursor& at, const std::array<std::string_view, N>& words) {
  auto word = at.text_or_empty();
  if (!word.empty() && std::ranges::find(words, std::string_view{word}) == words.end())
    at.complain("'" + word + "' is none of this schema version's words");
  return word;
}

constexpr auto kSecurities = std::to_array<std::string_view>({"accepted", "rejected", "hang", "unreachable"});
constexpr auto kGrades = std::to_array<std::string_view>({"exact", "allowed", "other_alert", "no_alert", "reset"});

/// The line of a fault that nlohmann/json describes as "[json.exception.parse_error.101] parse error at line 3, …".
Status syntax_fault(const std::filesystem::path& file, const std::string& text) {
  constexpr std::size_t kMost = 200;  // it quotes the document
  const auto end = text.find("] ");
  return bad_input(file.string() + ": " + text.substr(end == std::string::npos ? 0 : end + 2, kMost) +
                   "; the file is cut short or is no report: make it again with tlsgauge run or load");
}

Result<nlohmann::json> parse(const std::filesystem::path& file, const std::string& bytes) {
  bool too_deep = false;
  // Values that a false answer discards are not kept, so depth costs no memory.
  const auto keep = [&](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    too_deep = too_deep || depth > kMaxDepth;
    return !too_deep;
  };
  try {
    auto document = nlohmann::json::parse(bytes, keep);
    if (too_deep)
      return bad_input(file.string() + ": nested more than " + std::to_string(kMaxDepth) +
                       " levels: this is no report");
    return document;
  } catch (const nlohmann::json::exception& error) {  // a syntax error, or a number that no machine type holds
    return syntax_fault(file, error.what());
  }
}

model::ReportOrigin origin_of(const JsonCursor& root, const std::filesystem::path& file) {
  const auto tool = root["tool"];
  const auto environment = root["environment"];
  const auto target = root["target"];
  return {.file = file.string(),
          .interrupted = root["interrupted"].flag(),
          .version = tool["version"].text(),
          .commit = tool["commit"].text_or_empty(),
          .catalogue_version = root["catalogue_version"].whole_number(),
          .host = environment["host"].text(),
          .cpu = environment["cpu"].text(),
          .kernel = environment["kernel"].text(),
          .openssl = environment["openssl"].text(),
          .grpc = environment["grpc"].text(),
          .network = environment["network"].text(),
          .governor = environment.optional("governor").text_or_empty(),
          .cores = static_cast<unsigned>(environment["cores"].whole_number()),
          .load_average = environment.optional("load_average").number().value_or(0),
          .steal_percent = environment.optional("steal_percent").number().value_or(0),
          .started = environment["started"].text(),
          .target = target["name"].text(),
          .target_version = target["version"].text_or_empty(),
          .target_profile = target["profile"].text_or_empty()};
}

model::ResultDigest result_of(const JsonCursor& at) {
  model::ResultDigest result;
  result.id = at["id"].text();
  const auto verdict = at["verdict"];
  const auto kind = model::verdict_kind_named(verdict.text());
  if (!kind) verdict.complain("'" + verdict.text() + "' is no verdict of this schema version");
  result.verdict = kind.value_or(model::VerdictKind::error);
  result.grade = word_of(at["grade"], kGrades);
  result.reason = at["reason"].text();
  const auto observed = at["observed"];
  if (observed.is_null()) return result;
  result.security = word_of(observed["security"], kSecurities);
  const auto alert = observed["alert"];
  if (!alert.is_null()) result.alert = alert["name"].text();
  return result;
}

/// A cost that was measured: more than nothing.
std::optional<model::Cost> cost_of(const JsonCursor& at) {
  const auto nanoseconds = at.number();
  if (!nanoseconds || *nanoseconds == 0) return std::nullopt;
  return model::Cost{*nanoseconds};
}

model::LoadDigest load_of(const JsonCursor& at) {
  model::LoadDigest load;
  load.name = at["name"].text();
  load.kind = at["kind"].text();
  load.engine = at["engine"].text();
  if (!at["valid"].flag()) {
    load.invalid_because = at.optional("invalid_because").text_or_empty();
    if (load.invalid_because.empty()) load.invalid_because = "the report does not say why";
  }
  const auto options = at.optional("options");
  for (const auto& name : options.keys()) load.options[name] = options[name].scalar();
  load.client_cpu = cost_of(at["client_cpu_ns_per_op"]);
  load.server_cpu = cost_of(at["server_cpu_ns_per_op"]);
  const auto latency = at["latency_ns"];
  load.latency_p50 = cost_of(latency.optional("p50"));
  load.latency_p99 = cost_of(latency.optional("p99"));
  return load;
}

/// Checked first: of another version, nothing else can be understood.
void check_schema(const JsonCursor& root) {
  const auto version = root.optional("schema_version");
  if (version.is_null()) version.complain("is missing: this is no report.json of tlsgauge");
  const int number = version.whole_number();
  if (number != kSchemaVersion)
    version.complain(std::to_string(number) + " is not known; this tlsgauge reads version " +
                     std::to_string(kSchemaVersion) + ": compare with the tlsgauge that wrote the report");
}

}  // namespace

Result<model::ReportDigest> read_report(const std::filesystem::path& path) {
  std::error_code ignored;  // what cannot be looked at cannot be read either, and that is said then
  const auto file = std::filesystem::is_directory(path, ignored) ? path / "report.json" : path;
  const auto bytes = core::read_file(file, kMaxReportBytes);
  if (absl::IsNotFound(bytes.status()))
    return missing(message(bytes.status()) + "; name a report.json, or the directory of a run");
  if (!bytes.ok()) return bytes.status();
  const auto document = parse(file, *bytes);
  if (!document.ok()) return document.status();

  Status fault;
  const JsonCursor root{*document, file.string(), fault};
  check_schema(root);
  if (const auto none = root.optional("fault"); !none.is_null())
    none.complain("the run did not take place (" + none.text() + "): there is nothing to compare");
  if (!fault.ok()) return fault;
  model::ReportDigest report{.origin = origin_of(root, file), .results = {}, .loads = {}};
  std::set<std::string> ids;
  for (const auto& item : root["results"].items()) {
    report.results.push_back(result_of(item));
    if (!ids.insert(report.results.back().id).second) item.complain("the id stands twice");
  }
  for (const auto& item : root.optional("load").items()) report.loads.push_back(load_of(item));
  if (!fault.ok()) return fault;
  return report;
}

}  // namespace tlsgauge::report
