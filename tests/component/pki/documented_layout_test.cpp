#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "component/pki/certificate_facts.hpp"
#include "component/pki/guide_scripts.hpp"
#include "core/clock.hpp"
#include "core/file.hpp"
#include "core/process.hpp"
#include "pki/layout.hpp"

namespace tlsgauge::pki {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;

core::Finished run(std::vector<std::string> argv, const fs::path& directory) {
  const core::Deadline deadline{core::steady_clock(), 60s};
  // The guide's openssl.cnf and the program itself look into HOME.
  auto finished = core::run_to_end(
      {.argv = std::move(argv), .environment = {{"HOME", directory.string()}}, .directory = directory, .output = {}},
      deadline);
  if (finished.ok()) return *std::move(finished);
  ADD_FAILURE() << finished.status();
  return {};
}

/// Runs `script` in `directory` and removes what only the script needs.
void run_script(const fs::path& directory, const std::string& script, const std::string& configuration = {}) {
  const auto write = [&](const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(core::write_file(directory / name, bytes, core::Readers::everyone).ok());
  };
  write("script.sh", "set -e\n" + script);
  if (!configuration.empty()) write("openssl.cnf", configuration);
  const auto finished = run({"sh", "script.sh"}, directory);
  ASSERT_TRUE(finished.end.succeeded()) << finished.output;
  fs::remove(directory / "script.sh");
  fs::remove(directory / "openssl.cnf");
}

std::set<std::string> names_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{directory}) names.insert(entry.path().filename().string());
  return names;
}

std::string text(const fs::path& file) {
  auto bytes = core::read_file(file);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *std::move(bytes) : std::string{};
}

struct Guide {
  std::string_view title;
  Layout layout;
  const std::string* script;
  const std::string* configuration;
  std::size_t files;
};

const std::string kNoConfiguration;

/// The guide's script, run by the openssl program, beside what generate() makes.
class DocumentedLayout : public testing::TestWithParam<Guide> {
 protected:
  void SetUp() override {
    run_script(scripted_.path(), *GetParam().script, *GetParam().configuration);
    const auto files = generate(generated(), {.layout = GetParam().layout});
    ASSERT_TRUE(files.ok()) << files.status();
    EXPECT_THAT(*files, SizeIs(GetParam().files));
  }

  [[nodiscard]] const fs::path& scripted() const { return scripted_.path(); }
  [[nodiscard]] fs::path generated() const { return parent_.path() / "tls"; }

 private:
  core::TemporaryDirectory scripted_ = core::TemporaryDirectory::make().value();
  core::TemporaryDirectory parent_ = core::TemporaryDirectory::make().value();
};

TEST_P(DocumentedLayout, HasTheFilesOfTheScript) {
  EXPECT_EQ(names_in(generated()), names_in(scripted()));
  EXPECT_THAT(names_in(generated()), SizeIs(GetParam().files));
  for (const auto* file : {"ca.key", "server.key", "client.key"}) {
    EXPECT_EQ(text(generated() / file).substr(0, 28), text(scripted() / file).substr(0, 28)) << file;
    EXPECT_EQ(fs::status(generated() / file).permissions(), fs::status(scripted() / file).permissions()) << file;
  }
  for (const auto& directory : {scripted(), generated()}) {
    EXPECT_THAT(text(directory / "ca.srl"), MatchesRegex("([0-9A-F][0-9A-F])+\n")) << directory;
    EXPECT_EQ(text(directory / "ca.srl"), serial_in(directory / "client.pem") + "\n") << directory;
    EXPECT_EQ(serial_in(directory / "server.pem").substr(0, 30), serial_in(directory / "client.pem").substr(0, 30))
        << "one after the other, in " << directory;
  }
}

TEST_P(DocumentedLayout, SaysInEveryFileWhatTheScriptSays) {
  for (const auto* file : {"ca.pem", "server.pem", "client.pem"})
    EXPECT_EQ(certificate_facts(generated() / file), certificate_facts(scripted() / file)) << file;
  for (const auto* file : {"server.csr", "client.csr"}) {
    if (!names_in(scripted()).contains(file)) continue;
    EXPECT_EQ(request_facts(generated() / file), request_facts(scripted() / file)) << file;
  }
}

TEST_P(DocumentedLayout, IsJudgedByTheOpensslProgramAsTheScriptsIs) {
  for (const auto* stem : {"server", "client"}) {
    for (const auto* purpose : {"sslserver", "sslclient"}) {
      const std::vector<std::string> verify{
          "openssl", "verify", "-purpose", purpose, "-CAfile", "ca.pem", std::string{stem} + ".pem"};
      EXPECT_EQ(run(verify, generated()).end.exit_code, run(verify, scripted()).end.exit_code)
          << stem << " " << purpose;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Guide, DocumentedLayout,
                         testing::Values(Guide{"Version25", Layout::documented_2_5, &kGenerate25, &kNoConfiguration, 7},
                                         Guide{"Version24", Layout::documented_2_4, &kGenerate24, &kConfiguration24,
                                               9}),
                         [](const auto& test) { return std::string{test.param.title}; });

class OpensslProgram : public testing::Test {
 protected:
  [[nodiscard]] fs::path generated(const GenerateOptions& options) const {
    const auto directory = parent_.path() / "tls";
    EXPECT_TRUE(generate(directory, options).ok());
    return directory;
  }

 private:
  core::TemporaryDirectory parent_ = core::TemporaryDirectory::make().value();
};

TEST_F(OpensslProgram, RefusesTheDocumentedClientForItsPurpose) {
  const auto directory = generated({.layout = Layout::documented_2_5});
  const auto finished =
      run({"openssl", "verify", "-purpose", "sslclient", "-CAfile", "ca.pem", "client.pem"}, directory);
  EXPECT_FALSE(finished.end.succeeded());
  EXPECT_THAT(finished.output, HasSubstr("unsuitable certificate purpose"));
}

TEST_F(OpensslProgram, AcceptsTheWorkingLayoutAtItsStrictest) {
  const auto directory = generated({.key = KeyKind::ec_p256});
  for (const auto* stem : {"server", "client"}) {
    const auto finished = run({"openssl", "verify", "-x509_strict", "-purpose", std::string{"ssl"} + stem, "-CAfile",
                               "ca.pem", std::string{stem} + ".pem"},
                              directory);
    EXPECT_TRUE(finished.end.succeeded()) << finished.output;
  }
}

TEST_F(OpensslProgram, RenewsWithTheGuidesScriptWhatWeGenerated) {
  const auto directory = generated({.layout = Layout::documented_2_5});
  const auto before = certificate_facts(directory / "client.pem");
  const auto last = text(directory / "ca.srl");
  run_script(directory, kRenew25);
  EXPECT_EQ(certificate_facts(directory / "client.pem"), before);
  EXPECT_NE(text(directory / "ca.srl"), last);
  EXPECT_EQ(text(directory / "ca.srl"), serial_in(directory / "client.pem") + "\n");
}

TEST_F(OpensslProgram, LeavesADirectoryThatWeRenew) {
  const auto scripted = core::TemporaryDirectory::make().value();
  const auto& directory = scripted.path();
  run_script(directory, kGenerate25);
  const auto before = certificate_facts(directory / "server.pem");
  const auto files = renew(directory, {});
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(certificate_facts(directory / "server.pem"), before);
  EXPECT_EQ(text(directory / "ca.srl"), serial_in(directory / "client.pem") + "\n");
  run_script(directory, kRenew25);  // and the script writes through our links
  EXPECT_EQ(certificate_facts(directory / "server.pem"), before);
  EXPECT_TRUE(renew(directory, {}).ok());
}

}  // namespace
}  // namespace tlsgauge::pki
