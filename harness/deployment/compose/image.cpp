#include "deployment/compose/image.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/file.hpp"
#include "core/process.hpp"

namespace tlsgauge::deployment::compose {
namespace {

namespace fs = std::filesystem;

/// FNV-1a, 64 bits: names something, and keeps nothing from anybody.
class Digest {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) value_ = (value_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }

  [[nodiscard]] std::string hex() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(value_ >> static_cast<unsigned>(shift)) & 0xfU];
    return text;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

/// The files at and below `path`, one line each, in the order of their names.
std::vector<std::string> described(const fs::path& path) {
  std::vector<std::string> lines;
  const auto describe = [&](const fs::path& file) {
    const auto changed = fs::last_write_time(file).time_since_epoch().count();
    lines.push_back(file.lexically_relative(path).string() + " " + std::to_string(fs::file_size(file)) + " " +
                    std::to_string(changed) + "\n");
  };
  if (fs::is_regular_file(path)) describe(path);
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::recursive_directory_iterator{path})
      if (entry.is_regular_file()) describe(entry.path());
  }
  std::ranges::sort(lines);
  return lines;
}

void copy_into(const fs::path& from, const fs::path& to) {
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

/// The build context: the target's folder with what is added to it.
Result<core::TemporaryDirectory> build_context(const ImageSource& source) {
  auto context = core::TemporaryDirectory::make();
  if (!context.ok()) return context;
  try {
    copy_into(source.folder, context->path());
    for (const auto& [name, path] : source.additions) copy_into(path, context->path() / name);
  } catch (const fs::filesystem_error& error) {
    return internal("cannot gather the files of the image " + source.target + ": " + error.what());
  }
  return context;
}

Status provide_base_image(const ImageSource& source, const core::Deadline& deadline) {
  const auto finished = core::run_to_end({.argv = {source.base_image_program.string()},
                                          .environment = {},
                                          .directory = {},
                                          .output = {},
                                          .to_our_stderr = true},
                                         deadline);
  if (!finished.ok()) return finished.status();
  if (finished->timed_out && deadline.interrupted()) return interrupted("interrupted while the base image was made");
  if (finished->timed_out) return too_late("the base image was not made in time");
  if (!finished->end.succeeded())
    return precondition("no base image: " + source.base_image_program.string() + " failed, see above");
  return absl::OkStatus();
}

}  // namespace

Result<std::string> image_name(const ImageSource& source) {
  Digest digest;
  try {
    auto parts = source.additions;
    parts[""] = source.folder;
    for (const auto& [name, path] : parts) {
      digest.add(name + "\n");
      const auto lines = described(path);
      if (lines.empty())
        return missing(path.string() + ": not there, or empty; the image " + source.target + " needs it");
      for (const auto& line : lines) digest.add(line);
    }
  } catch (const fs::filesystem_error& error) {
    return internal("cannot look at the files of the image " + source.target + ": " + error.what());
  }
  return "tlsgauge-" + source.target + ":" + digest.hex();
}

bool has_image(const Engine& engine, const std::string& name, const core::Deadline& deadline) {
  return engine.docker({"image", "inspect", name}, deadline).ok();
}

Status build_image(const Engine& engine, const ImageSource& source, const std::string& name,
                   const core::Deadline& deadline) {
  if (auto provided = provide_base_image(source, deadline); !provided.ok()) return provided;
  const auto context = build_context(source);
  if (!context.ok()) return context.status();
  const auto built =
      engine.compose({"--file", (source.folder / "compose.yaml").string()}, {"build"},
                     {{"TLSGAUGE_IMAGE", name}, {"TLSGAUGE_CONTEXT", context->path().string()}}, deadline);
  if (!built.ok()) return built.status();
  // What cannot be removed does no harm.
  (void)engine.docker({"image", "prune", "--all", "--force", "--filter", "label=tlsgauge.target=" + source.target,
                       "--filter", "until=168h"},
                      deadline);
  return absl::OkStatus();
}

}  // namespace tlsgauge::deployment::compose
