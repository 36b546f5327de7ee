#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "core/file.hpp"
#include "pki/forge/forge.hpp"
#include "runner/tools.hpp"
#include "scenario/catalogue.hpp"
#include "scenario/recipes.hpp"

namespace tlsgauge::cli {
namespace {

using nlohmann::ordered_json;

struct ForgeArguments {
  std::filesystem::path authority;
  std::filesystem::path out;
  std::vector<std::string> cases{"*"};
  bool json = false;
};

bool wanted(const model::Recipe& recipe, const std::vector<std::string>& globs) {
  return std::ranges::any_of(globs, [&](const std::string& glob) {
    return scenario::matches(glob, recipe.id) || scenario::matches(glob, recipe.slug);
  });
}

Result<std::vector<model::Recipe>> chosen_recipes(const std::vector<std::string>& globs) {
  auto recipes = scenario::load_recipes(runner::Places::from_environment().home / "certs/cases");
  if (!recipes.ok()) return recipes;
  std::erase_if(*recipes, [&](const model::Recipe& recipe) { return !wanted(recipe, globs); });
  if (recipes->empty())
    return missing(
        "certs forge: no case matches; --case takes ids (CC-038) and slugs (leaf-from-leaf), with wildcards");
  return recipes;
}

/// Forges one case into a folder of its own. @return its entry of the manifest.
Result<ordered_json> forge(const model::Recipe& recipe, const pki::Ground& ground, pki::KeyRing& keys,
                           const std::filesystem::path& out) {
  ordered_json entry{{"id", recipe.id}, {"slug", recipe.slug}, {"defect", recipe.defect}};
  auto forged = pki::forge(recipe, ground, keys, std::time(nullptr));
  if (absl::IsUnimplemented(forged.status())) {
    entry["skipped"] = message(forged.status());
    return entry;
  }
  if (!forged.ok()) return forged.status();
  const auto folder = out / recipe.id;
  if (auto written = pki::write_pem(*forged, folder); !written.ok()) return written;
  if (auto written = pki::write_der(*forged, folder); !written.ok()) return written;
  entry["chain"] = recipe.id + "/chain.pem";
  entry["key"] = recipe.id + "/key.pem";
  entry["der"] = ordered_json::array();
  for (std::size_t i = 0; i < forged->chain.size(); ++i)
    entry["der"].push_back(recipe.id + "/" + std::to_string(i) + ".der");
  if (!forged->lists.empty()) entry["crl"] = recipe.id + "/crl.pem";
  return entry;
}

int forge_all(const ForgeArguments& arguments, const CommonOptions& common) {
  const auto recipes = chosen_recipes(arguments.cases);
  if (!recipes.ok()) return complain(recipes.status());
  const auto ground = pki::load_ground(arguments.authority);
  if (!ground.ok()) return complain(ground.status());
  if (auto made = core::make_directory(arguments.out, core::Readers::owner_only); !made.ok()) return complain(made);

  pki::KeyRing keys{runner::Places::from_environment().giant_keys(), pki::KeyRing::Effort::thorough};
  auto manifest = ordered_json::array();
  for (const auto& recipe : *recipes) {
    auto entry = forge(recipe, *ground, keys, arguments.out);
    if (!entry.ok()) return complain(entry.status());
    manifest.push_back(*std::move(entry));
  }
  const auto text = manifest.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  const auto file = arguments.out / "manifest.json";
  if (auto written = core::write_file(file, text, core::Readers::everyone); !written.ok()) return complain(written);
  const auto skipped =
      std::ranges::count_if(manifest, [](const ordered_json& entry) { return entry.contains("skipped"); });
  if (common.json || arguments.json) {
    std::cout << text;
  } else if (!common.quiet) {
    std::cout << manifest.size() - static_cast<std::size_t>(skipped) << " cases forged, " << skipped
              << " that cannot be (manifest.json says why)\n"
              << "next: " << file.string()
              << " says what is wrong with each; the keys are as secret as the CA's, which "
              << "vouches for some of them\n";
  }
  return 0;
}

}  // namespace

void add_forge(CLI::App& certs, const CommonOptions& common, int& exit_code) {
  auto* command = certs.add_subcommand("forge", "Write client certificates with one defect each, for tests of servers");
  const auto arguments = std::make_shared<ForgeArguments>();
  command
      ->add_option("--ca", arguments->authority,
                   "Directory with ca.pem and ca.key of the CA that the server trusts; with server.pem, more cases")
      ->required()
      ->type_name("DIR");
  command->add_option("--case", arguments->cases, "Only these: ids or slugs, with wildcards [all]")
      ->delimiter(',')
      ->type_name("GLOB");
  command->add_option("--out", arguments->out, "Directory for a folder a case, and manifest.json; made when missing")
      ->required()
      ->type_name("DIR");
  command->add_flag("--json", arguments->json, "Print the manifest");
  command->footer(
      "Example: tlsgauge certs forge --ca tls --case 'CC-03*' --out bad\n"
      "Each folder holds chain.pem (the client's own certificate first), key.pem, and the chain as 0.der, 1.der, ...\n"
      "Files of an earlier run are overwritten. Without ca.key, cases that need its signature are skipped.");
  command->callback([arguments, &common, &exit_code] { exit_code = forge_all(*arguments, common); });
}

}  // namespace tlsgauge::cli
