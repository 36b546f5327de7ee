#include "server/log.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <mutex>

namespace tlsgauge::server {
namespace {

using std::chrono::seconds;

constexpr unsigned kWarningsPerSecond = 100;

std::string timestamp(WallTime at) {
  const auto since_epoch = at.time_since_epoch();
  const auto whole = std::chrono::floor<seconds>(since_epoch);
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch - whole).count();
  const std::time_t second = whole.count();
  std::tm local{};
  ::localtime_r(&second, &local);
  std::array<char, 32> date{};
  std::array<char, 16> zone{};
  std::strftime(date.data(), date.size(), "%Y/%m/%d %H:%M:%S", &local);
  std::strftime(zone.data(), zone.size(), "%z", &local);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s.%03d %.3s:%.2s", date.data(), static_cast<int>(milliseconds), zone.data(),
                zone.data() + 3);
  return text.data();
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (is_control(c)) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      result += escape.data();
    } else {
      result += c;
    }
  }
  return result + '"';
}

/// zap, whose format this is, quotes a value only where it could be misread.
std::string field_value(const std::string& value) {
  const bool plain = !value.empty() && std::ranges::none_of(value, [](char c) {
    return is_control(c) || std::string_view{" \"\\=[]"}.find(c) != std::string_view::npos;
  });
  return plain ? value : in_quotes(value);
}

/// "server/front/listener.cpp:56"; where the sources were when they were compiled is nobody's business.
std::string place(const std::source_location& where) {
  std::string_view file{where.file_name()};
  if (const auto module = file.rfind("server/"); module != std::string_view::npos) file.remove_prefix(module);
  return std::string{file} + ":" + std::to_string(where.line());
}

/// Lets a bounded number of warnings through each second.
class WarningBudget {
 public:
  struct Verdict {
    bool admitted;
    unsigned left_out;  ///< in the second that ended before this one
  };

  Verdict spend(WallTime at) {
    const std::lock_guard lock{mutex_};
    const auto second = std::chrono::floor<seconds>(at);
    unsigned left_out = 0;
    if (second != second_) {
      left_out = spent_ > kWarningsPerSecond ? spent_ - kWarningsPerSecond : 0;
      second_ = second;
      spent_ = 0;
    }
    return {.admitted = ++spent_ <= kWarningsPerSecond, .left_out = left_out};
  }

 private:
  std::mutex mutex_;
  std::chrono::sys_seconds second_{};
  unsigned spent_ = 0;
};

}  // namespace

std::string format_line(WallTime at, std::string_view level, std::string_view message,
                        std::initializer_list<Field> fields, const std::source_location& where) {
  std::string line =
      "[" + timestamp(at) + "] [" + std::string{level} + "] [" + place(where) + "] [" + in_quotes(message) + "]";
  for (const auto& field : fields) line += " [" + std::string{field.key} + "=" + field_value(field.value) + "]";
  return line;
}

void print_line(std::string line) {
  line += '\n';
  // One fwrite is one lock of the stream: lines of several threads do not mix. A reader that went away is no reason to
  // end.
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

void log_info(std::string_view message, std::initializer_list<Field> fields, const std::source_location& where) {
  print_line(format_line(std::chrono::system_clock::now(), "INFO", message, fields, where));
}

void log_warning(std::string_view message, std::initializer_list<Field> fields, const std::source_location& where) {
  static WarningBudget budget;
  const auto now = std::chrono::system_clock::now();
  const auto verdict = budget.spend(now);
  if (verdict.left_out > 0)
    print_line(format_line(now, "WARN", "warnings left out", {{"count", std::to_string(verdict.left_out)}},
                           std::source_location::current()));
  if (verdict.admitted) print_line(format_line(now, "WARN", message, fields, where));
}

}  // namespace tlsgauge::server
