#include "report/read_report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/file.hpp"
#include "report/render.hpp"
#include "unit/report/sample_report.hpp"

namespace tlsgauge::report {
namespace {

using nlohmann::json;
using test_support::sample_report;
using testing::HasSubstr;
using namespace std::chrono_literals;

model::LoadResult sample_load() {
  model::LoadResult load;
  load.name = "tls1.3 full mutual";
  load.kind = "handshake";
  load.engine = "openssl";
  load.options = {{"connections", "8"}};
  load.client_cpu_per_op = 210us;
  load.latency = {.count = 500, .p50 = 900us, .p99 = 3ms};
  return load;
}

class ReadReport : public testing::Test {
 protected:
  void SetUp() override {
    auto made = core::TemporaryDirectory::make();
    ASSERT_TRUE(made.ok()) << message(made.status());
    directory_.emplace(*std::move(made));
    auto report = sample_report();
    report.load = {sample_load(), sample_load()};
    report.load.back().invalid_because = "3 of 500 handshakes failed";
    document_ = json::parse(to_json(report));
  }

  [[nodiscard]] std::filesystem::path file() const { return directory_->path() / "report.json"; }

  Result<model::ReportDigest> read(const std::string& text) {
    EXPECT_TRUE(core::write_file(file(), text, core::Readers::everyone).ok());
    return read_report(file());
  }

  /// The one line that a document which cannot be read is answered with.
  std::string complaint(const std::string& text) {
    const auto report = read(text);
    EXPECT_FALSE(report.ok());
    auto line = report.ok() ? std::string{} : message(report.status());
    EXPECT_TRUE(line.starts_with(file().string() + ": ")) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    EXPECT_LT(line.size(), 500U);
    return line.substr(std::min(line.size(), file().string().size()));
  }
  std::string complaint() { return complaint(document_.dump()); }

  std::optional<core::TemporaryDirectory> directory_;
  json document_;
};

TEST_F(ReadReport, FindsWhatWasWritten) {
  const auto report = read(document_.dump());
  ASSERT_TRUE(report.ok()) << message(report.status());
  EXPECT_EQ(report->origin.file, file().string());
  EXPECT_TRUE(report->origin.interrupted);
  EXPECT_EQ(report->origin.version, "1.2.3");
  EXPECT_EQ(report->origin.catalogue_version, 4);
  EXPECT_EQ(report->origin.cpu, "Example CPU @ 3.00GHz");
  EXPECT_EQ(report->origin.cores, 2U);
  EXPECT_EQ(report->origin.target, "milvus");
  ASSERT_EQ(report->results.size(), sample_report().results.size());
  const auto& first = report->results.front();
  EXPECT_EQ(first.id, "documented/mutual/no-certificate@tls");
  EXPECT_EQ(first.verdict, model::VerdictKind::pass);
  EXPECT_EQ(first.security, "rejected");
  EXPECT_EQ(first.alert, "certificate_required");
  EXPECT_EQ(first.grade, "exact");
}

TEST_F(ReadReport, KnowsEveryVerdict) {
  const auto written = sample_report();
  const auto report = read(document_.dump());
  ASSERT_TRUE(report.ok()) << message(report.status());
  for (std::size_t i = 0; i < written.results.size(); ++i)
    EXPECT_EQ(model::name(report->results[i].verdict), model::name(written.results[i].verdict));
}

TEST_F(ReadReport, FindsLoadsAndWhatTheyDidNotMeasure) {
  const auto report = read(document_.dump());
  ASSERT_TRUE(report.ok()) << message(report.status());
  ASSERT_EQ(report->loads.size(), 2U);
  const auto& load = report->loads[0];
  EXPECT_EQ(load.name, "tls1.3 full mutual");
  EXPECT_EQ(load.options.at("connections"), "8");
  EXPECT_EQ(load.client_cpu, model::Cost{210'000});
  EXPECT_EQ(load.server_cpu, std::nullopt);
  EXPECT_EQ(load.latency_p99, model::Cost{3e6});
  EXPECT_EQ(load.invalid_because, "");
  EXPECT_EQ(report->loads[1].invalid_because, "3 of 500 handshakes failed");
}

TEST_F(ReadReport, ReadsTheCommittedExample) {
  const auto example = std::filesystem::path{TLSGAUGE_SOURCE_DIR} / "reports" / "examples" / "report.json";
  const auto report = read_report(example);
  EXPECT_TRUE(report.ok()) << message(report.status());
}

TEST_F(ReadReport, TakesTheDirectoryOfARunToo) {
  ASSERT_TRUE(read(document_.dump()).ok());
  EXPECT_TRUE(read_report(directory_->path()).ok());
}

TEST_F(ReadReport, NamesAFileThatIsNotThere) {
  const auto report = read_report(directory_->path());
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(message(report.status()), HasSubstr(file().string() + ": no such file; name a report.json"));
}

TEST_F(ReadReport, SaysThatAFileIsCutShort) {
  const auto text = document_.dump(2);
  for (const auto size : {std::size_t{0}, std::size_t{1}, text.size() / 2, text.size() - 2})
    EXPECT_THAT(complaint(text.substr(0, size)), HasSubstr("the file is cut short or is no report"));
}

TEST_F(ReadReport, SaysWhichVersionItKnows) {
  document_["schema_version"] = 2;
  document_["results"] = "something else";
  EXPECT_EQ(complaint(),
            ": $.schema_version: 2 is not known; this tlsgauge reads version 1: compare with the tlsgauge that wrote "
            "the report");
  EXPECT_EQ(complaint("{}"), ": $.schema_version: is missing: this is no report.json of tlsgauge");
  EXPECT_EQ(complaint("[]"), ": $: must be an object");
}

TEST_F(ReadReport, NamesTheKeyThatIsWrong) {
  const auto with = [&](const char* pointer, const json& value) {
    auto document = document_;
    document[json::json_pointer(pointer)] = value;
    return complaint(document.dump());
  };
  EXPECT_EQ(with("/results", 3), ": $.results: must be a list");
  EXPECT_EQ(with("/results/2", nullptr), ": $.results[2]: must be an object");
  EXPECT_EQ(with("/results/2/id", 3), ": $.results[2].id: must be a string");
  EXPECT_EQ(with("/results/2/verdict", "paas"), ": $.results[2].verdict: 'paas' is no verdict of this schema version");
  EXPECT_EQ(with("/results/0/observed/security", "x"),
            ": $.results[0].observed.security: 'x' is none of this schema version's words");
  EXPECT_EQ(with("/results/0/grade", "A"), ": $.results[0].grade: 'A' is none of this schema version's words");
  EXPECT_EQ(with("/interrupted", "no"), ": $.interrupted: must be true or false");
  EXPECT_EQ(with("/catalogue_version", -1), ": $.catalogue_version: must be a whole number that is not negative");
  EXPECT_EQ(with("/environment/cores", 1e12), ": $.environment.cores: must be a whole number that is not negative");
  EXPECT_EQ(with("/load/0/client_cpu_ns_per_op", -5),
            ": $.load[0].client_cpu_ns_per_op: must be a number that is not negative, or null");
  EXPECT_EQ(with("/load/1/latency_ns", nullptr), ": $.load[1].latency_ns: must be an object");
  EXPECT_EQ(with("/load/1/options/rate", json::array()), ": $.load[1].options.rate: must be a single value");
}

TEST_F(ReadReport, NamesAKeyThatIsMissing) {
  document_["results"][1].erase("verdict");
  EXPECT_EQ(complaint(), ": $.results[1].verdict: is missing");
}

TEST_F(ReadReport, RefusesAnIdThatStandsTwice) {
  document_["results"][1]["id"] = document_["results"][0]["id"];
  EXPECT_EQ(complaint(), ": $.results[1]: the id stands twice");
}

TEST_F(ReadReport, RefusesARunThatDidNotTakePlace) {
  document_["fault"] = "no container engine";
  EXPECT_EQ(complaint(), ": $.fault: the run did not take place (no container engine): there is nothing to compare");
}

TEST_F(ReadReport, BoundsDepth) {
  const std::string deep(1'000'000, '[');
  EXPECT_THAT(complaint(deep + std::string(deep.size(), ']')), HasSubstr("nested more than 32 levels"));
}

TEST_F(ReadReport, BoundsSize) {
  EXPECT_THAT(complaint(std::string(kMaxReportBytes + 1, ' ')), HasSubstr("larger than"));
}

TEST_F(ReadReport, BoundsAndCleansWhatItQuotes) {
  document_["results"][2]["verdict"] = "\x1b[2J" + std::string(100'000, 'x');
  EXPECT_EQ(complaint().find('\x1b'), std::string::npos);
}

TEST_F(ReadReport, BoundsAndCleansTheKeysThatItNames) {
  document_["load"][0]["options"]["\x1b[2J" + std::string(100'000, 'x')] = json::array();
  EXPECT_THAT(complaint(), testing::StartsWith(": $.load[0].options.?[2Jx"));
}

TEST_F(ReadReport, RefusesANumberThatNoMachineTypeHolds) {
  EXPECT_THAT(complaint(R"({"schema_version": 1, "load": [{"client_cpu_ns_per_op": 1e999}]})"), HasSubstr("1e999"));
}

}  // namespace
}  // namespace tlsgauge::report
