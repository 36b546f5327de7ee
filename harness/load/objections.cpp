#include "load/objections.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

namespace tlsgauge::load {
namespace {

using namespace std::chrono_literals;

constexpr double kBusy = 0.95;  // of a thread's time: it has none left for more

/// Clauses of one sentence.
class Clauses {
 public:
  void add(const std::string& clause) { text_ += (text_.empty() ? "" : "; ") + clause; }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string of_all(std::uint64_t some, std::uint64_t all, const std::string& what) {
  return std::to_string(some) + " of " + std::to_string(all) + " " + what;
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text.append(text.empty() ? "" : " or ").append(name);
  return text;
}

/// What was agreed and not asked for.
void object_to_names(Clauses& clauses, const std::string& what, const std::set<std::string>& asked,
                     const model::Counts& agreed) {
  if (asked.empty()) return;
  const auto wanted = " was agreed, and " + joined(asked) + " was asked for";
  for (const auto& [name, times] : agreed) {
    auto clause = what + " ";
    if (!asked.contains(name)) clauses.add(clause.append(name).append(wanted));
  }
}

void object_to_mixture(Clauses& clauses, const std::string& what, const model::Counts& agreed) {
  if (agreed.size() > 1) clauses.add("more than one " + what + " was agreed: these are several measurements in one");
}

void object_to_census(Clauses& clauses, const Asked& asked, const Statistics& sum) {
  const auto& census = sum.census;
  object_to_names(clauses, "version", {asked.version}, census.version);
  object_to_names(clauses, "cipher", asked.ciphers, census.cipher);
  object_to_names(clauses, "group", asked.groups, census.group);
  object_to_mixture(clauses, "cipher", census.cipher);
  object_to_mixture(clauses, "group", census.group);
  std::uint64_t connections = 0;
  for (const auto& [version, times] : census.version) connections += times;
  if (asked.resumed && census.resumed != connections)
    clauses.add("only " + of_all(census.resumed, connections, "handshakes resumed"));
  if (!asked.resumed && census.resumed > 0) clauses.add("handshakes resumed although none should");
  if (asked.accepted && census.accepted != sum.operations.completed)
    clauses.add("acceptance was not proven for every handshake");
}

/// Why starts were late, and what helps.
std::string remedy(const Statistics& sum) {
  constexpr std::uint64_t kOneIn = 100;
  if (sum.utilization > kBusy) return "it was the bottleneck: more threads, or a lower rate, are needed";
  if (sum.crowded_out > sum.operations.started / kOneIn) return "more connections are needed";
  return "this machine was too busy to run it in time";
}

/// Starts that were due and never happened, or late, are the tool's own failing: its latencies are then those of its
/// own queue, and miss the worst.
void object_to_lateness(Clauses& clauses, const Asked& asked, const Measurement& measurement) {
  if (!asked.open_loop) return;
  constexpr std::uint64_t kBeyondTheLastPercentile = 10'000;  // one in so many lies above p99.99
  constexpr auto kNoticeable = 1ms;
  const auto& sum = measurement.sum;
  const auto due = sum.operations.started + sum.never_begun;
  const bool missed = sum.never_begun > due / kBeyondTheLastPercentile;
  const auto lag = sum.schedule_lag.percentile(99);
  const bool late = lag > kNoticeable && lag > sum.latency.percentile(99) / 2;
  if (missed) clauses.add("the tool never began " + of_all(sum.never_begun, due, asked.operation) + " that were due");
  if (late)
    clauses.add("the tool was late: half of the latency, or more, is its own (" +
                std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(lag).count()) +
                " µs of lag at the 99th percentile)");
  if (missed || late) clauses.add(remedy(sum));
}

}  // namespace

std::set<std::string> groups_in(const std::string& list) {
  constexpr auto kOtherNames = std::to_array<std::pair<const char*, const char*>>(
      {{"p-256", "secp256r1"}, {"prime256v1", "secp256r1"}, {"p-384", "secp384r1"}, {"p-521", "secp521r1"}});
  std::set<std::string> names;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(':', begin), list.size());
    auto name = list.substr(begin, end - begin);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (const auto& [other, usual] : kOtherNames)
      if (name == other) name = usual;
    names.insert(std::move(name));
    begin = end + 1;
  }
  return names;
}

std::string note(const Pace& pace, const Measurement& measurement) {
  const auto utilization = measurement.sum.utilization;
  if (pace.rate || pace.connections <= pace.threads || utilization <= kBusy) return {};
  return "the client's thread was busy for " + std::to_string(std::lround(100 * utilization)) +
         " % of the time: rate and latency are its own limits, not the server's (more threads, or a rate, would tell "
         "those); CPU per operation is not touched by it";
}

std::string objections(const Asked& asked, const Measurement& measurement) {
  const auto& operations = measurement.sum.operations;
  Clauses clauses;
  if (measurement.interrupted) clauses.add("interrupted");
  const auto failures = operations.failures();
  if (failures > 0) clauses.add(of_all(failures, operations.started, asked.operation + " failed"));
  if (operations.completed == 0) {
    clauses.add("none of the " + asked.operation + " completed");
    return std::move(clauses).text();
  }
  if (asked.count && operations.started < *asked.count && !measurement.interrupted)
    clauses.add("time was up after " + of_all(operations.started, *asked.count, asked.operation));
  object_to_census(clauses, asked, measurement.sum);
  object_to_lateness(clauses, asked, measurement);
  return std::move(clauses).text();
}

}  // namespace tlsgauge::load
