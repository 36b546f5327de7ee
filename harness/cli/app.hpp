#pragma once

namespace tlsgauge::cli {

/// Parses the command line and runs the command that it names. @return the process exit code of the contract.
[[nodiscard]] int run(int argc, const char* const* argv);

}  // namespace tlsgauge::cli
