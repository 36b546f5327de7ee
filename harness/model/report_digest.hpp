#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsgauge::model {

/// A verdict without its reasons: all that a report on disk says of it.
enum class VerdictKind : std::uint8_t { pass, fail, hang, xfail, xpass, skip, error };

/// "pass", "fail", … as name(Verdict) says it.
[[nodiscard]] std::string_view name(VerdictKind kind);
[[nodiscard]] std::optional<VerdictKind> verdict_kind_named(std::string_view name);

/// Where a report comes from: the program, the machine and the target.
struct ReportOrigin {
  std::string file;  ///< that it was read from
  bool interrupted = false;
  std::string version, commit;  ///< of tlsgauge; the commit may be empty
  int catalogue_version = 1;
  std::string host, cpu, kernel, openssl, grpc, network;
  std::string governor;  ///< of the CPU's frequency; empty: not told
  unsigned cores = 0;
  double load_average = 0;                             ///< of the minute before the run
  double steal_percent = 0;                            ///< of the CPU time of the run
  std::string started;                                 ///< RFC 3339
  std::string target, target_version, target_profile;  ///< the last two may be empty
};

/// A result of a report. What was not observed is empty.
struct ResultDigest {
  std::string id;
  VerdictKind verdict = VerdictKind::pass;
  std::string security;  ///< "accepted", "rejected", …
  std::string alert;     ///< its name
  std::string grade;
  std::string reason;
};

/// Time per operation. Not whole, because means of it are not.
using Cost = std::chrono::duration<double, std::nano>;

/// A load measurement of a report. Costs that were not measured are empty; others are positive.
struct LoadDigest {
  std::string name, kind, engine;
  std::string invalid_because;  ///< empty: valid
  std::map<std::string, std::string> options;
  std::optional<Cost> client_cpu, server_cpu;  ///< per operation
  std::optional<Cost> latency_p50, latency_p99;
};

/// What a comparison needs of a report.
struct ReportDigest {
  ReportOrigin origin;
  std::vector<ResultDigest> results;  ///< each id once
  std::vector<LoadDigest> loads;      ///< those of one name are repeats
};

}  // namespace tlsgauge::model
