#include <sys/random.h>

#include <chrono>
#include <optional>
#include <utility>

#include "core/file.hpp"
#include "core/process.hpp"
#include "deployment/backend.hpp"
#include "deployment/endpoints.hpp"
#include "deployment/log.hpp"
#include "deployment/milvus_yaml.hpp"
#include "deployment/ready_line.hpp"
#include "deployment/startup.hpp"

namespace tlsgauge::deployment {
namespace {

using namespace std::chrono_literals;
using model::Port;

constexpr Port kConfiguredPorts[] = {Port::grpc,       Port::rest,        Port::root_coord,
                                     Port::data_coord, Port::query_coord, Port::index_node,
                                     Port::query_node, Port::data_node,   Port::proxy_internal};

/// Octets that seal tickets: as many as `--ticket-key` takes.
Status make_ticket_key(const std::filesystem::path& file) {
  constexpr std::size_t kOctets = 80;
  std::string key(kOctets, '\0');
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
    return system_fault("make a key for session tickets");
  return core::write_file(file, key, core::Readers::owner_only);
}

class ReferenceLease final : public Lease {
 public:
  ReferenceLease(std::filesystem::path program, std::string fault, StartOptions options)
      : program_{std::move(program)}, fault_{std::move(fault)}, options_{std::move(options)} {}
  /// The directory stays beside the report, where no key belongs.
  ~ReferenceLease() override {
    std::error_code ignored;
    std::filesystem::remove(ticket_key(), ignored);
  }
  ReferenceLease(const ReferenceLease&) = delete;
  ReferenceLease& operator=(const ReferenceLease&) = delete;

  /// Writes milvus.yaml, with the ports of an earlier launch where there was one, and starts the server.
  [[nodiscard]] Status launch(const core::Deadline& ready_by) {
    const auto config = options_.directory / "milvus.yaml";
    const auto yaml = to_yaml(guide_settings(options_.topology, options_.certificates, port_numbers()));
    if (auto written = core::write_file(config, yaml, core::Readers::everyone); !written.ok()) return written;
    if (endpoints_.empty())
      if (auto made = make_ticket_key(ticket_key()); !made.ok()) return made;

    LogFollower log{this->log()};
    auto process = core::Process::start(
        {.argv = arguments(config), .environment = {}, .directory = options_.directory, .output = this->log()});
    if (!process.ok()) return process.status();
    auto ready = wait_until_ready(
        program_.filename().string(), *process, log, [&] { return read_ready_line(log); }, ready_by);
    if (ready.ok()) process_.emplace(*std::move(process));
    return ready;
  }

  [[nodiscard]] std::optional<model::Endpoint> endpoint(Port port) const override { return find(endpoints_, port); }

  [[nodiscard]] std::optional<std::string> ended() override {
    if (!process_) return "it did not start again";
    const auto end = process_->poll();
    return end ? std::optional{describe(*end)} : std::nullopt;
  }

  [[nodiscard]] Status restart(const core::Deadline& ready_by) override {
    process_.reset();
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
  /// The endpoints of the log's READY line, if it has come.
  Result<bool> read_ready_line(LogFollower& log) {
    for (const auto& line : log.new_lines()) {
      if (!line.starts_with(kReadyMark)) continue;
      auto endpoints = parse_ready_line(line);
      if (!endpoints.ok()) return endpoints.status();
      if (!endpoints->contains(Port::grpc)) return internal("the reference server's READY line names no grpc endpoint");
      endpoints_ = *std::move(endpoints);
      if (options_.topology.rest == model::RestPlacement::shared_port) endpoints_[Port::rest] = endpoints_[Port::grpc];
      return true;
    }
    return false;
  }

  /// 0, any free one, until a launch has shown which. For proxy.http.port 0 means a port of its own, and a missing key
  /// the shared one.
  [[nodiscard]] PortNumbers port_numbers() const {
    PortNumbers numbers;
    for (const auto port : kConfiguredPorts) {
      const auto known = find(endpoints_, port);
      numbers[port] = known ? known->port : std::uint16_t{0};
    }
    return numbers;
  }

  [[nodiscard]] std::string management_port() const {
    const auto known = find(endpoints_, Port::management);
    return std::to_string(known ? known->port : 0);
  }

  [[nodiscard]] std::filesystem::path ticket_key() const { return options_.directory / "ticket.key"; }

  [[nodiscard]] static std::string number_of(model::TlsMode mode) { return std::to_string(static_cast<int>(mode)); }

  [[nodiscard]] std::vector<std::string> arguments(const std::filesystem::path& config) const {
    const auto& topology = options_.topology;
    std::vector<std::string> words{program_.string()};
    const auto add = [&](const char* option, std::string value) {
      words.emplace_back(option);
      words.push_back(std::move(value));
    };
    add("--config", config.string());
    add("--management-port", management_port());
    if (topology.oldest_tls) add("--min-tls", std::string{model::name(*topology.oldest_tls)});
    // Tickets that any port and any later server take, as in a cluster: the boundary between them is worth a try then.
    add("--ticket-key", ticket_key().string());
    if (topology.second) {
      const auto known = find(endpoints_, Port::second);
      add("--also-listen", std::to_string(known ? known->port : 0) + ":" + number_of(*topology.second));
    }
    if (topology.by_name)
      add("--sni", std::string{model::Topology::kOtherName} + "=" +
                       (options_.certificates / "other/server.pem").string() + "," +
                       (options_.certificates / "other/server.key").string() + "," + number_of(*topology.by_name));
    if (!topology.crl.empty()) add("--crl", (options_.certificates / topology.crl).string());
    if (!fault_.empty()) add("--fault", fault_);
    return words;
  }

  std::filesystem::path program_;
  std::string fault_;
  StartOptions options_;
  std::optional<core::Process> process_;  // empty: stopped, and did not start again
  Endpoints endpoints_;
};

class ReferenceBackend final : public Backend {
 public:
  ReferenceBackend(std::filesystem::path program, std::string fault)
      : program_{std::move(program)}, fault_{std::move(fault)} {}

  [[nodiscard]] model::TargetFacts facts() const override {
    return {
        .name = fault_.empty() ? "reference" : "fault:" + fault_, .version = TLSGAUGE_VERSION, .profile = "openssl"};
  }

  [[nodiscard]] Result<std::unique_ptr<Lease>> start(const StartOptions& options,
                                                     const core::Deadline& ready_by) override {
    auto lease = std::make_unique<ReferenceLease>(program_, fault_, options);
    if (auto started = lease->launch(ready_by); !started.ok()) return started;
    return lease;
  }

 private:
  std::filesystem::path program_;
  std::string fault_;
};

}  // namespace

std::unique_ptr<Backend> reference_backend(std::filesystem::path program, std::string fault) {
  return std::make_unique<ReferenceBackend>(std::move(program), std::move(fault));
}

}  // namespace tlsgauge::deployment
