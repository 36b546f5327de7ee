#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tlsgauge::pki {

/// Everything a certificate says that two runs of one script have in common, one fact an entry: version, signature
/// algorithm, kind of key, DER of both names, validity in days, and each extension in its order with its criticality
/// and DER. The keys' own bytes, key identifiers among them, are left out. Adds a test failure when a file is
/// unreadable.
[[nodiscard]] std::vector<std::string> certificate_facts(const std::filesystem::path& file);

/// The same of a certificate request.
[[nodiscard]] std::vector<std::string> request_facts(const std::filesystem::path& file);

/// The serial number as ca.srl would hold it.
[[nodiscard]] std::string serial_in(const std::filesystem::path& file);

}  // namespace tlsgauge::pki
