#include "deployment/compose/folder.hpp"

#include <unistd.h>

#include <array>
#include <string_view>

#include "deployment/milvus_yaml.hpp"

namespace tlsgauge::deployment::compose {
namespace {

constexpr auto kTlsFolder = "/milvus/tls";  // inside the container

struct TlsFile {
  std::string_view name;
  core::Readers readers;
};
constexpr auto kTlsFiles = std::to_array<TlsFile>({{"server.pem", core::Readers::everyone},
                                                   {"server.key", core::Readers::owner_only},
                                                   {"ca.pem", core::Readers::everyone}});

/// Gives `path` to the container's user, where that is another than ours.
Status hand_over(const std::filesystem::path& path, const User& user) {
  if (user.uid == ::geteuid() || ::chown(path.c_str(), user.uid, user.gid) == 0) return absl::OkStatus();
  return system_fault("give " + path.string() + " to the container's user");
}

Status make_folder(const std::filesystem::path& path, const User& user) {
  if (auto made = core::make_directory(path, core::Readers::owner_only); !made.ok()) return made;
  return hand_over(path, user);
}

Status copy_file(const std::filesystem::path& from, const std::filesystem::path& to, core::Readers readers,
                 const User& user) {
  const auto bytes = core::read_file(from);
  if (!bytes.ok()) return bytes.status();
  if (auto written = core::write_file(to, *bytes, readers); !written.ok()) return written;
  return hand_over(to, user);
}

}  // namespace

User User::of_containers() {
  constexpr uid_t kNobody = 65532;  // as in the Dockerfiles
  if (::geteuid() == 0) return {.uid = kNobody, .gid = kNobody};
  return {.uid = ::geteuid(), .gid = ::getegid()};
}

Result<Folder> Folder::make(const User& user) {
  auto root = core::TemporaryDirectory::make();
  if (!root.ok()) return root.status();
  for (const auto* folder : {"tls", "volumes/milvus"})
    if (auto made = make_folder(root->path() / folder, user); !made.ok()) return made;
  return Folder{*std::move(root), user};
}

Status Folder::fill(const model::Topology& topology, const std::filesystem::path& certificates) const {
  for (const auto& file : kTlsFiles) {
    if (auto copied = copy_file(certificates / file.name, path() / "tls" / file.name, file.readers, user_);
        !copied.ok())
      return copied;
  }
  if (!topology.crl.empty()) {
    auto copied = copy_file(certificates / topology.crl, path() / "tls" / kListsFile, core::Readers::everyone, user_);
    if (!copied.ok()) return copied;
  }
  return core::write_file(path() / "milvus.yaml", container_milvus_yaml(topology), core::Readers::everyone);
}

std::string container_milvus_yaml(const model::Topology& topology) {
  return to_yaml(guide_settings(topology, kTlsFolder, usual_ports()));
}

}  // namespace tlsgauge::deployment::compose
