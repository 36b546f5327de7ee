#pragma once

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
  /// The key pair of kind `kind` for certificates called `name`; owned by the ring. Kinds: "rsa:BITS", "rsa-pss:BITS",
  /// "ec:CURVE" (any that OpenSSL has), "ec-explicit:CURVE" (written out), "ed25519", "ed448", "dsa:BITS".
  /// @return InvalidArgument for another kind.
  [[nodiscard]] Result<const tls::Key*> get(const std::string& kind, const std::string& name);

 private:
  std::map<std::pair<std::string, std::string>, tls::Key> keys_;
};

}  // namespace tlsgauge::pki
