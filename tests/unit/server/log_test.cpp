#include "server/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tlsgauge::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

std::string line(std::string_view message, std::initializer_list<Field> fields) {
  return format_line(WallTime{std::chrono::milliseconds{1234567890123}}, "INFO", message, fields,
                     std::source_location::current());
}

TEST(Log, HasMilvusFormat) {
  EXPECT_THAT(
      line("Internal TLS Enabled", {{"value", "true"}}),
      MatchesRegex(R"(\[2009/02/1[34] [0-9:]{8}\.123 [+-][0-9]{2}:[0-9]{2}\] \[INFO\] \[server/log_test\.cpp:[0-9]+\] )"
                   R"(\["Internal TLS Enabled"\] \[value=true\])"));
}

TEST(Log, QuotesWhatCouldBeMisread) {
  EXPECT_THAT(line("m", {{"a", "x y"}, {"b", ""}}), EndsWith(R"([a="x y"] [b=""])"));
  EXPECT_THAT(line("m", {{"a", "x]\n[b=\"1\""}}), HasSubstr(R"([a="x]\u000a[b=\"1\""])"));
}

}  // namespace
}  // namespace tlsgauge::server
