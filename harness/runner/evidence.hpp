#pragma once

#include <cstdint>
#include <filesystem>

#include "core/result.hpp"
#include "model/report.hpp"

namespace tlsgauge::runner {

/// Which results leave evidence: none, those that fail the run (fail, hang, xpass, error), or all.
enum class EvidenceOf : std::uint8_t { none, failures, all };

/// Writes what was seen of the result's connections into `directory`/evidence (mode 0700, its files 0600: they hold
/// secrets of the connections, and logins), where `wanted` has it and there was a connection; names the files in the
/// result; and takes the conversations out of it. Each file is written in one step.
[[nodiscard]] Status keep_evidence(model::ScenarioResult& result, EvidenceOf wanted,
                                   const std::filesystem::path& directory);

}  // namespace tlsgauge::runner
