#pragma once

#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "model/fault.hpp"
#include "model/scenario.hpp"

namespace tlsgauge::scenario {

/// Reads every scenario file (*.json) of the suites below `directory`, in the order of their names. A file's variants
/// are expanded: one scenario a combination.
/// @return InvalidArgument "FILE: $.path.to.key: what is wrong" for the first thing that is; ids must be unique.
[[nodiscard]] Result<std::vector<model::Scenario>> load_catalogue(const std::filesystem::path& directory);

/// Reads a deviations file: {"deviations": [{"id": glob over scenario ids, "reason": sentence}]}.
[[nodiscard]] Result<std::vector<model::Deviation>> load_deviations(const std::filesystem::path& file);

/// Reads a file of faults of the reference server: {"suite": name, "faults": [{"fault": name, "found_by": [case, …]}]}.
[[nodiscard]] Result<model::FaultCatalogue> load_faults(const std::filesystem::path& file);

/// Reads every such file (*.json) in `directory`, in the order of their names. A fault belongs to one suite.
/// @return InvalidArgument where a fault stands twice.
[[nodiscard]] Result<std::vector<model::FaultCatalogue>> load_fault_catalogues(const std::filesystem::path& directory);

/// True when `glob` (shell wildcards, as fnmatch(3)) matches the whole of `id`.
[[nodiscard]] bool matches(const std::string& glob, const std::string& id);

}  // namespace tlsgauge::scenario
