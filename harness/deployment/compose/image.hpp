#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "deployment/compose/engine.hpp"

namespace tlsgauge::deployment::compose {

/// What an image is built from.
struct ImageSource {
  std::string target;                                      ///< "reference"
  std::filesystem::path folder;                            ///< compose/reference: Dockerfile, compose.yaml, …
  std::map<std::string, std::filesystem::path> additions;  ///< by name in the build context: files or folders
  std::filesystem::path base_image_program;                ///< harness/setup/base-image
};

/// The name of the image, "tlsgauge-reference:0123456789abcdef". Its tag stands for every file that the image is built
/// from, by name, size and time of change: where the engine has an image of that name, there is nothing to build.
[[nodiscard]] Result<std::string> image_name(const ImageSource& source);

/// Whether the engine has the image.
[[nodiscard]] bool has_image(const Engine& engine, const std::string& name, const core::Deadline& deadline);

/// Builds the image, the base image first where it is missing (with progress on stderr). Images of the same target that
/// are older than a week and that no container uses are removed.
[[nodiscard]] Status build_image(const Engine& engine, const ImageSource& source, const std::string& name,
                                 const core::Deadline& deadline);

}  // namespace tlsgauge::deployment::compose
