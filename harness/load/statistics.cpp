#include "load/statistics.hpp"

#include <algorithm>

namespace tlsgauge::load {
namespace {

void add_counts(model::Counts& into, const model::Counts& counts) {
  for (const auto& [name, count] : counts) into[name] += count;
}

}  // namespace

void Tally::add(const Tally& other) {
  started += other.started;
  completed += other.completed;
  add_counts(failed, other.failed);
}

std::uint64_t Tally::failures() const {
  std::uint64_t sum = 0;
  for (const auto& [why, times] : failed) sum += times;
  return sum;
}

void Statistics::count_operation(const Times& times, std::string_view failure) {
  schedule_lag.record(times.started - times.intended);
  if (!failure.empty()) {
    operations.fail(failure);
    return;
  }
  operations.complete();
  latency.record(times.finished - times.intended);
}

void Statistics::add(const Statistics& other) {
  operations.add(other.operations);
  connections.add(other.connections);
  add_counts(census.version, other.census.version);
  add_counts(census.cipher, other.census.cipher);
  add_counts(census.group, other.census.group);
  census.resumed += other.census.resumed;
  census.accepted += other.census.accepted;
  completed_in_time += other.completed_in_time;
  never_begun += other.never_begun;
  crowded_out += other.crowded_out;
  cpu += other.cpu;
  utilization = std::max(utilization, other.utilization);
  latency.add(other.latency);
  tcp.add(other.tcp);
  handshake.add(other.handshake);
  acceptance.add(other.acceptance);
  schedule_lag.add(other.schedule_lag);
}

void count(model::Counts& counts, std::string_view name) {
  const auto known = counts.find(name);
  if (known != counts.end()) {
    ++known->second;
  } else {
    counts.emplace(name, 1);
  }
}

model::LatencySummary summarize(const Histogram& histogram) {
  if (histogram.count() == 0) return {};
  return {.count = histogram.count(),
          .p50 = histogram.percentile(50),
          .p90 = histogram.percentile(90),
          .p99 = histogram.percentile(99),
          .p99_9 = histogram.percentile(99.9),
          .p99_99 = histogram.percentile(99.99),
          .max = histogram.max(),
          .histogram = histogram.encode()};
}

}  // namespace tlsgauge::load
