#include "deployment/compose/lease.hpp"

#include <chrono>
#include <utility>

#include "core/file.hpp"
#include "deployment/compose/owner.hpp"
#include "deployment/ready_line.hpp"
#include "deployment/startup.hpp"

namespace tlsgauge::deployment::compose {
namespace {

using namespace std::chrono_literals;
using model::Port;

constexpr int kGraceSeconds = 5;

/// What is done for an end is not cut short by an interruption.
core::Deadline within(core::Nanoseconds time) { return {core::steady_clock(), time}; }

const char* yes_or_no(bool value) { return value ? "true" : "false"; }

/// Calls `say` with the time that has passed, every five seconds.
class Reminder {
 public:
  explicit Reminder(std::function<void(std::chrono::seconds)> say) : say_{std::move(say)} {}

  void tick(core::TimePoint now) {
    constexpr auto kPause = 5s;
    if (!began_) began_ = last_ = now;
    if (now - *last_ < kPause) return;
    last_ = now;
    say_(std::chrono::round<std::chrono::seconds>(now - *began_));
  }

 private:
  std::function<void(std::chrono::seconds)> say_;
  std::optional<core::TimePoint> began_;
  std::optional<core::TimePoint> last_;
};

}  // namespace

ContainerLease::ContainerLease(const Deployment& deployment, StartOptions options, Folder folder)
    : deployment_{deployment},
      options_{std::move(options)},
      folder_{std::move(folder)},
      project_{deployment.engine, deployment.file} {}

ContainerLease::~ContainerLease() {
  stop();
  if (const auto removed = project_.remove(variables(), within(60s)); !removed.ok())
    deployment_.on_progress(deployment_.target + ": cannot remove " + project_.name() + ": " + message(removed));
}

Status ContainerLease::launch(const core::Deadline& ready_by) {
  if (auto filled = folder_.fill(options_.topology, options_.certificates); !filled.ok()) return filled;
  const auto yaml = container_milvus_yaml(options_.topology);
  if (auto kept = core::write_file(options_.directory / "milvus.yaml", yaml, core::Readers::everyone); !kept.ok())
    return kept;

  LogFollower log{this->log()};
  if (auto up = project_.up(variables(), ready_by); !up.ok()) return up;
  auto printer = project_.follow_log(this->log());
  if (!printer.ok()) return printer.status();
  printer_.emplace(*std::move(printer));
  auto ready = wait_for_ready_line(log, ready_by);
  if (ready.ok()) ready = find_endpoints(ready_by);
  if (!ready.ok()) stop();
  return ready;
}

Status ContainerLease::wait_for_ready_line(LogFollower& log, const core::Deadline& ready_by) {
  Reminder reminder{[&](std::chrono::seconds passed) {
    deployment_.on_progress(deployment_.target + ": not ready after " + std::to_string(passed.count()) + " s");
  }};
  const auto ready = [&]() -> Result<bool> {
    reminder.tick(ready_by.now());
    const bool over = printer_->poll().has_value();  // before the log is read: what it said last counts
    auto seen = read_ready_line(log);
    if (!seen.ok() || *seen || !over) return seen;
    const auto state = project_.state(within(10s));
    if (!state.ok()) return state.status();
    return ended_too_early(deployment_.target, {.exit_code = state->exit_code}, log);
  };
  return wait_until(deployment_.target, log, ready, ready_by);
}

Result<bool> ContainerLease::read_ready_line(LogFollower& log) {
  for (const auto& line : log.new_lines()) {
    if (!line.starts_with(kReadyMark)) continue;
    auto endpoints = parse_ready_line(line);
    if (!endpoints.ok()) return endpoints.status();
    inside_ = *std::move(endpoints);
    return true;
  }
  return false;
}

Status ContainerLease::find_endpoints(const core::Deadline& deadline) {
  const auto published = project_.ports(deadline);
  if (!published.ok()) return published.status();
  endpoints_.clear();
  for (const auto& [port, inside] : inside_) {
    const auto found = published->find(inside.port);
    if (found == published->end())
      return internal(deployment_.file.string() + ": does not publish port " + std::to_string(inside.port) +
                      ", which the READY line names");
    endpoints_[port] = {.host = "127.0.0.1", .port = found->second};
  }
  if (options_.topology.rest == model::RestPlacement::shared_port && endpoints_.contains(Port::grpc))
    endpoints_[Port::rest] = endpoints_[Port::grpc];
  return absl::OkStatus();
}

Variables ContainerLease::variables() const {
  const auto& topology = options_.topology;
  const auto user = User::of_containers();
  Variables variables{
      {"TLSGAUGE_IMAGE", deployment_.image},
      {"TLSGAUGE_OWNER", owner()},
      {"TLSGAUGE_USER", std::to_string(user.uid) + ":" + std::to_string(user.gid)},
      {"TLSGAUGE_TLS_MODE", std::to_string(static_cast<int>(topology.tls_mode))},
      {"TLSGAUGE_REST", topology.rest == model::RestPlacement::own_port ? "own_port" : "shared_port"},
      {"TLSGAUGE_INTERNAL_TLS", yes_or_no(topology.internal_tls)},
      {"TLSGAUGE_USER_AUTHENTICATION", yes_or_no(topology.user_authentication)},
      {"TLSGAUGE_CRL", topology.crl.empty() ? "" : kListsFile},
      {"DOCKER_VOLUME_DIRECTORY", folder_.path().string()},
  };
  for (std::uint8_t i = 0; i < model::kPortCount; ++i) {
    const auto port = static_cast<Port>(i);
    const bool shared = port == Port::rest && topology.rest == model::RestPlacement::shared_port;
    const auto known = shared ? std::nullopt : find(endpoints_, port);
    // Empty: the engine chooses a free one.
    variables["TLSGAUGE_PORT_" + std::string{model::name(port)}] = known ? std::to_string(known->port) : "";
  }
  return variables;
}

std::optional<model::Endpoint> ContainerLease::endpoint(Port port) const { return find(endpoints_, port); }

std::optional<std::string> ContainerLease::ended() {
  if (!printer_) return "it did not start again";
  const auto state = project_.state(within(10s));
  if (!state.ok()) return message(state.status());
  if (state->running) return std::nullopt;
  return core::describe(core::ProcessEnd{.exit_code = state->exit_code});
}

Status ContainerLease::restart(const core::Deadline& ready_by) {
  stop();
  return launch(ready_by);
}

Status ContainerLease::read_lists_again(const core::Deadline& ready_by) { return restart(ready_by); }

std::optional<core::Nanoseconds> ContainerLease::cpu() const { return project_.cpu(); }

std::optional<core::Resources> ContainerLease::resources() const { return project_.resources(); }

std::filesystem::path ContainerLease::log() const { return options_.directory / "server.log"; }

/// Keeps what the container said to its end, and what the engine knows about it.
void ContainerLease::stop() {
  if (!printer_) return;
  (void)project_.stop(kGraceSeconds, within(30s));  // where it is gone already, remove() finds that out
  (void)printer_->wait(within(2s));
  printer_.reset();
  const auto description = project_.description(within(10s));
  if (description.ok())
    (void)core::write_file(options_.directory / "container.json", *description, core::Readers::everyone);
}

}  // namespace tlsgauge::deployment::compose
