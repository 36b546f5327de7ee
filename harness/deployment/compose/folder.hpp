#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "core/file.hpp"
#include "core/result.hpp"
#include "model/topology.hpp"

namespace tlsgauge::deployment::compose {

/// The user that a container runs as: ours, so that it can read what is for the owner only; but never root.
struct User {
  uid_t uid = 0;
  gid_t gid = 0;

  [[nodiscard]] static User of_containers();
};

/// The name of the file of revocation lists in the folder `tls`.
inline constexpr auto kListsFile = "crl.pem";

/// The folder that a compose.yaml mounts from, laid out as Milvus' guide does it:
///   milvus.yaml · tls/{server.pem,server.key,ca.pem} · volumes/milvus/
/// With revocation lists, where the topology has them, in tls/crl.pem.
/// It holds a copy of the server's key, so it is temporary: removed at the end, with what the container has written.
class Folder {
 public:
  [[nodiscard]] static Result<Folder> make(const User& user);

  /// Writes milvus.yaml for `topology`, with the container's paths and ports, and copies the certificates.
  [[nodiscard]] Status fill(const model::Topology& topology, const std::filesystem::path& certificates) const;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return root_.path(); }

 private:
  Folder(core::TemporaryDirectory root, const User& user) : root_{std::move(root)}, user_{user} {}

  core::TemporaryDirectory root_;
  User user_;
};

/// The milvus.yaml of a container: the guide's settings, with the paths and ports that it has inside.
[[nodiscard]] std::string container_milvus_yaml(const model::Topology& topology);

}  // namespace tlsgauge::deployment::compose
