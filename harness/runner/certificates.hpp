#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/file.hpp"
#include "core/result.hpp"
#include "model/identity.hpp"
#include "model/recipe.hpp"
#include "model/scenario.hpp"
#include "model/topology.hpp"
#include "pki/forge/forge.hpp"
#include "pki/forge/key_ring.hpp"

namespace tlsgauge::runner {

/// What the operator of an external target gives a client to use. Empty: not given.
struct ClientMaterial {
  std::filesystem::path ca;                ///< the anchor of the target's certificate
  std::filesystem::path ca_key;            ///< lets the harness issue client certificates itself
  std::filesystem::path certificate, key;  ///< of a client that the target lets in
  std::string server_name;                 ///< that the target's certificate holds
  std::optional<model::Login> login;       ///< of a user that the target lets in
};

/// @return what is wrong with the files, by the paths that their operator knows: one is missing or damaged, or a key is
/// not the certificate's.
[[nodiscard]] Status check(const ClientMaterial& material);

/// Certificate directories for the topologies of a run, made when first asked for and removed at its end. Beside the
/// layout's own files each holds
///   working/client.{pem,key}  a client pair of the same CA that every server accepts,
///   stranger/…                a whole layout of a CA that nobody trusts,
///   cases/ID/{chain,key}.pem  what forge() was asked for, and crl.pem where the case has revocation lists,
///   other/…                   a whole layout of a CA of its own, whose server is Topology::kOtherName,
///   crl.pem                   the CA's revocation list, on which nobody stands yet.
class Certificates {
 public:
  /// @param giant_keys see pki::KeyRing; empty: none are to be had
  [[nodiscard]] static Result<Certificates> make(const std::filesystem::path& giant_keys = {});
  /// For an external target: every topology's directory holds what was given, and nothing else but the stranger.
  [[nodiscard]] static Result<Certificates> given(const ClientMaterial& material,
                                                  const std::filesystem::path& giant_keys = {});

  /// Topologies of one layout share a directory, unless one is exclusive to a scenario.
  [[nodiscard]] Result<std::filesystem::path> directory(const model::Topology& topology);

  /// Forges, from `recipes` and the CA in `directory`, the certificates of the cases whose clients `scenarios` are.
  /// @return why a case cannot be tried, by its id; nothing for those that can.
  [[nodiscard]] std::map<std::string, Status> forge(const std::filesystem::path& directory,
                                                    const std::vector<model::Scenario>& scenarios,
                                                    const std::vector<model::Recipe>& recipes);

  /// Forges one case once more: what is valid for seconds is made when it is needed. Safe to call from several threads,
  /// beside no other function but this.
  /// @return the name of its folder in `directory`.
  [[nodiscard]] Result<std::filesystem::path> forge_again(const std::filesystem::path& directory, const std::string& id,
                                                          const std::vector<model::Recipe>& recipes);

  /// Fills `directory`, one that directory() gave for `topology`, anew: another CA, and new pairs in every place.
  /// @return Unimplemented where the certificates are an operator's.
  [[nodiscard]] Status replace(const std::filesystem::path& directory, const model::Topology& topology);

 private:
  Certificates(core::TemporaryDirectory root, const std::filesystem::path& giant_keys)
      : root_{std::move(root)}, keys_{giant_keys, pki::KeyRing::Effort::quick} {}
  [[nodiscard]] Status forge_case(const std::string& id, const pki::Ground& ground,
                                  const std::vector<model::Recipe>& recipes, const std::filesystem::path& into);

  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();  // of forge_again()
  int again_ = 0;                                                       // so many times
  core::TemporaryDirectory root_;
  std::map<std::string, std::filesystem::path> made_;
  pki::KeyRing keys_;
  std::optional<std::filesystem::path> given_;
};

}  // namespace tlsgauge::runner
