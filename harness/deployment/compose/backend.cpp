#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "deployment/backend.hpp"
#include "deployment/beyond_milvus.hpp"
#include "deployment/compose/engine.hpp"
#include "deployment/compose/image.hpp"
#include "deployment/compose/lease.hpp"
#include "deployment/compose/leftovers.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using compose::ContainerLease;

constexpr auto kBuildLimit = 15min;

struct KnownTarget {
  std::string_view name;
  std::string_view version;
  std::string_view profile;
  bool takes_lists;  ///< whether it can be given revocation lists
};

// The versions are those that the Dockerfiles install: nginx is bookworm's.
constexpr auto kKnownTargets = std::to_array<KnownTarget>({{"reference", TLSGAUGE_VERSION, "openssl", false},
                                                           {"milvus", "2.3.5", "go-1.20", false},
                                                           {"nginx", "1.22.1", "openssl", true}});

/// Of a target that is not in the list, its name is known.
KnownTarget known_target(std::string_view name) {
  const auto* known = std::ranges::find(kKnownTargets, name, &KnownTarget::name);
  return known == kKnownTargets.end() ? KnownTarget{.name = name, .version = {}, .profile = {}, .takes_lists = false}
                                      : *known;
}

class ComposeBackend final : public Backend {
 public:
  ComposeBackend(const KnownTarget& target, compose::Deployment deployment)
      : facts_{.name = deployment.target,
               .version = std::string{target.version},
               .profile = std::string{target.profile}},
        takes_lists_{target.takes_lists},
        deployment_{std::move(deployment)} {}

  [[nodiscard]] model::TargetFacts facts() const override { return facts_; }

  [[nodiscard]] Result<std::unique_ptr<Lease>> start(const StartOptions& options,
                                                     const core::Deadline& ready_by) override {
    if (const auto why = beyond_milvus(options.topology)) return unsupported(*why);
    const auto unenforced = takes_lists_ ? std::nullopt : unenforced_revocation(options.topology);
    if (unenforced) return unsupported(*unenforced);
    auto folder = compose::Folder::make(compose::User::of_containers());
    if (!folder.ok()) return folder.status();
    auto lease = std::make_unique<ContainerLease>(deployment_, options, *std::move(folder));
    if (auto started = lease->launch(ready_by); !started.ok()) return started;
    return lease;
  }

 private:
  model::TargetFacts facts_;
  bool takes_lists_;
  compose::Deployment deployment_;
};

}  // namespace

Result<std::unique_ptr<Backend>> compose_backend(const ComposeOptions& options, const std::stop_token& stop) {
  const core::Deadline deadline{core::steady_clock(), kBuildLimit, stop};
  auto engine = compose::Engine::find(deadline);
  if (!engine.ok()) return engine.status();
  if (auto removed = compose::remove_leftovers(*engine, deadline.at_most(60s)); !removed.ok()) return removed;

  const compose::ImageSource source{.target = options.name,
                                    .folder = options.folder,
                                    .additions = options.additions,
                                    .base_image_program = options.base_image_program};
  const auto image = compose::image_name(source);
  if (!image.ok()) return image.status();
  if (!compose::has_image(*engine, *image, deadline)) {
    options.on_progress("building the image " + *image + " (once, until its files change)");
    if (auto built = compose::build_image(*engine, source, *image, deadline); !built.ok()) return built;
  }
  return std::make_unique<ComposeBackend>(known_target(options.name),
                                          compose::Deployment{.engine = *std::move(engine),
                                                              .target = "compose:" + options.name,
                                                              .file = options.folder / "compose.yaml",
                                                              .image = *image,
                                                              .on_progress = options.on_progress});
}

}  // namespace tlsgauge::deployment
