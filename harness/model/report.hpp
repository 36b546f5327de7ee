#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/conversation.hpp"
#include "model/load.hpp"
#include "model/observation.hpp"
#include "model/scenario.hpp"
#include "model/verdict.hpp"

namespace tlsgauge::model {

/// The machine and the libraries that a run used.
struct Environment {
  std::string host;
  std::string cpu;
  unsigned cores = 0;
  std::string kernel;
  std::string openssl;
  std::string grpc;
  std::string network;       ///< "host" or "own namespace"
  std::string governor;      ///< of the CPU's frequency, "performance"; empty: not told (most virtual machines)
  double load_average = 0;   ///< of the last minute before the run
  double steal_percent = 0;  ///< of the CPU time of the run, taken by other machines of the same host
  std::chrono::system_clock::time_point started;
};

/// What was tested.
struct TargetFacts {
  std::string name;                         ///< "reference", "milvus", "external"
  std::string version;                      ///< empty: unknown
  std::string profile;                      ///< whose alerts are expected: "openssl", "go-1.20", …; empty: not graded
  std::string profile_basis = {};           ///< how the profile is known, or why it is not; a clause
  std::vector<std::string> endpoints = {};  ///< "grpc=10.0.0.7:19530", where the target runs by itself; else each
                                            ///< result names its own
  std::string tls_mode = {};                ///< "none", "one-way", "mutual"; empty: differs from scenario to scenario
};

/// Files that show what a scenario's connections were like, by their paths from the report's directory.
struct Evidence {
  std::string pcap;
  std::string transcript;
  std::string chain;  ///< that the client sent; empty: it sent no certificate
};

/// One scenario, tried and judged.
struct ScenarioResult {
  Scenario scenario;
  std::vector<std::string> endpoints;   ///< that were used, "grpc=127.0.0.1:19530"
  std::optional<Observation> observed;  ///< empty: not tried
  Verdict verdict;
  std::optional<Grade> grade;           ///< only where a refusal was due and came
  std::optional<LoadResult> load = {};  ///< of a load; its figures stand in the report's list of loads
  int attempts = 1;
  std::optional<bool> executed = {};  ///< what the client asked for was found afterwards; empty: nobody could look
  std::vector<Conversation> conversations = {};  ///< its connections, until they are written as evidence
  std::optional<Evidence> evidence = {};         ///< empty: none was kept
};

struct Summary {
  int total = 0, passed = 0, failed = 0, xfailed = 0, xpassed = 0, skipped = 0, hung = 0, errors = 0;
};

struct Report {
  bool interrupted = false;
  std::string fault = {};  ///< why the run could not take place at all; empty: it did
  std::string version;     ///< of tlsgauge
  std::string commit;      ///< of its source; empty: unknown
  int catalogue_version = 1;
  Environment environment;
  TargetFacts target;
  std::vector<ScenarioResult> results;
  std::vector<LoadResult> load;
};

[[nodiscard]] Summary summarize(const Report& report);

/// The process exit code of the contract: 130, 2, 3, 1, 0 in this precedence.
[[nodiscard]] int exit_code(const Report& report);

}  // namespace tlsgauge::model
