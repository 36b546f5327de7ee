#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/clock.hpp"
#include "core/process.hpp"
#include "core/result.hpp"
#include "model/report.hpp"
#include "model/topology.hpp"

namespace tlsgauge::deployment {

/// What a backend needs to start a server of one topology.
struct StartOptions {
  model::Topology topology;
  std::filesystem::path certificates;  ///< directory with ca.pem, server.pem, server.key, …
  std::filesystem::path directory;     ///< exists; for this server's milvus.yaml, log and data
};

/// A running target: a lease. Its destructor stops what was started, in bounded time, and keeps the log.
class Lease {
 public:
  virtual ~Lease() = default;

  /// @return nothing where this target has no such port.
  [[nodiscard]] virtual std::optional<model::Endpoint> endpoint(model::Port port) const = 0;

  /// How the target ended by itself, as a clause ("signal 9 (Killed)"); nothing while it lives.
  [[nodiscard]] virtual std::optional<std::string> ended() = 0;

  /// Stops the target and starts it on the same ports with the files as they are; ready on return.
  /// @return Unimplemented where the target is not ours to restart.
  [[nodiscard]] virtual Status restart(const core::Deadline& ready_by) = 0;

  /// Its revocation lists have changed: sees to it that it uses them, where it does not look for itself.
  [[nodiscard]] virtual Status read_lists_again(const core::Deadline& /*ready_by*/) { return absl::OkStatus(); }

  /// CPU time that the target has used since it started; nothing where it cannot be seen.
  [[nodiscard]] virtual std::optional<core::Nanoseconds> cpu() const { return std::nullopt; }

  /// What the target's process holds now; nothing where it cannot be seen.
  [[nodiscard]] virtual std::optional<core::Resources> resources() const { return std::nullopt; }

  /// The target's log file; empty where there is none.
  [[nodiscard]] virtual std::filesystem::path log() const = 0;
};

/// A kind of target.
class Backend {
 public:
  virtual ~Backend() = default;

  [[nodiscard]] virtual model::TargetFacts facts() const = 0;

  /// Starts the topology's server, listening and ready on return. On a fault nothing is left running, and the message
  /// holds the last line of the target's log where that tells why.
  /// @return Unimplemented where this target cannot provide the topology (a skip, with that reason).
  [[nodiscard]] virtual Result<std::unique_ptr<Lease>> start(const StartOptions& options,
                                                             const core::Deadline& ready_by) = 0;
};

/// The embedded reference server, `program` being the path of tlsgauge-server. With a `fault` of its --list-faults it
/// is wrong in that way.
[[nodiscard]] std::unique_ptr<Backend> reference_backend(std::filesystem::path program, std::string fault = {});

/// The real Milvus, `installation` being a directory that `harness/setup/milvus` made. It binds every address on its
/// usual ports, so a network namespace of its own should be entered first (see enter_own_network).
[[nodiscard]] std::unique_ptr<Backend> milvus_backend(std::filesystem::path installation);

/// A target that somebody else runs, and what they say about its set-up: scenarios for another one are skipped.
struct ExternalEndpoints {
  std::optional<model::Endpoint> grpc = {};
  std::optional<model::Endpoint> rest = {};
  std::map<model::Port, model::Endpoint> components = {};  ///< internal ports, with internal TLS
  model::TlsMode tls_mode = model::TlsMode::one_way;
  bool user_authentication = false;
};
[[nodiscard]] std::unique_ptr<Backend> external_backend(ExternalEndpoints endpoints);

/// What brings a target up in a container with Docker Compose.
struct ComposeOptions {
  std::string name;                                             ///< "reference", "milvus" or "nginx"
  std::filesystem::path folder;                                 ///< compose/NAME: compose.yaml, Dockerfile, …
  std::map<std::string, std::filesystem::path> additions = {};  ///< what the image holds besides, by name
  std::filesystem::path base_image_program;                     ///< harness/setup/base-image
  std::function<void(const std::string&)> on_progress;          ///< gets a sentence where something takes long
};

/// Finds the container engine, removes what killed harnesses have left there, and builds the target's image where it is
/// missing. Each start is a Compose project of its own, published on free ports of 127.0.0.1.
/// @return FailedPrecondition where the engine is missing, stopped or closed to this user; Cancelled where `stop` says
/// so.
[[nodiscard]] Result<std::unique_ptr<Backend>> compose_backend(const ComposeOptions& options,
                                                               const std::stop_token& stop);

/// Moves this process into a new network namespace whose only interface is loopback, up. An ordinary user gets it by
/// way of a user namespace. Call it before any thread starts: a user namespace needs a process of one thread.
/// @return FailedPrecondition where the machine does not allow it; the process is then as it was.
[[nodiscard]] Status enter_own_network();

}  // namespace tlsgauge::deployment
