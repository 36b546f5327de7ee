#include "tls/stream.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "tls/trace.hpp"

namespace tlsgauge::tls {

struct Stream::State {
  int fd = -1;
  Ssl ssl;  // empty: plaintext
  Trace trace;
  std::string failure;
  bool holds_last_flight = false;
  bool handshake_done = false;
  bool peer_spoke = false;  // plaintext: the first bytes of the peer were seen
  bool reset = false;       // the socket has reported ECONNRESET, which it does once

  /// What the end of the stream means: after a reset that a write has reported, a read sees a mere end.
  [[nodiscard]] IoStatus end() const { return reset ? IoStatus::reset : IoStatus::fin; }

  /// What an errno of the socket means.
  IoStatus socket_failed(int error) {
    if (error == EAGAIN || error == EINTR) return IoStatus::want_read;
    reset = reset || error == ECONNRESET;
    failure = std::generic_category().message(error);
    // The peer's kernel answers for a socket that is gone; any other error is the network's, and no word of the peer.
    return error == ECONNRESET || error == EPIPE ? IoStatus::reset : IoStatus::lost;
  }
};

namespace {

void make_non_blocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

void set_cork(int fd, bool on) {
  const int value = on ? 1 : 0;
  ::setsockopt(fd, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}

bool is_address(const std::string& name) {
  const std::unique_ptr<ASN1_OCTET_STRING, FreeWith<&ASN1_OCTET_STRING_free>> address{a2i_IPADDRESS(name.c_str())};
  return address != nullptr;
}

/// SSL_get_error(3): the queue must be empty before the call that it explains. gRPC uses OpenSSL on the same threads.
void clear_errors() {
  errno = 0;
  ERR_clear_error();
}

}  // namespace

Stream::Stream(std::unique_ptr<State> state) : state_{std::move(state)} {}
Stream::Stream(Stream&&) noexcept = default;

Stream::~Stream() {
  // OpenSSL would forget the sessions of a connection that ends without close_notify; whoever keeps them wants them.
  if (state_ && state_->ssl) SSL_set_shutdown(state_->ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  if (state_ && state_->fd >= 0) ::close(state_->fd);
}

Stream Stream::plaintext(int fd) {
  make_non_blocking(fd);
  auto state = std::make_unique<State>();
  state->fd = fd;
  return Stream{std::move(state)};
}

Result<Stream> Stream::tls_client(int fd, ssl_ctx_st* context, const std::string& server_name) {
  Stream stream = plaintext(fd);  // owns the socket from here, whatever goes wrong
  auto& state = *stream.state_;
  state.ssl.reset(SSL_new(context));
  if (!state.ssl || SSL_set_fd(state.ssl.get(), fd) != 1) return openssl_fault("make a TLS connection");
  SSL_set_connect_state(state.ssl.get());
  state.trace.attach(state.ssl.get());
  if (is_address(server_name)) {
    // RFC 6066 section 3: "Literal IPv4 and IPv6 addresses are not permitted in "HostName"."
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(state.ssl.get()), server_name.c_str()) != 1)
      return openssl_fault("expect the address " + server_name);
  } else if (!server_name.empty()) {
    if (SSL_set1_host(state.ssl.get(), server_name.c_str()) != 1 ||
        SSL_ctrl(state.ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(server_name.c_str())) != 1)
      return openssl_fault("expect the server name " + server_name);
  }
  return stream;
}

/// Turns the result of an SSL_* call into a status, empties the error queue, and keeps what failed.
IoResult Stream::settle(int result) {
  auto& state = *state_;
  if (result > 0) return {IoStatus::ok, static_cast<std::size_t>(result)};
  const int saved_errno = errno;
  const int error = SSL_get_error(state.ssl.get(), result);
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  switch (error) {
    case SSL_ERROR_WANT_READ: return {IoStatus::want_read, 0};
    case SSL_ERROR_WANT_WRITE: return {IoStatus::want_write, 0};
    case SSL_ERROR_ZERO_RETURN: return {IoStatus::close_notify, 0};
    case SSL_ERROR_SYSCALL:
      if (saved_errno == 0) return {state.end(), 0};
      return {state.socket_failed(saved_errno), 0};
    default: break;
  }
  if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    // OpenSSL answers a bare FIN with a decode_error alert of its own: noise, not a refusal.
    state.trace.forget_last_of_ours();
    return {state.end(), 0};
  }
  const char* reason = ERR_reason_error_string(code);
  state.failure = reason != nullptr ? reason : "TLS failed";
  if (const long verified = SSL_get_verify_result(state.ssl.get()); verified != X509_V_OK)
    state.failure += std::string{": "} + X509_verify_cert_error_string(verified);
  return {IoStatus::failed, 0};
}

Status Stream::offer(const Session& session) {
  return SSL_set_session(state_->ssl.get(), session.get()) == 1 ? absl::OkStatus() : openssl_fault("offer a session");
}

void Stream::hold_last_flight() { state_->holds_last_flight = true; }
void Stream::release() { set_cork(state_->fd, false); }

IoResult Stream::handshake(const core::Deadline& deadline) {
  if (!state_->ssl) return {};
  for (;;) {
    clear_errors();
    const auto step = settle(SSL_do_handshake(state_->ssl.get()));
    if (step.status == IoStatus::ok) state_->handshake_done = true;
    // The first flight has gone; the kernel keeps the next one until there is more of it (tcp(7), TCP_CORK).
    if (step.status == IoStatus::want_read && std::exchange(state_->holds_last_flight, false))
      set_cork(state_->fd, true);
    if (step.status != IoStatus::want_read && step.status != IoStatus::want_write) return step;
    if (!wait_for(state_->fd, step.status == IoStatus::want_read ? POLLIN : POLLOUT, deadline))
      return {IoStatus::timed_out, 0};
  }
}

IoResult Stream::read_now(std::span<char> into) {
  auto& state = *state_;
  clear_errors();
  if (state.ssl) return settle(SSL_read(state.ssl.get(), into.data(), static_cast<int>(into.size())));
  const auto n = ::recv(state.fd, into.data(), into.size(), 0);
  if (n < 0) return {state.socket_failed(errno), 0};
  if (n == 0) return {state.end(), 0};
  const auto bytes = static_cast<std::size_t>(n);
  if (!state.peer_spoke) state.trace.recognize_alert({into.data(), bytes});
  state.peer_spoke = true;
  return {IoStatus::ok, bytes};
}

IoResult Stream::write_now(std::span<const char> bytes) {
  auto& state = *state_;
  clear_errors();
  if (state.ssl) return settle(SSL_write(state.ssl.get(), bytes.data(), static_cast<int>(bytes.size())));
  const auto n = ::send(state.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) return {IoStatus::ok, static_cast<std::size_t>(n)};
  const auto status = state.socket_failed(errno);
  return {status == IoStatus::want_read ? IoStatus::want_write : status, 0};
}

IoResult Stream::read_some(std::span<char> into, const core::Deadline& deadline) {
  // Asked before each read, not only where there is nothing to read: a peer may pour faster than we read.
  while (!deadline.expired()) {
    const auto step = read_now(into);
    if (step.status != IoStatus::want_read && step.status != IoStatus::want_write) return step;
    if (!wait_for(state_->fd, step.status == IoStatus::want_read ? POLLIN : POLLOUT, deadline)) break;
  }
  return {IoStatus::timed_out, 0};
}

IoResult Stream::write_all(std::span<const char> bytes, const core::Deadline& deadline) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto step = write_now(bytes.subspan(done));
    done += step.bytes;
    if (step.status == IoStatus::ok) continue;
    if (step.status != IoStatus::want_read && step.status != IoStatus::want_write) return {step.status, done};
    if (!wait_for(state_->fd, step.status == IoStatus::want_read ? POLLIN : POLLOUT, deadline))
      return {IoStatus::timed_out, done};
  }
  return {IoStatus::ok, done};
}

void Stream::close_write() {
  // SSL_shutdown before the handshake is done, or after a failure, is an error without meaning here.
  if (state_->ssl && state_->handshake_done && state_->failure.empty()) SSL_shutdown(state_->ssl.get());
  ERR_clear_error();
  ::shutdown(state_->fd, SHUT_WR);
}

int Stream::fd() const noexcept { return state_->fd; }
bool Stream::encrypted() const noexcept { return state_->ssl != nullptr; }
const std::vector<model::AlertSeen>& Stream::alerts() const noexcept { return state_->trace.alerts(); }
bool Stream::sent_certificate() const noexcept { return state_->trace.sent_certificate(); }
const std::string& Stream::failure() const noexcept { return state_->failure; }

std::optional<model::TlsParameters> Stream::agreed() const {
  if (!state_->handshake_done) return std::nullopt;
  return state_->trace.parameters(state_->ssl.get());
}

}  // namespace tlsgauge::tls
