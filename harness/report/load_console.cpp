#include <cmath>
#include <iomanip>
#include <sstream>

#include "report/render.hpp"

namespace tlsgauge::report {
namespace {

double microseconds(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::micro>(time).count(); }

std::string counts(const model::Counts& counts) {
  std::string text;
  for (const auto& [name, times] : counts) text += (text.empty() ? "" : ", ") + name + " " + std::to_string(times);
  return text;
}

void line(std::ostringstream& text, const std::string& what, const std::string& value) {
  if (!value.empty()) text << "  " << std::left << std::setw(16) << what << value << "\n";
}

std::string latency(const model::LatencySummary& latency) {
  if (latency.count == 0) return {};
  std::ostringstream text;
  text << std::fixed << std::setprecision(0) << "p50 " << microseconds(latency.p50) << "  p90 "
       << microseconds(latency.p90) << "  p99 " << microseconds(latency.p99) << "  p99.9 "
       << microseconds(latency.p99_9) << "  max " << microseconds(latency.max) << " µs";
  return text.str();
}

std::string cost(const model::LoadResult& load) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << "client " << microseconds(load.client_cpu_per_op) << " µs";
  if (load.server_cpu_per_op) text << "  server " << microseconds(*load.server_cpu_per_op) << " µs";
  return text.str();
}

}  // namespace

std::string to_console(const model::LoadResult& load) {
  std::ostringstream text;
  text << load.kind << " load: " << load.name << " (" << load.engine << ")\n";
  std::ostringstream rate;
  rate << std::fixed << std::setprecision(0) << load.rate_per_s << " per second, for " << std::setprecision(2)
       << std::chrono::duration<double>(load.elapsed).count() << " s; " << model::completed(load) << " completed";
  line(text, "rate", rate.str());
  line(text, "client busy", std::to_string(std::lround(100 * load.client_utilization)) + " %");
  line(text, "CPU per op", cost(load));
  line(text, "latency", latency(load.latency));
  for (const auto& [name, phase] : load.phases) line(text, "  " + name, latency(phase));
  line(text, "schedule lag", latency(load.schedule_lag));
  line(text, "version", counts(load.census.version));
  line(text, "cipher", counts(load.census.cipher));
  line(text, "group", counts(load.census.group));
  line(text, "resumed", std::to_string(load.census.resumed));
  line(text, "accepted", std::to_string(load.census.accepted));
  line(text, load.kind == "handshake" ? "failed" : "connect failed", counts(load.handshakes_failed));
  line(text, "requests failed", counts(load.requests_failed));
  line(text, "note", load.note);
  line(text, "NOT VALID", load.invalid_because);
  return text.str();
}

}  // namespace tlsgauge::report
