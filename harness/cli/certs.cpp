#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "pki/layout.hpp"
#include "pki/lint.hpp"

namespace tlsgauge::cli {
namespace {

using nlohmann::ordered_json;
using Paths = std::vector<std::filesystem::path>;

ordered_json to_json(const Paths& files) {
  auto list = ordered_json::array();
  for (const auto& file : files) list.push_back(file.string());
  return list;
}

void print(const ordered_json& value) {
  // A file name need not be UTF-8; what is not is shown as a replacement character.
  std::cout << value.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

// --- gen ---

/// The command line of `certs gen`. A field that stays empty takes the layout's value.
struct GenerateArguments {
  std::filesystem::path directory;
  std::string documented;
  std::string country, state, locality, organization, unit, common_name, key = "rsa:2048";
  std::vector<std::string> names;
  int days = 0;
  bool json = false;
};

std::optional<std::string> given(const CLI::App& command, const std::string& option, const std::string& value) {
  return command.count(option) > 0 ? std::optional{value} : std::nullopt;
}

Result<pki::GenerateOptions> options_of(const CLI::App& command, const GenerateArguments& arguments) {
  const auto layout =
      pki::layout_named(arguments.documented.empty() ? "working" : "documented-" + arguments.documented);
  const auto key = pki::key_kind_named(arguments.key);
  if (!layout || !key) return bad_input("certs gen: no such layout or key");  // the options' checks come first
  return pki::GenerateOptions{
      .layout = *layout,
      .country = given(command, "--country", arguments.country),
      .state = given(command, "--state", arguments.state),
      .locality = given(command, "--locality", arguments.locality),
      .organization = given(command, "--organization", arguments.organization),
      .unit = given(command, "--unit", arguments.unit),
      .common_name = given(command, "--cn", arguments.common_name),
      .subject_alternative_names = arguments.names,
      .days = command.count("--days") > 0 ? std::optional{arguments.days} : std::nullopt,
      .key = *key,
  };
}

/// What is worth knowing before these files are used.
std::string advice_for(pki::Layout layout) {
  switch (layout) {
    case pki::Layout::working: return {};
    case pki::Layout::documented_2_5:
      return "warning: as documented, client.pem has extendedKeyUsage serverAuth only: a server with tlsMode 2 refuses "
             "it (run 'tlsgauge certs lint' on the directory)";
    case pki::Layout::documented_2_4:
      return "warning: as documented, server.pem has no subjectAltName: Go and Python clients refuse it (run 'tlsgauge "
             "certs lint' on the directory)";
  }
  return {};
}

void show_generated(pki::Layout layout, const std::filesystem::path& directory, const Paths& files) {
  std::cout << pki::name(layout) << " layout, " << files.size() << " files:\n";
  for (const auto& file : files) std::cout << "  " << file.string() << '\n';
  std::cout
      << "a server needs server.pem, server.key and ca.pem; a client needs client.pem, client.key and ca.pem; keep "
         "ca.key and ca.srl to yourself\n"
      << "next: tlsgauge certs lint " << directory.string() << '\n';
}

int generate(const CLI::App& command, const GenerateArguments& arguments, const CommonOptions& common) {
  auto options = options_of(command, arguments);
  if (!options.ok()) return complain(options.status());
  auto files = pki::generate(arguments.directory, *options);
  if (!files.ok()) return complain(files.status());
  if (common.json || arguments.json)
    print({{"layout", pki::name(options->layout)}, {"files", to_json(*files)}});
  else if (!common.quiet)
    show_generated(options->layout, arguments.directory, *files);
  if (const auto advice = advice_for(options->layout); !advice.empty()) std::cerr << advice << '\n';
  return 0;
}

void add_subject_options(CLI::App& command, GenerateArguments& arguments) {
  command.add_option("--country", arguments.country, "Subject: country, two letters")->group("Subject");
  command.add_option("--state", arguments.state, "Subject: state or province")->group("Subject");
  command.add_option("--locality", arguments.locality, "Subject: city")->group("Subject");
  command.add_option("--organization", arguments.organization, "Subject: organization")->group("Subject");
  command.add_option("--unit", arguments.unit, "Subject: organizational unit")->group("Subject");
  command.add_option("--cn", arguments.common_name, "Subject: common name, the server's name [localhost]")
      ->group("Subject");
}

void add_generate(CLI::App& certs, const CommonOptions& common, int& exit_code) {
  auto* command = certs.add_subcommand("gen", "Make a CA and a pair for server and client");
  const auto arguments = std::make_shared<GenerateArguments>();
  command->add_option("--out", arguments->directory, "Directory for the files; made (0700) when missing")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--as-documented", arguments->documented,
                   "Make what the gen.sh of Milvus' guide of that version makes, its traps included")
      ->check(CLI::IsMember{{"2.5", "2.4"}});
  add_subject_options(*command, *arguments);
  command
      ->add_option("--san", arguments->names,
                   "Names and addresses of the server, as DNS:NAME, IP:ADDRESS or bare; separate several by commas or "
                   "repeat the option [the common name, 127.0.0.1, ::1]")
      ->delimiter(',')
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--days", arguments->days, "Days until server and client expire [3650]")
      ->check(CLI::Range{1, pki::kMaxDays});
  command->add_option("--key", arguments->key, "Kind of the keys")
      ->check(CLI::IsMember{{"rsa:2048", "rsa:3072", "ec:P-256", "ec:P-384", "ed25519"}})
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "List the files as JSON");
  command->footer(
      "Example: tlsgauge certs gen --out tls --cn db.example.com --san db.example.com,10.0.0.5 --days 90\n"
      "Without --as-documented the files work everywhere. Nothing is overwritten.");
  command->callback([command, arguments, &common, &exit_code] { exit_code = generate(*command, *arguments, common); });
}

// --- renew ---

struct RenewArguments {
  std::filesystem::path directory;
  int days = 0;
  bool json = false;
};

int renew(const CLI::App& command, const RenewArguments& arguments, const CommonOptions& common) {
  const auto days = command.count("--days") > 0 ? std::optional{arguments.days} : std::nullopt;
  auto files = pki::renew(arguments.directory, days);
  if (!files.ok()) return complain(files.status());
  if (common.json || arguments.json) {
    print({{"files", to_json(*files)}});
  } else if (!common.quiet) {
    std::cout << "renewed from the same CA:\n";
    for (const auto& file : *files) std::cout << "  " << file.string() << '\n';
    std::cout << "next: restart the servers that loaded the old files (Milvus reads them only at start), give clients "
                 "their new pair\n";
  }
  return 0;
}

void add_renew(CLI::App& certs, const CommonOptions& common, int& exit_code) {
  auto* command = certs.add_subcommand("renew", "Replace server and client pairs by new ones from the same CA");
  const auto arguments = std::make_shared<RenewArguments>();
  command->add_option("--dir", arguments->directory, "Directory with ca.key, ca.pem and the pairs")
      ->required()
      ->type_name("DIR");
  command->add_option("--days", arguments->days, "Days until the new ones expire [as long as the old ones lived]")
      ->check(CLI::Range{1, pki::kMaxDays});
  command->add_flag("--json", arguments->json, "List the files as JSON");
  command->footer(
      "Example: tlsgauge certs renew --dir tls\n"
      "Names and extensions stay, keys are new, ca.srl advances. All pairs change in one step: they stand in\n"
      "generation-N, and server.pem, server.key, ... are links through 'current', which names the generation in use.\n"
      "The generation before stays until the next renewal.");
  command->callback([command, arguments, &common, &exit_code] { exit_code = renew(*command, *arguments, common); });
}

// --- lint ---

struct LintArguments {
  Paths paths;
  bool json = false;
};

ordered_json to_json(const pki::Finding& finding) {
  return {{"level", pki::name(finding.level)},
          {"rule", finding.rule},
          {"file", finding.file.string()},
          {"what", finding.what},
          {"why", finding.why},
          {"advice", finding.advice}};
}

std::string counted(std::ptrdiff_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

void show_findings(const std::vector<pki::Finding>& findings, const CommonOptions& common) {
  for (const auto& finding : findings)
    std::cout << pki::name(finding.level) << ": " << finding.file.string() << ": " << finding.what << " ["
              << finding.rule << "]\n  why:  " << finding.why << "\n  do:   " << finding.advice << '\n';
  if (common.quiet) return;
  const auto count = [&](pki::FindingLevel level) {
    return std::count_if(findings.begin(), findings.end(), [&](const auto& finding) { return finding.level == level; });
  };
  using enum pki::FindingLevel;
  std::cout << counted(count(error), "error") << ", " << counted(count(warning), "warning") << ", "
            << counted(count(note), "note") << '\n';
}

int lint(const LintArguments& arguments, const CommonOptions& common) {
  auto findings = pki::lint(arguments.paths, std::time(nullptr));
  if (!findings.ok()) return complain(findings.status());
  if (common.json || arguments.json) {
    auto list = ordered_json::array();
    for (const auto& finding : *findings) list.push_back(to_json(finding));
    print(list);
  } else {
    show_findings(*findings, common);
  }
  const auto is_error = [](const pki::Finding& finding) { return finding.level == pki::FindingLevel::error; };
  return std::any_of(findings->begin(), findings->end(), is_error) ? 1 : 0;
}

void add_lint(CLI::App& certs, const CommonOptions& common, int& exit_code) {
  auto* command = certs.add_subcommand("lint", "Say what is wrong with certificates and keys, why, and what to do");
  const auto arguments = std::make_shared<LintArguments>();
  command->add_option("PATH", arguments->paths, "PEM files, or directories of them (.pem, .crt, .cer, .key)")
      ->required()
      ->type_name("");
  command->add_flag("--json", arguments->json, "Print an array of {level, rule, file, what, why, advice}");
  command->footer(
      "Example: tlsgauge certs lint tls\n"
      "Names say what a file is for: server*, client*, ca*. The CA to lead to is the ca.pem beside a certificate.\n"
      "Exit code: 0 without errors (warnings and notes may stand), 1 with errors, 2 when a file cannot be read.");
  command->callback([arguments, &common, &exit_code] { exit_code = lint(*arguments, common); });
}

}  // namespace

void add_certs(CLI::App& app, const CommonOptions& common, int& exit_code) {
  auto* certs = app.add_subcommand("certs", "Make, renew, examine and forge certificates");
  certs->require_subcommand(1);
  add_generate(*certs, common, exit_code);
  add_renew(*certs, common, exit_code);
  add_lint(*certs, common, exit_code);
  add_forge(*certs, common, exit_code);
}

}  // namespace tlsgauge::cli
