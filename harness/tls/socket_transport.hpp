#pragma once

#include <memory>

#include "tls/handles.hpp"
#include "tls/trace.hpp"
#include "tls/transport.hpp"

namespace tlsgauge::tls {

/// A socket, in plaintext or under OpenSSL's TLS.
class SocketTransport final : public Transport {
 public:
  /// Plaintext over the connected socket `fd`, which becomes non-blocking.
  explicit SocketTransport(int fd);
  ~SocketTransport() override;
  /// A TLS client, not yet shaken hands; see Stream::tls_client.
  [[nodiscard]] Status use_tls(ssl_ctx_st* context, const std::string& server_name);

  void record(Recorder& recorder) override;
  [[nodiscard]] Status offer(const Session& session) override;
  void hold_last_flight() override;
  void release() override;
  [[nodiscard]] IoResult handshake(const core::Deadline& deadline) override;
  [[nodiscard]] IoResult read_now(std::span<char> into) override;
  [[nodiscard]] IoResult write_now(std::span<const char> bytes) override;
  void close_write() override;
  [[nodiscard]] int fd() const noexcept override { return fd_; }
  [[nodiscard]] bool encrypted() const noexcept override { return ssl_ != nullptr; }
  [[nodiscard]] std::optional<model::TlsParameters> agreed() const override;
  [[nodiscard]] const std::vector<model::AlertSeen>& alerts() const noexcept override { return trace_.alerts(); }
  [[nodiscard]] bool sent_certificate() const noexcept override { return trace_.sent_certificate(); }
  [[nodiscard]] const std::string& failure() const noexcept override { return failure_; }

 private:
  [[nodiscard]] IoResult settle(int result);
  [[nodiscard]] IoStatus end() const;
  [[nodiscard]] IoStatus socket_failed(int error);

  int fd_ = -1;
  Ssl ssl_;  // empty: plaintext
  Trace trace_;
  Recorder* recorder_ = nullptr;  // null: nobody wants to know
  std::string failure_;
  bool holds_last_flight_ = false;
  bool handshake_done_ = false;
  bool peer_spoke_ = false;  // plaintext: the first bytes of the peer were seen
  bool reset_ = false;       // the socket has reported ECONNRESET, which it does once
};

}  // namespace tlsgauge::tls
