#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/process.hpp"
#include "deployment/backend.hpp"
#include "deployment/compose/folder.hpp"
#include "deployment/compose/project.hpp"
#include "deployment/endpoints.hpp"
#include "deployment/log.hpp"

namespace tlsgauge::deployment::compose {

/// What every start of a target has in common.
struct Deployment {
  Engine engine;
  std::string target;          ///< "compose:reference", for messages
  std::filesystem::path file;  ///< its compose.yaml
  std::string image;
  std::function<void(const std::string&)> on_progress;
};

/// A target in a container. Beside its log, options.directory keeps its milvus.yaml and, once it has ended,
/// container.json, the engine's description of the container.
class ContainerLease final : public Lease {
 public:
  ContainerLease(const Deployment& deployment, StartOptions options, Folder folder);
  ContainerLease(const ContainerLease&) = delete;
  ContainerLease& operator=(const ContainerLease&) = delete;
  ~ContainerLease() override;  ///< removes container and network, whatever state they are in

  /// Starts the container and waits for its READY line; on the host's ports of an earlier launch where there was one.
  [[nodiscard]] Status launch(const core::Deadline& ready_by);

  [[nodiscard]] std::optional<model::Endpoint> endpoint(model::Port port) const override;
  [[nodiscard]] std::optional<std::string> ended() override;
  [[nodiscard]] Status restart(const core::Deadline& ready_by) override;
  /// Starts it again: what it mounts is a copy.
  [[nodiscard]] Status read_lists_again(const core::Deadline& ready_by) override;
  [[nodiscard]] std::optional<core::Nanoseconds> cpu() const override;
  [[nodiscard]] std::optional<core::Resources> resources() const override;
  [[nodiscard]] std::filesystem::path log() const override;

 private:
  [[nodiscard]] Variables variables() const;
  [[nodiscard]] Status wait_for_ready_line(LogFollower& log, const core::Deadline& ready_by);
  [[nodiscard]] Result<bool> read_ready_line(LogFollower& log);
  [[nodiscard]] Status find_endpoints(const core::Deadline& deadline);
  void stop();

  const Deployment& deployment_;
  StartOptions options_;
  Folder folder_;
  Project project_;
  std::optional<core::Process> printer_;  // follows the container's log; empty: the container is not up
  Endpoints inside_;                      // as the READY line names them
  Endpoints endpoints_;                   // the same ports on this host
};

}  // namespace tlsgauge::deployment::compose
