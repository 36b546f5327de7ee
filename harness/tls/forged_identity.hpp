#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::tls {

/// Makes a context present the certificates of `chain`, whatever is wrong with them, octet by octet, and sign with
/// `key`, whosever it is. OpenSSL's own security level no longer applies to `context`.
/// @return InvalidArgument when a file is missing or not PEM; Unimplemented when OpenSSL would not send these octets:
/// it must be able to read a certificate, and its public key, and it writes anew what is outside of the signed part.
[[nodiscard]] Status present_forged(ssl_ctx_st* context, const std::filesystem::path& chain,
                                    const std::filesystem::path& key);

}  // namespace tlsgauge::tls
