#include <algorithm>
#include <string>

#include "pki/examined_file.hpp"
#include "pki/key_pair.hpp"
#include "pki/published_keys.hpp"
#include "pki/rules.hpp"
#include "pki/serial.hpp"

namespace tlsgauge::pki {
namespace {

std::string quoted(const std::filesystem::path& path) { return "'" + path.filename().string() + "'"; }

bool has_certificate(const ExaminedFile& file) { return !file.contents.certificates.empty(); }

/// The files whose first certificate is the key's.
const ExaminedFile* owner_of(const tls::Key& key, const std::vector<ExaminedFile>& files) {
  const auto owns = [&](const ExaminedFile& file) {
    return has_certificate(file) && same_public_key(public_key(file.contents.certificates.front()), key);
  };
  const auto found = std::find_if(files.begin(), files.end(), owns);
  return found == files.end() ? nullptr : &*found;
}

/// The file that should hold the certificate of the key in `file`: itself, or one of the same directory and stem.
const ExaminedFile* partner_of(const ExaminedFile& file, const std::vector<ExaminedFile>& files) {
  if (has_certificate(file)) return &file;
  const auto same_stem = [&](const ExaminedFile& other) {
    return has_certificate(other) && other.path.parent_path() == file.path.parent_path() &&
           other.path.stem() == file.path.stem();
  };
  const auto found = std::find_if(files.begin(), files.end(), same_stem);
  return found == files.end() ? nullptr : &*found;
}

void check_pairing(const ExaminedFile& file, const std::vector<ExaminedFile>& files, std::vector<Finding>& findings) {
  const auto* owner = owner_of(file.contents.key, files);
  const auto* partner = partner_of(file, files);
  if (partner == nullptr) {
    if (owner == nullptr)
      findings.push_back(finding(Rule::key_without_certificate, file.path, "belongs to no certificate looked at"));
    return;
  }
  const auto& certificate = partner->contents.certificates.front();
  if (same_public_key(public_key(certificate), file.contents.key)) return;
  std::string what = "not the key of the certificate in " + quoted(partner->path);
  if (owner != nullptr) what += "; it belongs to " + quoted(owner->path);
  findings.push_back(finding(Rule::key_mismatch, file.path, std::move(what)));
}

const PublishedKey* published(const tls::Key& key, const std::string& serial) {
  const auto digest = key == nullptr ? std::string{} : public_key_digest(key);
  const auto is_it = [&](const PublishedKey& one) { return one.public_key_sha256 == digest || one.serial == serial; };
  const auto* const found = std::find_if(kPublishedKeys.begin(), kPublishedKeys.end(), is_it);
  return found == kPublishedKeys.end() ? nullptr : found;
}

void check_published(const ExaminedFile& file, std::vector<Finding>& findings) {
  const auto report = [&](const PublishedKey* key, const std::string& kind) {
    if (key == nullptr) return;
    findings.push_back(finding(Rule::key_published, file.path,
                               kind + " of the " + std::string{key->what} + " that Milvus publishes in configs/cert"));
  };
  for (const auto& certificate : file.contents.certificates)
    report(published(public_key(certificate), serial_of(certificate)), "the key or serial");
  if (file.contents.key != nullptr) report(published(file.contents.key, {}), "the private key");
}

}  // namespace

void check_keys(const std::vector<ExaminedFile>& files, std::vector<Finding>& findings) {
  for (const auto& file : files) {
    check_published(file, findings);
    const bool encrypted = file.contents.encrypted_key;
    if (encrypted) findings.push_back(finding(Rule::key_encrypted, file.path, "the private key is encrypted"));
    if (!encrypted && file.contents.key == nullptr) continue;
    if (file.readable_by_others)
      findings.push_back(
          finding(Rule::key_readable_by_others, file.path, "group or others may use the private key's file"));
    if (file.contents.key != nullptr) check_pairing(file, files, findings);
  }
}

}  // namespace tlsgauge::pki
