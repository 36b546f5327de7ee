#include <filesystem>
#include <system_error>
#include <utility>

#include "core/file.hpp"
#include "pki/key_pair.hpp"
#include "pki/layout.hpp"
#include "pki/new_file.hpp"
#include "pki/pem.hpp"
#include "pki/plan.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_of(const LayoutPlan& plan) {
  std::vector<std::string> names{"ca.key", "ca.pem", "ca.srl"};
  for (const auto& leaf : plan.leaves)
    for (const auto* extension : {".key", ".pem", ".csr"})
      if (plan.requests || extension != std::string{".csr"}) names.push_back(leaf.stem + extension);
  return names;
}

Result<std::pair<Authority, std::vector<NewFile>>> make_authority(const CertificateTemplate& content, KeyKind kind) {
  auto key = make_key(kind);
  if (!key.ok()) return key.status();
  auto serial = Serial::random();
  if (!serial.ok()) return serial.status();
  auto certificate = self_signed(content, *key, *serial);
  if (!certificate.ok()) return certificate.status();
  auto files = pair_files("ca", *certificate, *key);
  if (!files.ok()) return files.status();
  return std::pair{Authority{.certificate = *std::move(certificate), .key = *std::move(key)}, *std::move(files)};
}

/// Appends the files of `leaf` to `files`.
Status make_leaf(const LeafPlan& leaf, bool with_request, KeyKind kind, const Authority& authority,
                 const Serial& serial, std::vector<NewFile>& files) {
  auto key = make_key(kind);
  if (!key.ok()) return key.status();
  auto certificate = issue(leaf.certificate, *key, authority, serial);
  if (!certificate.ok()) return certificate.status();
  auto pair = pair_files(leaf.stem, *certificate, *key);
  if (!pair.ok()) return pair.status();
  for (auto& file : *pair) files.push_back(std::move(file));
  if (!with_request) return absl::OkStatus();

  auto made = request(leaf.certificate, *key);
  if (!made.ok()) return made.status();
  auto text = to_pem(*made);
  if (!text.ok()) return text.status();
  files.push_back({.name = leaf.stem + ".csr", .bytes = *std::move(text), .readers = core::Readers::everyone});
  return absl::OkStatus();
}

/// Every file of the layout, in memory: what cannot be made leaves no trace.
Result<std::vector<NewFile>> make_files(const LayoutPlan& plan, KeyKind kind) {
  auto authority = make_authority(plan.authority, kind);
  if (!authority.ok()) return authority.status();
  auto files = std::move(authority->second);
  auto serial = Serial::random();
  for (std::size_t i = 0; i < plan.leaves.size(); ++i) {
    if (i > 0) serial = plan.consecutive_serials ? serial->next() : Serial::random();
    if (!serial.ok()) return serial.status();
    auto made = make_leaf(plan.leaves[i], plan.requests, kind, authority->first, *serial, files);
    if (!made.ok()) return made;
  }
  const NewFile counter{.name = "ca.srl", .bytes = serial_file_text(*serial), .readers = core::Readers::everyone};
  files.insert(files.begin() + 2, counter);  // after the rest of the CA
  return files;
}

}  // namespace

Result<std::vector<fs::path>> generate(const fs::path& directory, const GenerateOptions& options) {
  auto planned = plan(options);
  if (!planned.ok()) return planned.status();
  auto free = check_absent(directory, names_of(*planned));
  if (!free.ok()) return free;
  auto files = make_files(*planned, options.key);
  if (!files.ok()) return files.status();
  return write_new_files(directory, *files);
}

Status issue_client(const fs::path& directory, const fs::path& into, const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos)
    return bad_input("client name '" + name + "': it becomes a file name, so no '/' and no '.' in front");
  auto free = check_absent(into, {name + ".key", name + ".pem"});
  if (!free.ok()) return free;
  auto authority = load_authority(directory);
  if (!authority.ok()) return authority.status();
  auto key = make_key_like(authority->key);
  if (!key.ok()) return key.status();
  auto serial = Serial::random();
  if (!serial.ok()) return serial.status();
  const auto content = client_template({.common_name = name}, kLeafDays, is_rsa(*key));
  auto certificate = issue(content, *key, *authority, *serial);
  if (!certificate.ok()) return certificate.status();
  auto files = pair_files(name, *certificate, *key);
  if (!files.ok()) return files.status();
  return write_new_files(into, *files).status();
}

}  // namespace tlsgauge::pki
