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
  /// How much time RSA keys may take.
  enum class Effort : std::uint8_t {
    quick,     ///< from 2048 bits on they have three primes and more, which some programs do not read and no peer can
               ///< see; above 4096 bits they are read from the directory of giants, or not to be had
    thorough,  ///< two primes; above 4096 bits one that is not there is made in half a minute, and kept there (0600)
  };

  /// A quick ring without giants.
  KeyRing() = default;
  KeyRing(std::filesystem::path giants, Effort effort) : giants_{std::move(giants)}, effort_{effort} {}

  /// The key pair of kind `kind` for certificates called `name`; owned by the ring. Kinds: "rsa:BITS", "rsa-pss:BITS",
  /// "rsa-e1:BITS" and "rsa-e3:BITS" (with that public exponent), "ec:CURVE" (any that OpenSSL has),
  /// "ec-explicit:CURVE" (written out), "ed25519", "ed448", "dsa:BITS".
  /// @return InvalidArgument for another kind; Unimplemented for a giant that is not to be had.
  [[nodiscard]] Result<const tls::Key*> get(const std::string& kind, const std::string& name);

 private:
  [[nodiscard]] Result<tls::Key> giant(const std::string& kind, int bits) const;

  std::filesystem::path giants_;
  Effort effort_ = Effort::quick;
  std::map<std::pair<std::string, std::string>, tls::Key> keys_;
};

}  // namespace tlsgauge::pki
