#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "pki/lint.hpp"

namespace tlsgauge::pki {

/// What lint() looks for. Names, levels, reasons and advice stand in one table, in rules.cpp.
enum class Rule : std::uint8_t {
  key_mismatch,
  key_encrypted,
  key_weak,
  key_published,
  key_readable_by_others,
  key_without_certificate,
  expired,
  not_yet_valid,
  expires_soon,
  outlives_ca,
  eku_client_auth_missing,
  eku_server_auth_missing,
  eku_any,
  key_usage_no_signature,
  digest_weak,
  san_missing,
  san_without_address,
  ca_not_a_ca,
  ca_key_usage_no_signing,
  ca_key_usage_missing,
  key_identifier_missing,
  same_subject_as_ca,
  chain_broken,
};

/// A finding by `rule` in `file`. @param what what is so, without a full stop.
[[nodiscard]] Finding finding(Rule rule, const std::filesystem::path& file, std::string what);

}  // namespace tlsgauge::pki
