#pragma once

#include <string>
#include <vector>

namespace tlsgauge::model {

/// A fault of the reference server, and what finds it.
struct FaultExpectation {
  std::string fault;                        ///< as `tlsgauge-server --list-faults` names it
  std::vector<std::string> found_by;        ///< cases each of which must fail; empty: any failure will do
  std::vector<std::string> brought_out_by;  ///< cases that need not fail themselves, but that those need beside them
};

/// What a suite finds.
struct FaultCatalogue {
  std::string suite;
  std::vector<FaultExpectation> faults;
};

}  // namespace tlsgauge::model
