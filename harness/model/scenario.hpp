#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/exchange.hpp"
#include "model/expectation.hpp"
#include "model/topology.hpp"

namespace tlsgauge::model {

/// RFC 2119 words.
enum class Requirement : std::uint8_t { must, should, may };
enum class Severity : std::uint8_t { critical, high, medium, low };

[[nodiscard]] std::string_view name(Requirement requirement);
[[nodiscard]] std::string_view name(Severity severity);

/// One thing that is tried, and what must come of it.
struct Scenario {
  std::string id;       ///< "documented/one-way/grpc-server-pem@tls1.3", unique in the catalogue
  std::string case_id;  ///< of certs/'s catalogue of defects, "CC-080"; empty where there is none
  std::string title;    ///< one sentence
  Requirement requirement = Requirement::must;
  Severity severity = Severity::high;
  std::vector<std::string> references;
  std::vector<std::string> tags;
  std::string advice;            ///< what the reader of a deviation should know or do; may be empty
  std::filesystem::path folder;  ///< of the file that it was read from
  Topology topology;
  Exchange exchange;
  Expectation expectation;

  /// The part of the id before the first slash.
  [[nodiscard]] std::string_view suite() const { return std::string_view{id}.substr(0, id.find('/')); }

  /// Whether it tries a case over one version of TLS alone: it then counts where a good client gets in over that one.
  [[nodiscard]] bool pins_version() const {
    return !case_id.empty() && exchange.versions.oldest == exchange.versions.newest;
  }
};

/// What a deviation explains. Anything else that its scenarios do is an unexplained failure.
struct Explained {
  Decision security = Decision::reject;  ///< what the target does with the client
  std::optional<Party> refused_by;       ///< empty: either side
  std::vector<Alert> alerts;             ///< one of these came; empty: whatever came, or none
  std::optional<int> http_status;        ///< empty: whatever came, or none
  bool good_client_too = false;  ///< `security` is what happens to the good client that a refusal is proven with
};

/// A failure that is known and explained. One that passes after all is an xpass, and fails the run.
struct Deviation {
  std::string id;  ///< a glob over scenario ids
  std::string reason;
  Explained seen;
};

}  // namespace tlsgauge::model
