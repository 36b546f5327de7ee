#include "model/load.hpp"

#include <algorithm>

namespace tlsgauge::model {

std::uint64_t completed(const LoadResult& load) {
  return load.kind == "handshake" ? load.handshakes_completed : load.requests_completed;
}

bool unreachable(const LoadResult& load) {
  const auto of_tcp = [](const Counts::value_type& failures) { return failures.first.starts_with("tcp:"); };
  const bool failed = !load.handshakes_failed.empty() || !load.requests_failed.empty();
  return failed && completed(load) == 0 && std::ranges::all_of(load.handshakes_failed, of_tcp) &&
         std::ranges::all_of(load.requests_failed, of_tcp);
}

}  // namespace tlsgauge::model
