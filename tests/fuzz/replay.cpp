#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "fuzz.hpp"

// Runs a target without libFuzzer: once with each seed, then with mutations of them that are the same every time.
//   TARGET_fuzz SEEDS… [MUTATIONS]        SEEDS: files, or directories of them
// The input under test stands in TARGET_fuzz.input in the working directory; it stays there where the process dies of
// it.
namespace {

using tlsgauge::fuzz::require;

constexpr std::size_t kLargest = 1U << 20U;

/// The input under test, in a file that outlives whatever it does to this process.
class CurrentInput {
 public:
  explicit CurrentInput(std::string file) : file_{std::move(file)} {
    const int fd = ::open(file_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    require(fd >= 0, "the input can be kept", file_);
    fd_ = fd;
  }
  ~CurrentInput() {
    ::close(fd_);
    ::unlink(file_.c_str());
  }
  CurrentInput(const CurrentInput&) = delete;
  CurrentInput& operator=(const CurrentInput&) = delete;

  void run(const std::string& input) const {
    const bool kept =
        ::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, input.data(), input.size(), 0) == static_cast<ssize_t>(input.size());
    require(kept, "the input can be kept", file_);
    // A copy of exactly its size, so that a sanitizer sees a read beyond its end.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }

 private:
  std::string file_;
  int fd_ = -1;
};

std::vector<std::string> seeds_in(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(path)) {
    for (const auto& entry : std::filesystem::directory_iterator{path}) files.push_back(entry.path());
  } else {
    files.push_back(path);
  }
  std::ranges::sort(files);
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    auto bytes = tlsgauge::core::read_file(file, kLargest);
    require(bytes.ok(), "a seed can be read", file.string());
    seeds.push_back(*std::move(bytes));
  }
  return seeds;
}

/// Changes inputs, with numbers of its own: the standard's distributions differ between libraries.
class Mutator {
 public:
  std::string mutation_of(const std::vector<std::string>& seeds) {
    auto input = pick(seeds);
    for (auto changes = below(4) + 1; changes > 0; --changes) change(input, seeds);
    return input;
  }

 private:
  std::size_t below(std::size_t limit) { return numbers_() % limit; }
  const std::string& pick(const std::vector<std::string>& seeds) { return seeds[below(seeds.size())]; }

  char octet() {
    constexpr auto kTelling = std::to_array<unsigned char>({0, 1, 0x1f, 0x20, 0x7f, 0x80, 0x82, 0xfe, 0xff, '"', '\n'});
    return static_cast<char>(below(2) == 0 ? kTelling[below(kTelling.size())] : below(256));
  }

  void change(std::string& input, const std::vector<std::string>& seeds) {
    const auto at = below(input.size() + 1);
    const auto length = below(std::min<std::size_t>(input.size() - at, 64) + 1);
    switch (below(6)) {
      case 0: input.insert(at, 1, octet()); break;
      case 1: input.erase(at, length); break;
      case 2: input.insert(at, input.substr(at, length)); break;
      case 3: input.resize(at); break;
      case 4: {  // goes on as another seed does
        const auto& other = pick(seeds);
        input.replace(at, std::string::npos, other, std::min(at, other.size()), std::string::npos);
        break;
      }
      default:
        if (at < input.size()) input[at] = octet();
    }
  }

  std::mt19937_64 numbers_{20260101};  // NOLINT(cert-msc51-cpp): the same mutations in every run
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> seeds{""};
  int mutations = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.find_first_not_of("0123456789") == std::string::npos) {
      mutations = std::stoi(argument);
      continue;
    }
    const auto read = seeds_in(argument);
    seeds.insert(seeds.end(), read.begin(), read.end());
  }
  require(argc > 1 && seeds.size() > 1, "usage: seeds, as files or directories, and a number of mutations");

  const CurrentInput input{std::filesystem::path{argv[0]}.filename().string() + ".input"};
  for (const auto& seed : seeds) input.run(seed);
  Mutator mutator;
  for (int i = 0; i < mutations; ++i) input.run(mutator.mutation_of(seeds));
  std::printf("%zu seeds, %d mutations\n", seeds.size() - 1, mutations);
  return 0;
}
