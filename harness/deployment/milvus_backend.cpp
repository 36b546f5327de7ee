#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "core/file.hpp"
#include "core/process.hpp"
#include "deployment/backend.hpp"
#include "deployment/beyond_milvus.hpp"
#include "deployment/endpoints.hpp"
#include "deployment/log.hpp"
#include "deployment/milvus_yaml.hpp"
#include "deployment/socket.hpp"
#include "deployment/startup.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using model::Endpoint;
using model::Port;

constexpr auto kEtcdPorts = std::to_array<std::uint16_t>({2379, 2380});

/// Milvus takes a random port where one of its component ports is taken, so that is found out before it starts.
Status require_free_ports(const Endpoints& endpoints) {
  const auto taken = [](std::uint16_t port) {
    return precondition("Milvus needs port " + std::to_string(port) +
                        ", which another program holds; stop that program, or run in a network namespace");
  };
  for (const auto port : kEtcdPorts)
    if (!port_is_free(port)) return taken(port);
  for (const auto& [ignored, endpoint] : endpoints)
    if (!port_is_free(endpoint.port)) return taken(endpoint.port);
  return absl::OkStatus();
}

/// The whole milvus.yaml. Milvus has a default for every key, so the file holds only what the guide names and what
/// makes one process of it: embedded etcd, local storage, RocksMQ. It is built here rather than from the
/// installation's template, so that a setting can be read in one place and no key is there twice.
std::string milvus_yaml(const StartOptions& options, const std::filesystem::path& data) {
  auto settings = guide_settings(options.topology, options.certificates, usual_ports());
  settings["etcd.endpoints"] = "127.0.0.1:2379";
  settings["etcd.use.embed"] = "true";
  settings["etcd.data.dir"] = quoted((data / "etcd").string());
  settings["etcd.log.path"] = quoted((options.directory / "etcd.log").string());
  settings["common.storageType"] = "local";
  settings["localStorage.path"] = quoted((data / "storage").string());
  settings["mq.type"] = "rocksmq";
  settings["rocksmq.path"] = quoted((data / "rocksmq").string());
  settings["log.level"] = "info";
  settings["log.stdout"] = "true";
  return to_yaml(settings);
}

class MilvusLease final : public Lease {
 public:
  MilvusLease(std::filesystem::path installation, StartOptions options)
      : installation_{std::move(installation)}, options_{std::move(options)} {
    for (const auto& [port, number] : usual_ports()) endpoints_[port] = Endpoint{.host = "127.0.0.1", .port = number};
    if (options_.topology.rest == model::RestPlacement::shared_port) endpoints_[Port::rest] = endpoints_[Port::grpc];
  }
  MilvusLease(MilvusLease&&) = delete;
  MilvusLease& operator=(MilvusLease&&) = delete;
  MilvusLease(const MilvusLease&) = delete;
  MilvusLease& operator=(const MilvusLease&) = delete;
  ~MilvusLease() override { stop(); }

  [[nodiscard]] Status launch(const core::Deadline& ready_by) {
    if (auto free = require_free_ports(endpoints_); !free.ok()) return free;
    if (auto written = write_files(); !written.ok()) return written;

    const LogFollower log{this->log()};
    auto process =
        core::Process::start({.argv = {(installation_ / "bin/milvus").string(), "run", "standalone"},
                              .environment = {{"MILVUSCONF", options_.directory.string()},
                                              {"DEPLOY_MODE", "STANDALONE"},
                                              {"METRICS_PORT", std::to_string(usual_ports().at(Port::management))},
                                              {"LD_LIBRARY_PATH", (installation_ / "bin").string()}},
                              .directory = options_.directory,
                              .output = this->log()});
    if (!process.ok()) return process.status();
    process_.emplace(*std::move(process));
    auto ready = wait_until_ready(
        "Milvus", *process_, log, [&] { return answers(ready_by); }, ready_by);
    if (!ready.ok()) stop();
    return ready;
  }

  [[nodiscard]] std::optional<Endpoint> endpoint(Port port) const override { return find(endpoints_, port); }

  [[nodiscard]] std::optional<std::string> ended() override {
    if (!process_) return "it did not start again";
    const auto end = process_->poll();
    return end ? std::optional{describe(*end)} : std::nullopt;
  }

  /// Begins with empty data: the sessions that a killed Milvus leaves in etcd would hold up the next one for 30 s.
  [[nodiscard]] Status restart(const core::Deadline& ready_by) override {
    stop();
    return launch(ready_by);
  }

  [[nodiscard]] std::optional<core::Nanoseconds> cpu() const override {
    return process_ ? core::process_cpu(process_->pid()) : std::nullopt;
  }

  [[nodiscard]] std::optional<core::Resources> resources() const override {
    return process_ ? core::process_resources(process_->pid()) : std::nullopt;
  }

  [[nodiscard]] std::filesystem::path log() const override { return options_.directory / "server.log"; }

 private:
  [[nodiscard]] std::filesystem::path data() const { return options_.directory / "data"; }

  Status write_files() const {
    if (auto made = core::make_directory(data(), core::Readers::owner_only); !made.ok()) return made;
    // Milvus' C++ part ends the process when this file is missing. Standard error is our log.
    const std::string glog = "--logtostderr=true\n--minloglevel=1\n";
    if (auto written = core::write_file(options_.directory / "glog.conf", glog, core::Readers::everyone); !written.ok())
      return written;
    return core::write_file(options_.directory / "milvus.yaml", milvus_yaml(options_, data()), core::Readers::everyone);
  }

  /// The health check looks at every component, but not at the listener for clients.
  [[nodiscard]] bool answers(const core::Deadline& ready_by) const {
    const auto patience = ready_by.at_most(1s);
    return http_status(endpoints_.at(Port::management), "/healthz", patience) == 200 &&
           connect_to(endpoints_.at(Port::grpc), patience).ok();
  }

  /// Kills it without asking first. Asked by SIGTERM, Milvus 2.3.5 stops its coordinator, then serves on for more than
  /// 15 s while its proxy waits for that coordinator. Its data goes with it, so nothing is lost.
  void stop() {
    if (!process_) return;
    const auto pid = process_->pid();
    process_->stop(0s);
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(data(), ignored);
    std::filesystem::remove("/tmp/milvus/server_id_" + std::to_string(pid), ignored);  // its path cannot be configured
  }

  std::filesystem::path installation_;
  StartOptions options_;
  std::optional<core::Process> process_;  // empty: stopped, and did not start again
  Endpoints endpoints_;
};

class MilvusBackend final : public Backend {
 public:
  explicit MilvusBackend(std::filesystem::path installation) : installation_{std::move(installation)} {}

  [[nodiscard]] model::TargetFacts facts() const override {
    return {.name = "milvus", .version = "2.3.5", .profile = "go-1.20"};
  }

  [[nodiscard]] Result<std::unique_ptr<Lease>> start(const StartOptions& options,
                                                     const core::Deadline& ready_by) override {
    if (const auto why = beyond_milvus(options.topology)) return unsupported(*why);
    if (const auto why = unenforced_revocation(options.topology)) return unsupported(*why);
    auto lease = std::make_unique<MilvusLease>(installation_, options);
    if (auto started = lease->launch(ready_by); !started.ok()) return started;
    return lease;
  }

 private:
  std::filesystem::path installation_;
};

}  // namespace

std::unique_ptr<Backend> milvus_backend(std::filesystem::path installation) {
  return std::make_unique<MilvusBackend>(std::move(installation));
}

}  // namespace tlsgauge::deployment
