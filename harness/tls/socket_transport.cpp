#include "tls/socket_transport.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/address.hpp"
#include "tls/recorder.hpp"
#include "tls/stream.hpp"

namespace tlsgauge::tls {
namespace {

void make_non_blocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

void set_cork(int fd, bool on) {
  const int value = on ? 1 : 0;
  ::setsockopt(fd, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}

/// SSL_get_error(3): the queue must be empty before the call that it explains. gRPC uses OpenSSL on the same threads.
void clear_errors() {
  errno = 0;
  ERR_clear_error();
}

/// BIO_set_callback_ex(3): what was transferred stands in `processed`.
long on_socket(BIO* socket, int operation, const char* octets, std::size_t /*length*/, int /*argi*/, long /*argl*/,
               int result, std::size_t* processed) {  // NOLINT(readability-non-const-parameter): OpenSSL's signature
  const bool read = operation == (BIO_CB_READ | BIO_CB_RETURN);
  if (!read && operation != (BIO_CB_WRITE | BIO_CB_RETURN)) return result;
  auto& recorder = *reinterpret_cast<Recorder*>(BIO_get_callback_arg(socket));
  recorder.transferred(read ? model::Party::server : model::Party::client, octets,
                       result > 0 ? static_cast<ssize_t>(*processed) : result);
  return result;
}

/// Where a connection keeps its recorder.
int recorder_slot() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

void on_secret(const SSL* ssl, const char* line) {
  if (auto* recorder = static_cast<Recorder*>(SSL_get_ex_data(ssl, recorder_slot()))) recorder->secret(line);
}

}  // namespace

SocketTransport::SocketTransport(int fd) : fd_{fd} { make_non_blocking(fd); }

SocketTransport::~SocketTransport() {
  // OpenSSL would forget the sessions of a connection that ends without close_notify; whoever keeps them wants them.
  if (ssl_) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  if (fd_ >= 0) ::close(fd_);
}

Status SocketTransport::use_tls(ssl_ctx_st* context, const std::string& server_name) {
  ssl_.reset(SSL_new(context));
  if (!ssl_ || SSL_set_fd(ssl_.get(), fd_) != 1) return openssl_fault("make a TLS connection");
  SSL_set_connect_state(ssl_.get());
  trace_.attach(ssl_.get());
  if (core::is_address(server_name)) {
    // RFC 6066 section 3: "Literal IPv4 and IPv6 addresses are not permitted in "HostName"."
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), server_name.c_str()) != 1)
      return openssl_fault("expect the address " + server_name);
  } else if (!server_name.empty()) {
    if (SSL_set1_host(ssl_.get(), server_name.c_str()) != 1 ||
        SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(server_name.c_str())) != 1)
      return openssl_fault("expect the server name " + server_name);
  }
  return absl::OkStatus();
}

void SocketTransport::record(Recorder& recorder) {
  recorder_ = &recorder;
  trace_.record(recorder);
  if (!ssl_) return;
  auto* socket = SSL_get_rbio(ssl_.get());  // the same in both directions, from SSL_set_fd
  BIO_set_callback_ex(socket, &on_socket);
  BIO_set_callback_arg(socket, reinterpret_cast<char*>(&recorder));
  SSL_set_ex_data(ssl_.get(), recorder_slot(), &recorder);
  SSL_CTX_set_keylog_callback(SSL_get_SSL_CTX(ssl_.get()), &on_secret);
}

/// What the end of the stream means: after a reset that a write has reported, a read sees a mere end.
IoStatus SocketTransport::end() const { return reset_ ? IoStatus::reset : IoStatus::fin; }

/// What an errno of the socket means.
IoStatus SocketTransport::socket_failed(int error) {
  if (error == EAGAIN || error == EINTR) return IoStatus::want_read;
  reset_ = reset_ || error == ECONNRESET;
  failure_ = std::generic_category().message(error);
  // The peer's kernel answers for a socket that is gone; any other error is the network's, and no word of the peer.
  return error == ECONNRESET || error == EPIPE ? IoStatus::reset : IoStatus::lost;
}

/// Turns the result of an SSL_* call into a status, empties the error queue, and keeps what failed.
IoResult SocketTransport::settle(int result) {
  if (result > 0) return {IoStatus::ok, static_cast<std::size_t>(result)};
  const int saved_errno = errno;
  const int error = SSL_get_error(ssl_.get(), result);
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  switch (error) {
    case SSL_ERROR_WANT_READ: return {IoStatus::want_read, 0};
    case SSL_ERROR_WANT_WRITE: return {IoStatus::want_write, 0};
    case SSL_ERROR_ZERO_RETURN: return {IoStatus::close_notify, 0};
    case SSL_ERROR_SYSCALL:
      if (saved_errno == 0) return {end(), 0};
      return {socket_failed(saved_errno), 0};
    default: break;
  }
  if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    // OpenSSL answers a bare FIN with a decode_error alert of its own: noise, not a refusal.
    trace_.forget_last_of_ours();
    return {end(), 0};
  }
  const char* reason = ERR_reason_error_string(code);
  failure_ = reason != nullptr ? reason : "TLS failed";
  if (const long verified = SSL_get_verify_result(ssl_.get()); verified != X509_V_OK)
    failure_ += std::string{": "} + X509_verify_cert_error_string(verified);
  return {IoStatus::failed, 0};
}

Status SocketTransport::offer(const Session& session) {
  return SSL_set_session(ssl_.get(), session.get()) == 1 ? absl::OkStatus() : openssl_fault("offer a session");
}

void SocketTransport::hold_last_flight() { holds_last_flight_ = true; }
void SocketTransport::release() { set_cork(fd_, false); }

IoResult SocketTransport::handshake(const core::Deadline& deadline) {
  if (!ssl_) return {};
  for (;;) {
    clear_errors();
    const auto step = settle(SSL_do_handshake(ssl_.get()));
    if (step.status == IoStatus::ok) handshake_done_ = true;
    // The first flight has gone; the kernel keeps the next one until there is more of it (tcp(7), TCP_CORK).
    if (step.status == IoStatus::want_read && std::exchange(holds_last_flight_, false)) set_cork(fd_, true);
    if (step.status != IoStatus::want_read && step.status != IoStatus::want_write) return step;
    if (!wait_for(fd_, step.status == IoStatus::want_read ? POLLIN : POLLOUT, deadline))
      return {IoStatus::timed_out, 0};
  }
}

IoResult SocketTransport::read_now(std::span<char> into) {
  clear_errors();
  if (ssl_) return settle(SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size())));
  const auto n = ::recv(fd_, into.data(), into.size(), 0);
  if (recorder_ != nullptr) recorder_->transferred(model::Party::server, into.data(), n);
  if (n < 0) return {socket_failed(errno), 0};
  if (n == 0) return {end(), 0};
  const auto bytes = static_cast<std::size_t>(n);
  if (!peer_spoke_) trace_.recognize_alert({into.data(), bytes});
  peer_spoke_ = true;
  return {IoStatus::ok, bytes};
}

IoResult SocketTransport::write_now(std::span<const char> bytes) {
  clear_errors();
  if (ssl_) return settle(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())));
  const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (recorder_ != nullptr) recorder_->transferred(model::Party::client, bytes.data(), n);
  if (n >= 0) return {IoStatus::ok, static_cast<std::size_t>(n)};
  const auto status = socket_failed(errno);
  return {status == IoStatus::want_read ? IoStatus::want_write : status, 0};
}

void SocketTransport::close_write() {
  // SSL_shutdown before the handshake is done, or after a failure, is an error without meaning here.
  if (ssl_ && handshake_done_ && failure_.empty()) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  ::shutdown(fd_, SHUT_WR);
  if (recorder_ != nullptr) recorder_->ended(model::Party::client, model::Close::fin);
}

std::optional<model::TlsParameters> SocketTransport::agreed() const {
  if (!handshake_done_) return std::nullopt;
  return trace_.parameters(ssl_.get());
}

}  // namespace tlsgauge::tls
