#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/observation.hpp"
#include "tls/handles.hpp"
#include "tls/recorder.hpp"

namespace tlsgauge::tls {

/// What went over the wire of one connection, as OpenSSL's message callback shows it (already decrypted).
class Trace {
 public:
  /// Starts recording `ssl`, which keeps a pointer to this object.
  void attach(ssl_st* ssl);

  /// Tells `recorder`, which outlives this object, too.
  void record(Recorder& recorder) noexcept { recorder_ = &recorder; }

  [[nodiscard]] const std::vector<model::AlertSeen>& alerts() const noexcept { return alerts_; }
  /// We sent a Certificate message with a certificate in it.
  [[nodiscard]] bool sent_certificate() const noexcept { return sent_certificate_; }
  /// What the handshake of `ssl` agreed on.
  [[nodiscard]] model::TlsParameters parameters(const ssl_st* ssl) const;

  /// Drops the last alert if it is ours.
  void forget_last_of_ours();
  /// Records the alert that a TLS server answers in the clear to a client that speaks no TLS.
  void recognize_alert(std::span<const char> first_bytes);

 private:
  static void on_message(int sent, int version, int content_type, const void* bytes, std::size_t length, ssl_st* ssl,
                         void* trace);
  void record_alert(bool sent, std::span<const std::uint8_t> bytes);
  void record_handshake(std::span<const std::uint8_t> message);
  void record_sent_handshake(int version, std::span<const std::uint8_t> message);

  Recorder* recorder_ = nullptr;  // null: nobody wants to know
  std::vector<model::AlertSeen> alerts_;
  std::uint16_t signature_ = 0;  // SignatureScheme of the server's CertificateVerify or ServerKeyExchange
  bool certificate_requested_ = false;
  bool sent_certificate_ = false;
};

}  // namespace tlsgauge::tls
