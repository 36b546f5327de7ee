#include "pki/examined_file.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cctype>
#include <ctime>
#include <string>
#include <string_view>
#include <system_error>

namespace tlsgauge::pki {
namespace {

struct RoleName {
  Role role;
  std::string_view stem;
};
constexpr auto kRoleNames = std::to_array<RoleName>({
    {Role::authority, "ca"},
    {Role::server, "server"},
    {Role::client, "client"},
});

/// "server.pem" and "server-2.pem" name a server, "serverless.pem" and "cache.pem" name nothing.
Role role_named(std::string stem) {
  for (auto& c : stem) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& [role, word] : kRoleNames) {
    if (!stem.starts_with(word)) continue;
    if (stem.size() == word.size() || std::isalpha(static_cast<unsigned char>(stem[word.size()])) == 0) return role;
  }
  return Role::unknown;
}

Role role_from(const tls::Certificate& certificate) {
  if (is_authority(certificate)) return Role::authority;
  const auto flags = X509_get_extension_flags(certificate.get());
  if ((flags & EXFLAG_XKUSAGE) != 0) {
    const auto usage = X509_get_extended_key_usage(certificate.get());
    if ((usage & XKU_SSL_SERVER) != 0) return Role::server;
    if ((usage & XKU_SSL_CLIENT) != 0) return Role::client;
  }
  return X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1) >= 0 ? Role::server : Role::unknown;
}

}  // namespace

Result<ExaminedFile> examine(const std::filesystem::path& path) {
  auto contents = read_pem(path);
  if (!contents.ok()) return contents.status();
  std::error_code error;
  const auto mode = std::filesystem::status(path, error).permissions();
  if (error) return internal("cannot stat " + path.string() + ": " + error.message());
  using std::filesystem::perms;
  return ExaminedFile{.path = path,
                      .contents = *std::move(contents),
                      .readable_by_others = (mode & (perms::group_all | perms::others_all)) != perms::none};
}

Role role_of(const ExaminedFile& file, std::size_t index) {
  const auto named = role_named(file.path.stem().string());
  if (named != Role::unknown && index == 0) return named;
  return role_from(file.contents.certificates[index]);
}

bool is_authority(const tls::Certificate& certificate) {
  const auto flags = X509_get_extension_flags(certificate.get());
  constexpr std::uint32_t kOldRoot = EXFLAG_V1 | EXFLAG_SS;  // from before there were extensions
  return (flags & EXFLAG_CA) != 0 || (flags & kOldRoot) == kOldRoot;
}

std::string subject_of(const tls::Certificate& certificate) {
  const tls::Bio out{BIO_new(BIO_s_mem())};
  if (out == nullptr) return {};
  constexpr unsigned long kStyle = XN_FLAG_ONELINE & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate.get()), 0, kStyle);
  char line[512];
  const int length = BIO_read(out.get(), line, sizeof line);
  return length > 0 ? std::string{line, static_cast<std::size_t>(length)} : "empty";
}

std::string date_of(const tls::Certificate& certificate, Bound bound) {
  const auto* time =
      bound == Bound::not_before ? X509_get0_notBefore(certificate.get()) : X509_get0_notAfter(certificate.get());
  std::tm fields{};
  char date[32];
  if (ASN1_TIME_to_tm(time, &fields) != 1) return "an unreadable date";
  return {date, std::strftime(date, sizeof date, "%Y-%m-%d", &fields)};
}

}  // namespace tlsgauge::pki
