#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "core/result.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::pki {

/// The key pairs of forged certificates. Making them costs far more than all else of a forgery, so each is made once:
/// a case needs keys that differ within it, not from those of other cases. Not for certificates that anybody trusts.
class KeyRing {
 public:
  /// What is done about RSA keys above 4096 bits, which take half a minute each.
  enum class Giants : std::uint8_t {
    read,  ///< they are read from the directory of giants; one that is not there is not to be had
    make,  ///< one that is not there is made, and kept there (0600)
  };

  /// A ring without giants.
  KeyRing() = default;
  KeyRing(std::filesystem::path giants, Giants habit) : giants_{std::move(giants)}, habit_{habit} {}

  /// The key pair of kind `kind` for certificates called `name`; owned by the ring. Kinds: "rsa:BITS", "rsa-pss:BITS",
  /// "rsa-e1:BITS" and "rsa-e3:BITS" (with that public exponent), "ec:CURVE" (any that OpenSSL has),
  /// "ec-explicit:CURVE" (written out), "ed25519", "ed448", "dsa:BITS".
  /// @return InvalidArgument for another kind; Unimplemented for a giant that is not to be had.
  [[nodiscard]] Result<const tls::Key*> get(const std::string& kind, const std::string& name);

 private:
  [[nodiscard]] Result<tls::Key> giant(const std::string& kind, int bits) const;

  std::filesystem::path giants_;
  Giants habit_ = Giants::read;
  std::map<std::pair<std::string, std::string>, tls::Key> keys_;
};

}  // namespace tlsgauge::pki
