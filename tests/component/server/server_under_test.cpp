#include "server_under_test.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <sstream>
#include <thread>

namespace tlsgauge::server::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s;

core::Finished run_in(const std::filesystem::path& directory, std::vector<std::string> argv) {
  auto finished = core::run_to_end({.argv = std::move(argv), .environment = {}, .directory = directory, .output = {}},
                                   core::Deadline{core::steady_clock(), 2 * kPatience});
  if (!finished.ok()) {
    ADD_FAILURE() << finished.status();
    return {};
  }
  EXPECT_FALSE(finished->timed_out);
  return *std::move(finished);
}

core::TemporaryDirectory made_directory() {
  auto directory = core::TemporaryDirectory::make();
  if (!directory.ok()) throw std::runtime_error{message(directory.status())};
  return *std::move(directory);
}

std::vector<std::string> self_signed(const std::string& name, const std::vector<std::string>& extra) {
  std::vector<std::string> argv{
      "openssl", "req",     "-x509",       "-newkey", "ec",          "-pkeyopt", "ec_paramgen_curve:P-256",
      "-nodes",  "-keyout", name + ".key", "-out",    name + ".pem", "-days",    "2"};
  argv.insert(argv.end(), extra.begin(), extra.end());
  return argv;
}

void issue_in(const std::filesystem::path& directory, const std::string& name, const std::string& usage,
              const std::string& names) {
  const auto made =
      run_in(directory, self_signed(name, {"-subj", "/CN=" + name, "-CA", "ca.pem", "-CAkey", "ca.key", "-addext",
                                           "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=" + names,
                                           "-addext", "extendedKeyUsage=" + usage}));
  ASSERT_TRUE(made.end.succeeded()) << made.output;
}

core::TemporaryDirectory made_certificates() {
  constexpr char kNames[] = "DNS:localhost,IP:127.0.0.1";
  auto directory = made_directory();
  const auto ca =
      run_in(directory.path(),
             self_signed("ca", {"-subj", "/CN=component test CA", "-addext", "keyUsage=critical,keyCertSign,cRLSign"}));
  EXPECT_TRUE(ca.end.succeeded()) << ca.output;
  issue_in(directory.path(), "server", "serverAuth", kNames);
  issue_in(directory.path(), "client", "clientAuth", kNames);
  return directory;
}

std::filesystem::path write_yaml(const std::filesystem::path& directory, const std::string& text) {
  const auto file = directory / "milvus.yaml";
  const auto written = core::write_file(file, text, core::Readers::everyone);
  EXPECT_TRUE(written.ok()) << written;
  return file;
}

std::vector<std::string> command(const std::filesystem::path& yaml, const std::vector<std::string>& options) {
  std::vector<std::string> argv{TLSGAUGE_SERVER, "--config", yaml.string(), "--management-port", "0"};
  argv.insert(argv.end(), options.begin(), options.end());
  return argv;
}

}  // namespace

const std::filesystem::path& certificates() {
  static const core::TemporaryDirectory directory = made_certificates();
  return directory.path();
}

void issue(const std::string& name, const std::string& usage, const std::string& names) {
  issue_in(certificates(), name, usage, names);
}

core::Finished run(std::vector<std::string> argv) { return run_in(certificates(), std::move(argv)); }

core::Finished run_shell(const std::string& text) { return run({"sh", "-c", text}); }

core::Finished curl(std::vector<std::string> arguments) {
  std::vector<std::string> argv{"curl", "-sS", "--max-time", "10", "--cacert", "ca.pem"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run(std::move(argv));
}

std::string Yaml::text() const {
  const auto flag = [](bool on) { return on ? "true" : "false"; };
  const auto files = [this](const std::string& name) {
    return "{serverPemPath: " + name + ".pem, serverKeyPath: " + name + ".key, caPemPath: " + authority + ".pem";
  };
  std::ostringstream text;
  text << "tls: " << files(server) << "}\n"
       << "internaltls: " << files(internal) << ", sni: " << sni << "}\n"
       << "common: {security: {tlsMode: " << mode << ", internaltlsEnabled: " << flag(internal_tls)
       << ", authorizationEnabled: " << flag(authorization) << "}}\n"
       << "proxy: {port: 0, internalPort: 0" << (shared_port ? "" : ", http: {port: 0}") << "}\n";
  for (const auto* component : {"rootCoord", "dataCoord", "queryCoord", "indexNode", "queryNode", "dataNode"})
    text << component << ": {port: 0}\n";
  return text.str();
}

ServerUnderTest::ServerUnderTest(const Yaml& yaml, std::vector<std::string> options) : directory_{made_directory()} {
  const auto file = write_yaml(directory_.path(), yaml.text());
  auto process = core::Process::start({.argv = command(file, options),
                                       .environment = {},
                                       .directory = certificates(),
                                       .output = directory_.path() / "log"});
  if (!process.ok()) {
    ADD_FAILURE() << process.status();
    return;
  }
  process_.emplace(*std::move(process));
  if (!logs("READY ")) {
    ADD_FAILURE() << "not ready: " << log();
    return;
  }
  const auto text = log();
  std::istringstream line{text.substr(text.find("READY ") + 6)};
  for (std::string word; line.peek() != '\n' && line >> word;)
    ports_[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
}

std::string ServerUnderTest::at(const std::string& port) const {
  const auto found = ports_.find(port);
  if (found != ports_.end()) return found->second;
  ADD_FAILURE() << "READY names no port " << port;
  return "127.0.0.1:1";
}

std::string ServerUnderTest::url(const std::string& path, const std::string& scheme) const {
  return scheme + "://" + at("rest") + path;
}

std::string ServerUnderTest::log() const {
  const auto text = core::read_file(directory_.path() / "log");
  return text.ok() ? *text : "";
}

bool ServerUnderTest::logs(const std::string& text) const {
  for (const core::Deadline deadline{core::steady_clock(), kPatience}; !deadline.expired();) {
    const auto so_far = log();
    if (const auto found = so_far.find(text);
        found != std::string::npos && so_far.find('\n', found) != std::string::npos)
      return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

void ServerUnderTest::signal(int number) const { ::kill(process_->pid(), number); }

std::optional<core::ProcessEnd> ServerUnderTest::end() {
  return process_->wait(core::Deadline{core::steady_clock(), kPatience});
}

core::Finished start_and_fail(const std::string& yaml, std::vector<std::string> options) {
  const auto directory = made_directory();
  return run(command(write_yaml(directory.path(), yaml), options));
}

}  // namespace tlsgauge::server::test
