#include "load/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/address.hpp"
#include "load/clock.hpp"
#include "model/alert.hpp"

namespace tlsgauge::load {
namespace {

constexpr const char* kPlaintext = "plaintext";

/// The alert of the peer that an error code of OpenSSL stands for; empty when it stands for something else.
std::string alert_of(unsigned long code) {
  constexpr int kAlertBase = 1000;  // the reason for an alert that was received is 1000 + its number
  const int reason = ERR_GET_REASON(code);
  if (ERR_GET_LIB(code) != ERR_LIB_SSL || reason <= kAlertBase || reason >= kAlertBase + 256) return {};
  return "alert:" + model::name(model::Alert{static_cast<std::uint8_t>(reason - kAlertBase)});
}

/// The class of a TLS failure: an alert of the peer by its name, else OpenSSL's word.
std::string tls_failure(unsigned long code) {
  if (auto alert = alert_of(code); !alert.empty()) return alert;
  if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return "fin";
  const char* words = ERR_reason_error_string(code);
  return std::string{"tls:"} + (words != nullptr ? words : "unknown");
}

/// Whether this machine, not the network or the peer, has nothing left: no descriptor, port or memory.
bool is_local(int error) {
  constexpr auto kOurs = std::to_array({EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, ENOMEM});
  return std::ranges::find(kOurs, error) != kOurs.end();
}

std::string errno_failure(int error) {
  if (error == ECONNREFUSED) return "tcp:refused";
  if (error == ECONNRESET || error == EPIPE) return "reset";
  return (is_local(error) ? "local:" : "tcp:") + std::string{std::strerror(error)};
}

}  // namespace

Step Connection::open(const Registration& registration) {
  stage_ = Stage::connecting;
  started_ = clock_now();
  failure_.clear();
  ended_in_order_ = false;
  agreement_ = {};

  socket_ =
      core::Descriptor{::socket(settings_->address.get()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket_.open()) return fail(errno_failure(errno));
  const int on = 1;  // a flight, or a request, must not wait for the acknowledgement of the last
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_.get(), settings_->address.get(), settings_->address.size) != 0 && errno != EINPROGRESS)
    return fail(errno_failure(errno));
  epoll_event event{.events = registration.events, .data = {.u64 = registration.tag}};
  if (::epoll_ctl(registration.epoll, EPOLL_CTL_ADD, socket_.get(), &event) != 0) return fail(errno_failure(errno));
  return Step::waiting;
}

Step Connection::advance() {
  switch (stage_) {
    case Stage::connecting: return connected();
    case Stage::shaking_hands: return shake_hands();
    case Stage::ready: return Step::done;
  }
  return Step::done;
}

Step Connection::connected() {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(socket_.get(), reinterpret_cast<sockaddr*>(&peer), &size) != 0) {
    int error = 0;
    size = sizeof error;
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? Step::waiting : fail(errno_failure(error));
  }
  connected_ = clock_now();
  agreement_.tcp = connected_ - started_;
  if (settings_->context != nullptr) return prepare_tls();
  ready_at_ = connected_;
  agreement_.version = kPlaintext;
  stage_ = Stage::ready;
  return Step::done;
}

Step Connection::prepare_tls() {
  const auto& tls = settings_->plan.tls;
  const auto& name = tls.client.server_name;
  ssl_.reset(SSL_new(settings_->context));
  bool ready = ssl_ && SSL_set_fd(ssl_.get(), socket_.get()) == 1;
  if (core::is_address(name)) {
    // RFC 6066 section 3: "Literal IPv4 and IPv6 addresses are not permitted in "HostName"."
    ready = ready && (!tls.verify || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), name.c_str()) == 1);
  } else {
    ready = ready && (!tls.verify || SSL_set1_host(ssl_.get(), name.c_str()) == 1) &&
            SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     const_cast<char*>(name.c_str())) == 1;
  }
  if (!ready) return settle(-1);
  if (settings_->sessions != nullptr) {
    offered_ = settings_->sessions->take();
    if (offered_) SSL_set_session(ssl_.get(), offered_.get());
  }
  stage_ = Stage::shaking_hands;
  return shake_hands();
}

Step Connection::shake_hands() {
  errno = 0;
  const int result = SSL_connect(ssl_.get());
  if (result != 1) return settle(result);
  ready_at_ = clock_now();
  const auto group = SSL_ctrl(ssl_.get(), SSL_CTRL_GET_NEGOTIATED_GROUP, 0, nullptr);
  agreement_.version = SSL_get_version(ssl_.get());
  agreement_.cipher = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl_.get()));
  agreement_.group = group > 0 ? SSL_group_to_name(ssl_.get(), static_cast<int>(group)) : nullptr;
  agreement_.resumed = SSL_session_reused(ssl_.get()) == 1;
  agreement_.handshake = ready_at_ - connected_;
  stage_ = Stage::ready;
  return Step::done;
}

/// The end of an SSL_* call that did not succeed: wait, or give up. Leaves OpenSSL's error queue empty.
Step Connection::settle(int result) {
  const int saved_errno = errno;
  const int error = ssl_ ? SSL_get_error(ssl_.get(), result) : SSL_ERROR_SSL;
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return Step::waiting;
  const auto code = ERR_peek_error();
  ERR_clear_error();
  if (error == SSL_ERROR_ZERO_RETURN) {
    ended_in_order_ = true;
    return fail("close_notify");
  }
  if (error == SSL_ERROR_SYSCALL) return fail(saved_errno == 0 ? "fin" : errno_failure(saved_errno));
  return fail(tls_failure(code));
}

Step Connection::settle_errno(int error) {
  return error == EAGAIN || error == EINTR ? Step::waiting : fail(errno_failure(error));
}

Transfer Connection::read(std::span<char> into) {
  errno = 0;
  if (ssl_) {
    const int result = SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
    return result > 0 ? Transfer{Step::done, static_cast<std::size_t>(result)} : Transfer{settle(result)};
  }
  const auto n = ::recv(socket_.get(), into.data(), into.size(), 0);
  if (n > 0) return {Step::done, static_cast<std::size_t>(n)};
  if (n < 0) return {settle_errno(errno)};
  ended_in_order_ = true;
  return {fail("fin")};
}

Transfer Connection::write(std::span<const char> bytes) {
  errno = 0;
  if (ssl_) {
    const int result = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (result > 0) return {Step::done, static_cast<std::size_t>(result)};
    const auto step = settle(result);
    if (step == Step::failed) look_for_reason();
    return {step};
  }
  const auto n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return n >= 0 ? Transfer{Step::done, static_cast<std::size_t>(n)} : Transfer{settle_errno(errno)};
}

void Connection::look_for_reason() {
  constexpr int kMostRecords = 8;  // of data that the peer had sent before it refused
  std::array<char, 1024> unwanted{};
  for (int i = 0; i < kMostRecords; ++i) {
    if (SSL_read(ssl_.get(), unwanted.data(), static_cast<int>(unwanted.size())) > 0) continue;
    if (auto alert = alert_of(ERR_peek_error()); !alert.empty()) failure_ = std::move(alert);
    break;
  }
  ERR_clear_error();
}

Step Connection::fail(std::string_view why) {
  failure_ = why;
  return Step::failed;
}

bool Connection::holds_bytes() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

void Connection::close() {
  if (!socket_.open()) return;
  const auto mode = settings_->plan.close;
  if (ssl_ && mode == CloseMode::close_notify) SSL_shutdown(ssl_.get());
  if (mode == CloseMode::rst) {
    const linger reset{.l_onoff = 1, .l_linger = 0};  // no TIME_WAIT: ports do not run out
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  if (ssl_) {
    // A session counts as broken, and is not resumed, unless its connection was shut down.
    SSL_set_quiet_shutdown(ssl_.get(), 1);
    SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    // A TLS 1.3 ticket is used once; a TLS 1.2 session serves again.
    if (agreement_.resumed && SSL_version(ssl_.get()) < TLS1_3_VERSION) settings_->sessions->give(std::move(offered_));
  }
  abandon();
}

void Connection::abandon() {
  ERR_clear_error();
  ssl_.reset();
  offered_.reset();
  socket_.close();
}

core::Descriptor Connection::release() { return std::move(socket_); }

void Agreement::count_into(Statistics& statistics) const {
  count(statistics.census.version, version);
  statistics.tcp.record(tcp);
  if (cipher == nullptr) return;  // plaintext: no handshake
  count(statistics.census.cipher, cipher);
  if (group != nullptr) count(statistics.census.group, group);
  statistics.census.resumed += resumed ? 1 : 0;
  statistics.handshake.record(handshake);
}

}  // namespace tlsgauge::load
