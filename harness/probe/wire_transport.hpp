#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "model/exchange.hpp"
#include "tls/transport.hpp"
#include "wire/client/client.hpp"
#include "wire/client/scripted_outbox.hpp"

namespace tlsgauge::probe {

/// A socket under our own TLS, which follows a script.
class WireTransport final : public tls::Transport {
 public:
  /// Over the connected, non-blocking socket `fd`, which it owns from here on, whatever goes wrong. `exchange` has a
  /// script, and outlives it, as does `ticket`, a session to offer; null: none.
  /// @return InvalidArgument where a file of the client's identity does not load.
  [[nodiscard]] static Result<std::unique_ptr<WireTransport>> make(int fd, const model::Exchange& exchange,
                                                                   const std::vector<std::string>& alpn,
                                                                   const wire::Ticket* ticket);
  ~WireTransport() override;

  void record(tls::Recorder& recorder) override;
  [[nodiscard]] Status offer(const tls::Session& session) override;
  void hold_last_flight() override;
  void release() override;
  [[nodiscard]] tls::IoResult handshake(const core::Deadline& deadline) override;
  [[nodiscard]] tls::IoResult read_now(std::span<char> into) override;
  [[nodiscard]] tls::IoResult write_now(std::span<const char> bytes) override;
  void close_write() override;
  [[nodiscard]] int fd() const noexcept override { return fd_; }
  [[nodiscard]] bool encrypted() const noexcept override { return true; }
  [[nodiscard]] std::optional<model::TlsParameters> agreed() const override;
  [[nodiscard]] const std::vector<model::AlertSeen>& alerts() const noexcept override { return client_->alerts(); }
  [[nodiscard]] bool sent_certificate() const noexcept override { return client_->sent_certificate(); }
  [[nodiscard]] const std::string& failure() const noexcept override { return failure_; }

  /// Sessions that the server left; the caller takes them out.
  [[nodiscard]] std::vector<wire::Ticket>& tickets() noexcept { return client_->tickets(); }
  /// What the server drew anew, as wire::Client has it; the caller takes it out.
  [[nodiscard]] std::vector<model::FreshSeen>& fresh() noexcept { return client_->fresh(); }
  /// A step that could not be carried out: its path leads nowhere, say.
  [[nodiscard]] Status fault() const;
  /// Why what was to be tried was not; empty where it was. Asked for when the exchange is over: of a script that the
  /// server let through every step is due, of one that it cut short by a refusal (`accepted` is false) the first.
  [[nodiscard]] std::string untried(bool accepted) const;

 private:
  explicit WireTransport(int fd) : fd_{fd} {}
  [[nodiscard]] tls::IoStatus receive();
  [[nodiscard]] tls::IoStatus end_of_stream() const;
  [[nodiscard]] tls::IoStatus how_it_failed();
  void carry_out_effects();
  void carry_out(const wire::Effect& effect);
  void flush();
  void leave(model::Ending how);
  void record_end(model::Close how) const;
  void pause(std::chrono::milliseconds time) const;

  int fd_;
  wire::Random random_;
  std::optional<wire::Credentials> credentials_;
  std::optional<wire::Trust> trust_;
  wire::ClientSettings settings_;
  std::optional<wire::ScriptedOutbox> outbox_;
  std::optional<wire::Client> client_;
  std::optional<core::Deadline> deadline_;  ///< of the handshake; pauses end with it
  std::string pending_;                     ///< octets that the socket did not take yet
  bool started_ = false;
  bool was_connected_ = false;
  bool holds_last_flight_ = false;
  bool holding_ = false;
  bool gone_ = false;   ///< we have reset the connection
  bool reset_ = false;  ///< the peer has
  std::string failure_;
};

}  // namespace tlsgauge::probe
