#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "core/result.hpp"
#include "server/config.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::server::front {

/// Whose client certificates a port takes: those of these CAs, less what the revocation lists name. Safe to use from
/// several threads.
class ClientTrust {
 public:
  /// Reads the files; an empty path of `crl` is "revocation is not checked".
  /// @return a one-line fault that names the file and what to do.
  [[nodiscard]] static Result<std::unique_ptr<ClientTrust>> make(const NamedFile& ca, const NamedFile& crl);

  [[nodiscard]] const std::vector<tls::Certificate>& authorities() const noexcept { return authorities_; }
  /// Has `connection` verify its client by the anchors, and by the lists as their file is now. A file that has become
  /// unreadable leaves the former lists in force, with a warning in the log.
  void apply_to(ssl_st* connection);
  /// Verifies a client's certificate as it is now, without what was sent with it. @return an X509_V_ code.
  [[nodiscard]] int verify(x509_st* certificate);

 private:
  ClientTrust(NamedFile crl, std::vector<tls::Certificate> authorities)
      : crl_{std::move(crl)}, authorities_{std::move(authorities)} {}
  [[nodiscard]] Result<tls::Store> load() const;
  [[nodiscard]] tls::Store current();

  NamedFile crl_;
  std::vector<tls::Certificate> authorities_;
  std::mutex mutex_;
  tls::Store store_;
  std::filesystem::file_time_type read_at_;  // when the lists' file was written that is in force
};

}  // namespace tlsgauge::server::front
