#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tlsgauge::pki {

/// Sets of files that a server and its clients share.
enum class Layout : std::uint8_t {
  working,         ///< seven files that every client and server accepts
  documented_2_5,  ///< seven files as the gen.sh of Milvus' guide 2.5+ makes them, its traps included
  documented_2_4,  ///< nine files as the gen.sh of Milvus' guide 2.4 makes them, its traps included
};

/// "working", "documented-2.5" or "documented-2.4".
[[nodiscard]] std::string_view name(Layout layout);
[[nodiscard]] std::optional<Layout> layout_named(std::string_view name);

/// Kinds of key pairs, named as on the command line: "rsa:2048", "ec:P-256", "ed25519", …
enum class KeyKind : std::uint8_t { rsa_2048, rsa_3072, ec_p256, ec_p384, ed25519 };
[[nodiscard]] std::string_view name(KeyKind kind);
[[nodiscard]] std::optional<KeyKind> key_kind_named(std::string_view name);

/// An X.501 name; an empty field is left out.
struct Subject {
  std::string country{}, state{}, locality{}, organization{}, unit{}, common_name{};
};

/// The longest validity that is issued: the year stays far below 9999, the last that RFC 5280 §4.1.2.5 can write.
inline constexpr int kMaxDays = 365'000;

/// What to generate. Whatever is empty takes the layout's own value; an empty string leaves a subject field out.
/// The fields go into every subject, except that layout `working` keeps names of its own for the CA and the client.
struct GenerateOptions {
  Layout layout = Layout::working;
  std::optional<std::string> country{}, state{}, locality{}, organization{}, unit{}, common_name{};
  /// "DNS:localhost", "IP:127.0.0.1"; a bare name or address works. For the server; the documented scripts sign the
  /// client with the same section, so there for the client too.
  std::vector<std::string> subject_alternative_names{};
  std::optional<int> days{};  ///< 1 to kMaxDays, for server and client; a CA that would end earlier lives as long
  KeyKind key = KeyKind::rsa_2048;
};

/// Makes the layout's files in `directory`, which is created (0700) when missing; keys get mode 0600.
/// @return the files made. FailedPrecondition when a file of the layout is already there, InvalidArgument for an option
/// that makes no certificate: nothing is then changed.
[[nodiscard]] Result<std::vector<std::filesystem::path>> generate(const std::filesystem::path& directory,
                                                                  const GenerateOptions& options);

/// Replaces the server and client pairs of `directory` (those whose certificate is there, with their .csr if there is
/// one) by new ones from the same CA, advancing ca.srl as the openssl program does. Names, extensions and key kind are
/// those of the certificates they replace, and so is the lifetime unless `days` is given. Certificates keep their mode
/// and owner, keys their owner; keys get mode 0600.
///
/// All pairs change at once: the pairs stand in `generation-N`, the relative link `current` names the generation in
/// use, and server.pem, server.key, … are links through `current`, which one rename(2) swaps. The generation before
/// stays until the next renewal. (The first renewal turns the plain files into links that hold the same bytes, then
/// swaps.) So, at every moment and after a crash at any moment:
/// - each plain name reads as a whole file, old or new;
/// - a reader that opens or resolves `current` once and takes both files from there has a matching pair (or none, if
///   it takes so long that two renewals pass);
/// - a reader that opens two plain names one after the other has a matching pair unless the one swap fell between the
///   two opens. It can tell, because key and certificate do not match or because `current` changed, and reading again
///   gives a matching pair.
/// @return the files replaced. NotFound or InvalidArgument when ca.key or ca.pem is missing, they do not match, or
/// there is nothing to renew; FailedPrecondition when another renewal is under way or `current` is something else:
/// nothing is then changed.
[[nodiscard]] Result<std::vector<std::filesystem::path>> renew(const std::filesystem::path& directory,
                                                               std::optional<int> days);

/// Issues a client pair that every server accepts (extendedKeyUsage clientAuth, commonName `name`, a key of the CA's
/// kind) from the CA in `directory`, as `into`/NAME.pem and NAME.key; `into` is created (0700) when missing. Leaves
/// ca.srl alone.
/// @return FailedPrecondition when a file is already there, InvalidArgument for a name that is no file name.
[[nodiscard]] Status issue_client(const std::filesystem::path& directory, const std::filesystem::path& into,
                                  const std::string& name);

/// Looks into a file of somebody else's. @return NotFound, or InvalidArgument when it holds no certificate.
[[nodiscard]] Status check_certificate(const std::filesystem::path& certificate);

/// Looks into a pair of somebody else's. @return NotFound when a file is missing; InvalidArgument when one is damaged
/// or holds something else, the key is encrypted, or it is not the certificate's.
[[nodiscard]] Status check_pair(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace tlsgauge::pki
