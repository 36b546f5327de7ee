#include "runner/load_outcome.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace tlsgauge::runner {
namespace {

using model::Stage;

constexpr std::string_view kAlert = "alert:", kHttp = "http:", kGrpc = "grpc:", kTcp = "tcp:", kTls = "tls:",
                           kLocal = "local:";

/// All failures by class, those of connections and of requests.
model::Counts failures_of(const model::LoadResult& load) {
  auto failures = load.handshakes_failed;
  for (const auto& [why, times] : load.requests_failed) failures[why] = std::max(failures[why], times);
  return failures;
}

std::string in_words(const model::LoadResult& load, const model::Counts& failures) {
  std::string text = load.invalid_because;
  for (auto separator = ": "; const auto& [why, times] : failures) {
    text.append(separator).append(why).append(" ").append(std::to_string(times));
    separator = ", ";
  }
  return text;
}

/// Where the first answer of the application was due, or a later one.
Stage stage_after(const model::LoadResult& load) {
  if (load.handshakes_completed == 0) return Stage::handshake;
  if (load.kind == "rest") return Stage::http;
  return load.kind == "grpc" ? Stage::rpc : Stage::first_read;
}

/// "http:503" → 503.
std::optional<int> http_status(std::string_view why) {
  int status = 0;
  const auto digits = why.substr(std::min(why.size(), kHttp.size()));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return error == std::errc{} ? std::optional{status} : std::nullopt;
}

model::Refused refused_by_server(Stage stage) {
  return {.by = model::Party::server, .stage = stage, .alert = std::nullopt};
}

/// What failures that are all of one class say. `seen` also gets what the application answered, and how the connection
/// ended.
model::Outcome outcome_of(std::string_view why, const model::LoadResult& load, model::Observation& seen) {
  if (why == "timeout") return model::Silent{.stage = stage_after(load)};
  if (why.starts_with(kTls))
    return model::Refused{.by = model::Party::client, .stage = Stage::handshake, .alert = std::nullopt};
  if (why.starts_with(kTcp)) return refused_by_server(Stage::tcp);
  if (why.starts_with(kGrpc)) return refused_by_server(Stage::rpc);
  if (why.starts_with(kHttp)) {
    seen.answer.http_status = http_status(why);
    return refused_by_server(Stage::http);
  }
  auto refused = refused_by_server(stage_after(load));
  if (why.starts_with(kAlert)) {
    if (const auto alert = model::alert_named(why.substr(kAlert.size())))
      refused.alert = model::AlertSeen{.alert = *alert, .fatal = true, .from = model::Party::server};
  }
  if (why == "reset") seen.close = model::Close::rst;
  if (why == "fin") seen.close = model::Close::fin;
  if (why == "close_notify") seen.close = model::Close::close_notify;
  return refused;
}

}  // namespace

Result<model::Observation> observation_of(const model::LoadResult& load, bool must_resume) {
  const auto failures = failures_of(load);
  const auto is_ours = [](const model::Counts::value_type& failure) { return failure.first.starts_with(kLocal); };
  const bool resumed = !must_resume || load.census.resumed >= model::completed(load);
  if (std::ranges::any_of(failures, is_ours) || (failures.empty() && resumed))
    return internal("the numbers of this load do not hold: " + in_words(load, failures));

  model::Observation seen;
  seen.detail = in_words(load, failures);
  if (model::unreachable(load)) {
    seen.outcome = model::Unreachable{};
  } else if (failures.size() == 1) {
    seen.outcome = outcome_of(failures.begin()->first, load, seen);
  } else {
    seen.outcome = refused_by_server(stage_after(load));
  }
  return seen;
}

}  // namespace tlsgauge::runner
