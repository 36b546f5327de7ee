#include "pki/plan.hpp"

#include <openssl/objects.h>

#include <algorithm>

#include "pki/alternative_name.hpp"

namespace tlsgauge::pki {
namespace {

constexpr auto kAuthorityName = "tlsgauge CA";
constexpr auto kClientName = "tlsgauge client";
constexpr int kAuthorityDaysOf25 = 36'500;  // the guide's gen.sh of 2.5 says so in its own line

// TLS 1.2 with RSA key exchange encrypts to the server's key; no other key type is used that way (RFC 5246 §7.4.2).
std::string key_usage(bool rsa) {
  return rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature";
}

bool wants_rsa(KeyKind kind) { return kind == KeyKind::rsa_2048 || kind == KeyKind::rsa_3072; }

Subject with_overrides(Subject subject, const GenerateOptions& options) {
  subject.country = options.country.value_or(subject.country);
  subject.state = options.state.value_or(subject.state);
  subject.locality = options.locality.value_or(subject.locality);
  subject.organization = options.organization.value_or(subject.organization);
  subject.unit = options.unit.value_or(subject.unit);
  subject.common_name = options.common_name.value_or(subject.common_name);
  return subject;
}

Subject named(Subject subject, std::string common_name) {
  subject.common_name = std::move(common_name);
  return subject;
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ",") + name;
  return list;
}

/// The subjectAltName value that the user asked for; empty when nothing was asked for.
Result<std::string> asked_names(const GenerateOptions& options) {
  std::vector<std::string> names;
  for (const auto& text : options.subject_alternative_names) {
    auto name = alternative_name(text);
    if (!name.ok()) return name.status();
    if (std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*std::move(name));
  }
  return joined(names);
}

Status unnameable(const std::string& common_name) {
  return bad_input("common name '" + common_name +
                   "': neither a host name nor an address; give the server's names as subject alternative names");
}

/// The server's own name and the addresses of this machine's loopback.
Result<std::string> default_names(const std::string& common_name) {
  auto own = alternative_name(common_name);
  if (!own.ok()) return unnameable(common_name);
  std::vector<std::string> names{*std::move(own)};
  for (const auto* loopback : {"IP:127.0.0.1", "IP:::1"})
    if (names.front() != loopback) names.emplace_back(loopback);
  return joined(names);
}

/// What section v3_ca of OpenSSL's installed openssl.cnf gives to `openssl req -x509`, which both scripts rely on.
std::vector<ExtensionText> documented_authority() {
  return {{NID_subject_key_identifier, "hash"},
          {NID_authority_key_identifier, "keyid:always,issuer"},
          {NID_basic_constraints, "critical,CA:true"}};
}

/// What both scripts sign server and client with: section v3_req.
std::vector<ExtensionText> documented_leaf() {
  return {{NID_basic_constraints, "CA:FALSE"}, {NID_key_usage, "nonRepudiation, digitalSignature, keyEncipherment"}};
}

Result<LayoutPlan> plan_working(const GenerateOptions& options, const std::string& names) {
  const auto server = with_overrides({.organization = "tlsgauge", .common_name = "localhost"}, options);
  for (const auto* reserved : {kAuthorityName, kClientName})
    if (server.common_name == reserved)
      return bad_input("common name '" + server.common_name + "': belongs to another certificate of this layout");
  auto own_names = names.empty() ? default_names(server.common_name) : Result<std::string>{names};
  if (!own_names.ok()) return own_names.status();

  const int days = options.days.value_or(kLeafDays);
  const bool rsa = wants_rsa(options.key);
  LayoutPlan plan;
  plan.authority = {.subject = named(server, kAuthorityName),
                    .extensions = {{NID_subject_key_identifier, "hash"},
                                   {NID_authority_key_identifier, "keyid:always,issuer"},
                                   {NID_basic_constraints, "critical,CA:TRUE"},
                                   {NID_key_usage, "critical,keyCertSign,cRLSign"}},
                    .days = std::max(days, kLeafDays)};
  plan.leaves.push_back({.stem = "server",
                         .certificate = {.subject = server,
                                         .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                                                        {NID_key_usage, key_usage(rsa)},
                                                        {NID_ext_key_usage, "serverAuth"},
                                                        {NID_subject_alt_name, *own_names}},
                                         .days = days}});
  plan.leaves.push_back({.stem = "client", .certificate = client_template(named(server, kClientName), days, rsa)});
  return plan;
}

/// Server and client from one template, numbered one after the other.
LayoutPlan documented(CertificateTemplate authority, const CertificateTemplate& leaf, bool requests) {
  LayoutPlan plan{.authority = std::move(authority), .requests = requests, .consecutive_serials = true};
  for (const auto* stem : {"server", "client"}) plan.leaves.push_back({.stem = stem, .certificate = leaf});
  return plan;
}

Result<LayoutPlan> plan_2_5(const GenerateOptions& options, const std::string& names) {
  const auto subject = with_overrides({.country = "US",
                                       .state = "CA",
                                       .locality = "Redwood City",
                                       .organization = "zilliz",
                                       .unit = "devops",
                                       .common_name = "localhost"},
                                      options);
  auto own_names = names.empty() ? literal_dns_name(subject.common_name) : Result<std::string>{names};
  if (!own_names.ok()) return unnameable(subject.common_name);
  const int days = options.days.value_or(kLeafDays);
  auto extensions = documented_leaf();
  extensions.push_back({NID_ext_key_usage, "serverAuth"});
  extensions.push_back({NID_subject_alt_name, *own_names});
  return documented(
      {.subject = subject, .extensions = documented_authority(), .days = std::max(days, kAuthorityDaysOf25)},
      {.subject = subject, .extensions = std::move(extensions), .days = days}, false);
}

Result<LayoutPlan> plan_2_4(const GenerateOptions& options, const std::string& names) {
  const auto subject = with_overrides({.country = "CN",
                                       .state = "Shanghai",
                                       .locality = "Shanghai",
                                       .organization = "milvus",
                                       .unit = "milvus",
                                       .common_name = "localhost"},
                                      options);
  auto leaf_subject = subject;  // the script names neither state nor locality in its requests
  leaf_subject.state.clear();
  leaf_subject.locality.clear();
  const int days = options.days.value_or(kLeafDays);
  auto extensions = documented_leaf();
  if (!names.empty()) extensions.push_back({NID_subject_alt_name, names});
  return documented({.subject = subject, .extensions = documented_authority(), .days = std::max(days, kLeafDays)},
                    {.subject = std::move(leaf_subject), .extensions = std::move(extensions), .days = days}, true);
}

}  // namespace

CertificateTemplate client_template(const Subject& subject, int days, bool rsa) {
  return {.subject = subject,
          .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                         {NID_key_usage, key_usage(rsa)},
                         {NID_ext_key_usage, "clientAuth"}},
          .days = days};
}

Result<LayoutPlan> plan(const GenerateOptions& options) {
  if (options.days)
    if (auto checked = check_days(*options.days); !checked.ok()) return checked;
  auto names = asked_names(options);
  if (!names.ok()) return names.status();
  switch (options.layout) {
    case Layout::working: return plan_working(options, *names);
    case Layout::documented_2_5: return plan_2_5(options, *names);
    case Layout::documented_2_4: return plan_2_4(options, *names);
  }
  return internal("layout out of range");
}

}  // namespace tlsgauge::pki
