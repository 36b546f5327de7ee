#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "pki/certificate.hpp"
#include "pki/layout.hpp"

namespace tlsgauge::pki {

/// A certificate to be issued, and the stem of its files: "server" for server.pem and server.key.
struct LeafPlan {
  std::string stem;
  CertificateTemplate certificate;
};

/// What a layout consists of, before any key is made.
struct LayoutPlan {
  CertificateTemplate authority;
  std::vector<LeafPlan> leaves{};
  bool requests = false;             ///< keep the certificate requests as STEM.csr
  bool consecutive_serials = false;  ///< after a random first one, as -CAcreateserial numbers them
};

/// Decides every name, extension and lifetime. @return InvalidArgument that names the option that cannot be.
[[nodiscard]] Result<LayoutPlan> plan(const GenerateOptions& options);

/// What layout `working` says of a client, and issue_client() of any: subject `subject`, clientAuth.
[[nodiscard]] CertificateTemplate client_template(const Subject& subject, int days, bool rsa);

/// Lifetime of every leaf where nothing else is asked for: ExpireDays of the guide's scripts.
inline constexpr int kLeafDays = 3650;

}  // namespace tlsgauge::pki
