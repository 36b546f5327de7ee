#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "pki/examined_file.hpp"
#include "pki/rules.hpp"

namespace tlsgauge::pki {
namespace {

void free_stack(STACK_OF(X509) * certificates) { sk_X509_free(certificates); }
using Borrowed = std::unique_ptr<STACK_OF(X509), tls::FreeWith<&free_stack>>;

/// CA certificates that somebody else owns, and what to call them.
struct Anchors {
  std::vector<const tls::Certificate*> certificates;
  std::string name;
};

/// Why `leaf` does not lead to `anchors`, or nothing.
std::optional<std::string> broken(const ExaminedFile& leaf, const Anchors& anchors) {
  const tls::Store store{X509_STORE_new()};
  const Borrowed rest{sk_X509_new_null()};
  const tls::StoreContext context{X509_STORE_CTX_new()};
  if (store == nullptr || rest == nullptr || context == nullptr) return "out of memory";
  for (const auto* anchor : anchors.certificates) X509_STORE_add_cert(store.get(), anchor->get());
  const auto& chain = leaf.contents.certificates;
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(rest.get(), chain[i].get());
  // Dates have rules of their own; an intermediate CA is anchor enough, as it is for Go.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
  if (X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), rest.get()) != 1) return "out of memory";
  if (X509_verify_cert(context.get()) == 1) return std::nullopt;
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

bool same_subject(const tls::Certificate& one, const tls::Certificate& other) {
  return X509_NAME_cmp(X509_get_subject_name(one.get()), X509_get_subject_name(other.get())) == 0;
}

bool issued(const tls::Certificate& issuer, const tls::Certificate& subject) {
  return X509_check_issued(issuer.get(), subject.get()) == X509_V_OK;
}

/// At least a day: certificates made one after the other end one after the other.
bool ends_before(const tls::Certificate& one, const tls::Certificate& other) {
  int days = 0;
  int seconds = 0;
  const bool compared =
      ASN1_TIME_diff(&days, &seconds, X509_get0_notAfter(one.get()), X509_get0_notAfter(other.get())) == 1;
  return compared && days >= 1;
}

void check_chain(const ExaminedFile& file, const Anchors& anchors, std::vector<Finding>& findings) {
  const auto& leaf = file.contents.certificates.front();
  const auto is_leaf = [&](const auto* anchor) { return X509_cmp(anchor->get(), leaf.get()) == 0; };
  if (anchors.certificates.empty() || std::any_of(anchors.certificates.begin(), anchors.certificates.end(), is_leaf))
    return;

  if (const auto reason = broken(file, anchors))
    findings.push_back(finding(Rule::chain_broken, file.path, "does not lead to " + anchors.name + ": " + *reason));
  for (const auto* anchor : anchors.certificates) {
    if (same_subject(*anchor, leaf))
      findings.push_back(
          finding(Rule::same_subject_as_ca, file.path, "has the subject of " + anchors.name + ": " + subject_of(leaf)));
    if (issued(*anchor, leaf) && ends_before(*anchor, leaf))
      findings.push_back(finding(Rule::outlives_ca, file.path,
                                 "ends on " + date_of(leaf, Bound::not_after) + ", " + anchors.name + " on " +
                                     date_of(*anchor, Bound::not_after)));
  }
}

void add_authorities(const ExaminedFile& file, Anchors& anchors) {
  for (const auto& certificate : file.contents.certificates) anchors.certificates.push_back(&certificate);
}

/// ca.pem beside `leaf`, read into `beside` unless it is among `files`; else every CA certificate among `files`.
Anchors anchors_for(const ExaminedFile& leaf, const std::vector<ExaminedFile>& files,
                    std::optional<ExaminedFile>& beside) {
  const auto wanted = leaf.path.parent_path() / "ca.pem";
  Anchors anchors{.certificates = {}, .name = "'ca.pem' beside it"};
  const auto given = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == wanted; });
  if (given != files.end()) {
    add_authorities(*given, anchors);
    return anchors;
  }
  // Nobody asked for this file: when it cannot be read, there is nothing to compare with.
  if (auto read = examine(wanted); read.ok()) {
    beside = *std::move(read);
    add_authorities(*beside, anchors);
    return anchors;
  }
  anchors.name = "the CA among these files";
  for (const auto& file : files)
    if (!file.contents.certificates.empty() && role_of(file, 0) == Role::authority) add_authorities(file, anchors);
  return anchors;
}

}  // namespace

void check_chains(const std::vector<ExaminedFile>& files, std::vector<Finding>& findings) {
  for (const auto& file : files) {
    if (file.contents.certificates.empty() || role_of(file, 0) == Role::authority) continue;
    std::optional<ExaminedFile> beside;
    check_chain(file, anchors_for(file, files, beside), findings);
  }
}

}  // namespace tlsgauge::pki
