#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/file.hpp"
#include "core/process.hpp"
#include "model/topology.hpp"

namespace tlsgauge::server::test {

/// A directory with a CA (ca.pem, ca.key) and what it issued by the openssl program: server.{pem,key} for serverAuth,
/// client.{pem,key} for clientAuth. Made once a process.
[[nodiscard]] const std::filesystem::path& certificates();

/// Issues NAME.pem and NAME.key from the CA. @param usage extendedKeyUsage @param names subjectAltName
void issue(const std::string& name, const std::string& usage, const std::string& names = "DNS:localhost,IP:127.0.0.1");

/// What a program said (stdout and stderr) and how it ended; it gets 20 s.
[[nodiscard]] core::Finished run(std::vector<std::string> argv);
/// The same with a shell, for pipes. Runs in the directory of the certificates.
[[nodiscard]] core::Finished run_shell(const std::string& command);
/// curl with the CA and `arguments`, against an URL of 127.0.0.1.
[[nodiscard]] core::Finished curl(std::vector<std::string> arguments);

/// The path under which REST lists the collections.
inline constexpr char kList[] = "/v2/vectordb/collections/list";

/// The milvus.yaml of a test: every port is 0.
struct Yaml {
  int mode = 0;
  bool shared_port = false;
  bool internal_tls = false;
  bool authorization = false;
  std::string server = "server";    ///< tls: the pair NAME.pem, NAME.key
  std::string internal = "server";  ///< internaltls: the same
  std::string sni = "localhost";
  std::string authority = "ca";  ///< of clients and components: NAME.pem

  [[nodiscard]] std::string text() const;
};

/// A running tlsgauge-server.
class ServerUnderTest {
 public:
  /// Starts it and waits for READY; the test fails where that does not come.
  explicit ServerUnderTest(const Yaml& yaml, std::vector<std::string> options = {});

  /// "127.0.0.1:12345". @param port as the READY line names it
  [[nodiscard]] std::string at(const std::string& port) const;
  [[nodiscard]] std::string url(const std::string& path, const std::string& scheme = "https") const;
  [[nodiscard]] std::string log() const;
  /// Waits until the log holds `text`, at most 10 s.
  [[nodiscard]] bool logs(const std::string& text) const;
  void signal(int number) const;
  /// Waits for the end, at most 10 s.
  [[nodiscard]] std::optional<core::ProcessEnd> end();

 private:
  core::TemporaryDirectory directory_;
  std::optional<core::Process> process_;
  std::map<std::string, std::string> ports_;
};

/// Starts the server where it must refuse to, and returns how it ended.
[[nodiscard]] core::Finished start_and_fail(const std::string& yaml, std::vector<std::string> options = {});

}  // namespace tlsgauge::server::test
