#include "server/front/findings.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <atomic>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "tls/handles.hpp"

namespace tlsgauge::server::front {
namespace {

X509* client_of(Verification found) { return X509_STORE_CTX_get0_cert(found); }

/// What the client sent, its own certificate first.
STACK_OF(X509) * sent_by(Verification found) { return X509_STORE_CTX_get0_untrusted(found); }

/// The anchors of this server, which are certificates of CAs.
template <class Predicate>
bool any_anchor(Verification found, Predicate matches) {
  const auto* objects = X509_STORE_get0_objects(X509_STORE_CTX_get0_store(found));
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    const X509* anchor = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (anchor != nullptr && matches(anchor)) return true;
  }
  return false;
}

bool issued(X509* issuer, X509* subject) {
  return X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(subject)) == 0 &&
         X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
}

std::string subject_of(Verification found) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_NAME(X509_get_subject_name(client_of(found)), &der);
  if (size <= 0) return {};
  std::string subject{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return subject;
}

/// The subjects that were found good once.
class KnownSubjects {
 public:
  bool contains(const std::string& subject) {
    const std::scoped_lock lock{mutex_};
    return subjects_.contains(subject);
  }
  void add(std::string subject) {
    const std::scoped_lock lock{mutex_};
    subjects_.insert(std::move(subject));
  }

 private:
  std::mutex mutex_;
  std::set<std::string> subjects_;
};

KnownSubjects& known_subjects() {
  static KnownSubjects subjects;
  return subjects;
}

}  // namespace

int error_of(Verification found) { return X509_STORE_CTX_get_error(found); }

int depth_of(Verification found) { return X509_STORE_CTX_get_error_depth(found); }

X509* certificate_of(Verification found) { return X509_STORE_CTX_get_current_cert(found); }

const SSL* connection_of(Verification found) {
  return static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(found, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

int version_of(Verification found) { return SSL_version(connection_of(found)); }

bool anything(Verification /*found*/) { return true; }

bool is_of_client(Verification found) { return depth_of(found) == 0; }

bool is_of_issuers(Verification found) { return depth_of(found) > 0; }

bool must_not_issue(Verification found) {
  return of_issuers<X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_KEYUSAGE_NO_CERTSIGN>(found);
}

bool anybody(X509* /*issuer*/) { return true; }
bool ca_of_any_usage(X509* issuer) { return (X509_get_extension_flags(issuer) & EXFLAG_CA) != 0; }
bool version_1(X509* issuer) { return X509_get_version(issuer) == 0; }

bool client_is_unreadable(Verification found) {
  return (X509_get_extension_flags(client_of(found)) & EXFLAG_INVALID) != 0 &&
         any_anchor(found, [&](const X509* anchor) { return issued(const_cast<X509*>(anchor), client_of(found)); });
}

bool expired_within_a_day(Verification found) {
  if (error_of(found) != X509_V_ERR_CERT_HAS_EXPIRED) return false;
  std::time_t yesterday = std::time(nullptr) - 86'400;
  return X509_cmp_time(X509_get0_notAfter(certificate_of(found)), &yesterday) > 0;
}

bool is_twentieth(Verification /*found*/) {
  static std::atomic<unsigned> count = 0;
  return ++count % 20 == 0;
}

bool is_known(Verification found) { return known_subjects().contains(subject_of(found)); }

bool names_an_anchor(Verification found) {
  return any_anchor(found, [&](const X509* anchor) {
    return X509_NAME_cmp(X509_get_issuer_name(client_of(found)), X509_get_subject_name(anchor)) == 0;
  });
}

bool names_the_key_of_an_anchor(Verification found) {
  const auto* wanted = X509_get0_authority_key_id(client_of(found));
  return wanted != nullptr && any_anchor(found, [&](const X509* anchor) {
           const auto* own = X509_get0_subject_key_id(const_cast<X509*>(anchor));
           return own != nullptr && ASN1_OCTET_STRING_cmp(own, wanted) == 0;
         });
}

bool brings_an_anchor(Verification found) {
  for (int i = 0; i < sk_X509_num(sent_by(found)); ++i) {
    const X509* sent = sk_X509_value(sent_by(found), i);
    if (any_anchor(found, [&](const X509* anchor) { return X509_cmp(anchor, sent) == 0; })) return true;
  }
  return false;
}

bool brings_a_good_one(Verification found) {
  for (int i = 1; i < sk_X509_num(sent_by(found)); ++i) {
    X509* sent = sk_X509_value(sent_by(found), i);
    if (any_anchor(found, [&](const X509* anchor) { return issued(const_cast<X509*>(anchor), sent); })) return true;
  }
  return false;
}

bool remember(Verification found) {
  known_subjects().add(subject_of(found));
  return false;
}

bool brings_more_than_it_needs(Verification found) {
  return sk_X509_num(sent_by(found)) > sk_X509_num(X509_STORE_CTX_get0_chain(found)) - 1;
}

bool has_large_key(Verification found) {
  constexpr int kLargest = 3072;
  const auto* key = X509_get0_pubkey(client_of(found));
  return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) > kLargest;
}

bool has_another_digest(Verification found) {
  int digest = NID_undef;
  return X509_get_signature_info(client_of(found), &digest, nullptr, nullptr, nullptr) == 1 && digest != NID_sha256;
}

bool has_name_in_another_script(Verification found) {
  const auto subject = subject_of(found);
  return subject.find("\xd0") != std::string::npos;  // the first octet of most Cyrillic letters in UTF-8
}

bool has_many_names(Verification found) {
  constexpr int kMost = 50;
  using Names = std::unique_ptr<GENERAL_NAMES, tls::FreeWith<&GENERAL_NAMES_free>>;
  const Names names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(client_of(found), NID_subject_alt_name, nullptr, nullptr))};
  return names != nullptr && sk_GENERAL_NAME_num(names.get()) > kMost;
}

bool has_key_on_p384(Verification found) {
  std::array<char, 32> group{};
  const auto* key = X509_get0_pubkey(client_of(found));
  return EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::strcmp(group.data(), "secp384r1") == 0;
}

bool is_for_servers_too(Verification found) {
  return (X509_get_extended_key_usage(client_of(found)) & XKU_SSL_SERVER) != 0 &&
         (X509_get_extension_flags(client_of(found)) & EXFLAG_XKUSAGE) != 0;
}

bool ends_in_9999(Verification found) {
  const auto* end = X509_get0_notAfter(client_of(found));
  return ASN1_STRING_length(end) == 15 && std::memcmp(ASN1_STRING_get0_data(end), "9999", 4) == 0;
}

bool has_unknown_extension(Verification found) {
  const X509* client = client_of(found);
  for (int i = 0; i < X509_get_ext_count(client); ++i)
    if (OBJ_obj2nid(X509_EXTENSION_get_object(X509_get_ext(client, i))) == NID_undef) return true;
  return false;
}

}  // namespace tlsgauge::server::front
