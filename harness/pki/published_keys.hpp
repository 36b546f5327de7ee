#pragma once

#include <array>
#include <string_view>

namespace tlsgauge::pki {

/// A key pair whose private half is public.
struct PublishedKey {
  std::string_view what;
  std::string_view public_key_sha256;  ///< of the DER SubjectPublicKeyInfo
  std::string_view serial;  ///< of the certificate published with it: 20 random octets, so as good as its name
};

/// The pairs in configs/cert of Milvus' public repository and in its images, private keys included.
inline constexpr auto kPublishedKeys = std::to_array<PublishedKey>({
    {"ca.pem", "0910eccda921ace7fbb64961f976a2dca359e95e4dbecf02d47ca2d3b0e0fc05",
     "5D97A7E7A4BE31913C5136F4F63C8CEACCECFEE9"},
    {"server.pem", "94226eaf3a8acb733dafa214dc91fbee87b787a94c9ba147c6b2f314f59cc9d7",
     "342790CE3BD09229C9C14810E2AB86D28A4700BE"},
    {"client.pem", "08415416c5c5af5504e3a27ec383b8baf238d3595db39e5a292079d3d49baa9a",
     "342790CE3BD09229C9C14810E2AB86D28A4700BF"},
});

}  // namespace tlsgauge::pki
