#include "deployment/compose/owner.hpp"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace tlsgauge::deployment::compose {
namespace {

/// Containers and namespaces count processes anew, and have host names of their own.
std::string host() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name.front() == '\0') return "localhost";
  return name.data();
}

/// When process `pid` started, in clock ticks since boot (proc_pid_stat(5), field 22); empty where there is none, or
/// only a zombie.
std::string start_of(const std::string& pid) {
  std::ifstream file{"/proc/" + pid + "/stat"};
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');  // the name before it may hold anything
  if (name_end == std::string::npos) return {};
  std::istringstream fields{line.substr(name_end + 1)};
  std::string field;
  for (int number = 3; number <= 22 && fields >> field; ++number) {
    if (number == 3 && (field == "Z" || field == "X")) return {};
  }
  return field;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

std::string owner() {
  const auto pid = std::to_string(::getpid());
  return host() + "/" + pid + "/" + start_of(pid);
}

std::string owner_word() {
  const auto pid = std::to_string(::getpid());
  return pid + "-" + start_of(pid);
}

bool has_ended(const std::string& owner) {
  const auto first = owner.find('/');
  const auto second = owner.find('/', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos || owner.substr(0, first) != host()) return false;
  const auto pid = owner.substr(first + 1, second - first - 1);
  const auto start = owner.substr(second + 1);
  return is_number(pid) && is_number(start) && start_of(pid) != start;
}

}  // namespace tlsgauge::deployment::compose
