#include "runner/certificates.hpp"

#include <algorithm>
#include <ctime>

#include "pki/forge/forge.hpp"
#include "pki/forge/revocation_list.hpp"
#include "pki/layout.hpp"

namespace tlsgauge::runner {
namespace {

Status fill(const std::filesystem::path& directory, pki::Layout layout, pki::KeyKind key) {
  if (auto made = pki::generate(directory, {.layout = layout, .key = key}); !made.ok()) return made.status();
  if (auto issued = pki::issue_client(directory, directory / "working", "client"); !issued.ok()) return issued;
  const auto other = pki::generate(
      directory / "other",
      {.subject_alternative_names = {std::string{"DNS:"} + model::Topology::kOtherName}, .key = pki::KeyKind::ec_p256});
  if (!other.ok()) return other.status();
  if (auto listed = pki::write_revocation_list(directory, {}, directory / "crl.pem"); !listed.ok()) return listed;
  return pki::generate(directory / "stranger", {.key = pki::KeyKind::ec_p256}).status();
}

Status copy(const std::filesystem::path& from, const std::filesystem::path& to, core::Readers readers) {
  if (from.empty()) return absl::OkStatus();
  const auto bytes = core::read_file(from);
  return bytes.ok() ? core::write_file(to, *bytes, readers) : bytes.status();
}

Status fill_from(const ClientMaterial& material, const std::filesystem::path& directory) {
  const auto working = directory / "working";
  if (auto made = core::make_directory(working, core::Readers::owner_only); !made.ok()) return made;
  for (const auto& status : {copy(material.ca, directory / "ca.pem", core::Readers::everyone),
                             copy(material.ca_key, directory / "ca.key", core::Readers::owner_only),
                             copy(material.certificate, working / "client.pem", core::Readers::everyone),
                             copy(material.key, working / "client.key", core::Readers::owner_only)}) {
    if (!status.ok()) return status;
  }
  if (material.certificate.empty() && !material.ca_key.empty()) {
    if (auto issued = pki::issue_client(directory, working, "client"); !issued.ok()) return issued;
  }
  return pki::generate(directory / "stranger", {.key = pki::KeyKind::ec_p256}).status();
}

}  // namespace

Status check(const ClientMaterial& material) {
  if (!material.ca_key.empty()) {
    if (auto status = pki::check_pair(material.ca, material.ca_key); !status.ok()) return status;
  } else if (!material.ca.empty()) {
    if (auto status = pki::check_certificate(material.ca); !status.ok()) return status;
  }
  if (material.certificate.empty()) return absl::OkStatus();
  return pki::check_pair(material.certificate, material.key);
}

Result<Certificates> Certificates::given(const ClientMaterial& material, const std::filesystem::path& giant_keys) {
  auto certificates = make(giant_keys);
  if (!certificates.ok()) return certificates;
  certificates->given_ = certificates->root_.path() / "given";
  if (auto filled = fill_from(material, *certificates->given_); !filled.ok()) return filled;
  return certificates;
}

Result<Certificates> Certificates::make(const std::filesystem::path& giant_keys) {
  auto root = core::TemporaryDirectory::make();
  if (!root.ok()) return root.status();
  return Certificates{*std::move(root), giant_keys};
}

namespace {

/// Fills `directory` as `topology` asks.
Status fill_for(const std::filesystem::path& directory, const model::Topology& topology) {
  const auto layout = pki::layout_named(topology.certificates);
  if (!layout) return bad_input("no certificate layout is called '" + topology.certificates + "'; see certs/README.md");
  const auto kind = topology.key.empty() ? std::optional{pki::KeyKind::rsa_2048} : pki::key_kind_named(topology.key);
  if (!kind) return bad_input("'" + topology.key + "' is no kind of key; write rsa:2048, ec:P-256, …");
  return fill(directory, *layout, *kind);
}

/// Whether the certificate of `client` is one of the catalogue of defects.
bool forged(const model::Scenario& scenario) {
  const auto& session = scenario.exchange.session;
  return scenario.exchange.client.forged || (session && session->client.forged);
}

}  // namespace

Result<std::filesystem::path> Certificates::directory(const model::Topology& topology) {
  if (given_) return *given_;
  const auto key = topology.certificates + " " + topology.key + " " + topology.exclusive_to;
  if (const auto found = made_.find(key); found != made_.end()) return found->second;
  const auto directory = root_.path() / std::to_string(made_.size());
  if (auto status = fill_for(directory, topology); !status.ok()) return status;
  return made_[key] = directory;
}

Status Certificates::replace(const std::filesystem::path& directory, const model::Topology& topology) {
  if (given_) return unsupported("only the operator of a target can give it another CA");
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  if (error) return internal("cannot remove " + directory.string() + ": " + error.message());
  return fill_for(directory, topology);
}

std::map<std::string, Status> Certificates::forge(const std::filesystem::path& directory,
                                                  const std::vector<model::Scenario>& scenarios,
                                                  const std::vector<model::Recipe>& recipes) {
  std::map<std::string, Status> outcomes;
  Result<pki::Ground> ground = pki::Ground{};
  for (const auto& scenario : scenarios) {
    const auto& id = scenario.case_id;
    if (!forged(scenario) || outcomes.contains(id)) continue;
    if (outcomes.empty()) ground = pki::load_ground(directory);
    outcomes[id] = ground.ok() ? forge_case(id, *ground, recipes, directory / "cases" / id) : ground.status();
  }
  std::erase_if(outcomes, [](const auto& outcome) { return outcome.second.ok(); });
  return outcomes;
}

Result<std::filesystem::path> Certificates::forge_again(const std::filesystem::path& directory, const std::string& id,
                                                        const std::vector<model::Recipe>& recipes) {
  const std::scoped_lock lock{*mutex_};
  const auto ground = pki::load_ground(directory);
  if (!ground.ok()) return ground.status();
  const auto name = std::filesystem::path{"again"} / std::to_string(++again_);
  if (auto made = forge_case(id, *ground, recipes, directory / name); !made.ok()) return made;
  return name;
}

Status Certificates::forge_case(const std::string& id, const pki::Ground& ground,
                                const std::vector<model::Recipe>& recipes, const std::filesystem::path& into) {
  const auto recipe = std::ranges::find(recipes, id, &model::Recipe::id);
  if (recipe == recipes.end()) return bad_input("certs/cases does not say how to forge case " + id);
  const auto forged = pki::forge(*recipe, ground, keys_, std::time(nullptr));
  return forged.ok() ? pki::write_pem(*forged, into) : forged.status();
}

}  // namespace tlsgauge::runner
