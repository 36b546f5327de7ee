#include "load/client_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "model/alert.hpp"

namespace tlsgauge::load {
namespace {

core::TimePoint now() { return std::chrono::steady_clock::now(); }

/// The class of a TLS failure: an alert of the peer by its name, else OpenSSL's word.
std::string tls_failure() {
  constexpr int kAlertBase = 1000;  // OpenSSL's reason for an alert that was received is 1000 + its number
  const auto code = ERR_peek_error();
  ERR_clear_error();
  const int reason = ERR_GET_REASON(code);
  if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason > kAlertBase && reason < kAlertBase + 256)
    return "alert:" + model::name(model::Alert{static_cast<std::uint8_t>(reason - kAlertBase)});
  if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) return "fin";
  const char* words = ERR_reason_error_string(code);
  return std::string{"tls:"} + (words != nullptr ? words : "unknown");
}

std::string errno_failure(int error) {
  if (error == ECONNREFUSED) return "tcp:refused";
  if (error == ECONNRESET || error == EPIPE) return "reset";
  return std::string{"tcp:"} + std::strerror(error);
}

}  // namespace

ClientConnection::Progress ClientConnection::start(int epoll, std::uint32_t slot, core::TimePoint intended,
                                                   core::TimePoint at) {
  stage_ = Stage::connecting;
  intended_ = intended;
  started_ = connected_ = shaken_ = finished_ = at;
  answered_ = 0;
  failure_.clear();
  resumed_ = accepted_ = false;
  version_ = cipher_ = group_ = nullptr;

  const auto family = settings_->address->sa_family;
  fd_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return fail(errno_failure(errno));
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd_, settings_->address, settings_->address_size) != 0 && errno != EINPROGRESS)
    return fail(errno_failure(errno));
  // Registered once for everything: no further epoll_ctl until close() takes it out.
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.u32 = slot}};
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd_, &event);
  return Progress::waiting;
}

ClientConnection::Progress ClientConnection::advance() {
  switch (stage_) {
    case Stage::connecting: return connected();
    case Stage::shaking_hands: return shake_hands();
    case Stage::asking: return ask();
    case Stage::listening: return listen();
  }
  return Progress::waiting;
}

ClientConnection::Progress ClientConnection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return fail(errno_failure(error));
  connected_ = now();
  ssl_.reset(SSL_new(settings_->context));
  const auto& name = settings_->plan.tls.client.server_name;
  const bool ready = ssl_ && SSL_set_fd(ssl_.get(), fd_) == 1 &&
                     SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                              const_cast<char*>(name.c_str())) == 1 &&
                     (!settings_->plan.tls.verify || SSL_set1_host(ssl_.get(), name.c_str()) == 1);
  if (!ready) return fail(tls_failure());
  if (settings_->plan.resume) {
    offered_ = settings_->sessions.take();
    if (offered_) SSL_set_session(ssl_.get(), offered_.get());
  }
  stage_ = Stage::shaking_hands;
  return shake_hands();
}

/// The end of an SSL_* call that did not succeed: wait, or give up.
ClientConnection::Progress ClientConnection::settle(int result) {
  const int saved_errno = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return Progress::waiting;
    case SSL_ERROR_ZERO_RETURN: return fail("close_notify");
    case SSL_ERROR_SYSCALL: ERR_clear_error(); return fail(saved_errno == 0 ? "fin" : errno_failure(saved_errno));
    default: return fail(tls_failure());
  }
}

ClientConnection::Progress ClientConnection::shake_hands() {
  errno = 0;
  const int result = SSL_connect(ssl_.get());
  if (result != 1) return settle(result);
  shaken_ = now();
  resumed_ = SSL_session_reused(ssl_.get()) == 1;
  version_ = SSL_get_version(ssl_.get());
  cipher_ = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl_.get()));
  const auto group = SSL_ctrl(ssl_.get(), SSL_CTRL_GET_NEGOTIATED_GROUP, 0, nullptr);
  group_ = group > 0 ? SSL_group_to_name(ssl_.get(), static_cast<int>(group)) : nullptr;
  if (settings_->plan.acceptance == Acceptance::none) return succeed();
  stage_ = Stage::asking;
  return ask();
}

ClientConnection::Progress ClientConnection::ask() {
  errno = 0;
  const int size = static_cast<int>(settings_->request.size());
  const int result = SSL_write(ssl_.get(), settings_->request.data(), size);
  if (result <= 0) return settle(result);
  stage_ = Stage::listening;
  return listen();
}

ClientConnection::Progress ClientConnection::listen() {
  constexpr std::string_view kHttp = "HTTP/1.1 ";
  constexpr std::size_t kStatus = 3;
  constexpr std::size_t kFrameHeader = 9;
  const bool http = settings_->plan.acceptance == Acceptance::http;
  const auto enough = http ? kHttp.size() + kStatus : kFrameHeader;
  while (answered_ < enough) {
    errno = 0;
    const int result = SSL_read(ssl_.get(), answer_.data() + answered_, static_cast<int>(answer_.size() - answered_));
    if (result <= 0) return settle(result);
    answered_ += static_cast<std::size_t>(result);
  }
  const std::string_view answer{answer_.data(), answered_};
  if (http && !answer.starts_with(kHttp)) return fail("http:no answer");
  const auto status = http ? answer.substr(kHttp.size(), kStatus) : std::string_view{};
  if (status == "400" || status == "401" || status == "403") return fail("http:" + std::string{status});
  if (!http && answer[3] != 4) return fail("grpc:no SETTINGS");
  accepted_ = true;
  return succeed();
}

ClientConnection::Progress ClientConnection::succeed() {
  if (settings_->plan.resume && offered_ && !resumed_) return fail("not resumed");
  finished_ = now();
  if (resumed_ && settings_->plan.tls.versions.newest < model::TlsVersion::tls1_3)
    settings_->sessions.give(std::move(offered_));
  close();
  return Progress::finished;
}

ClientConnection::Progress ClientConnection::fail(const std::string& why) {
  failure_ = why;
  finished_ = now();
  abandon();
  return Progress::finished;
}

void ClientConnection::time_out() { fail("timeout"); }

void ClientConnection::close() {
  const auto mode = settings_->plan.close;
  if (mode == CloseMode::close_notify) SSL_shutdown(ssl_.get());
  if (mode == CloseMode::rst) {
    const linger reset{.l_onoff = 1, .l_linger = 0};  // no TIME_WAIT: ports do not run out
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  // A session counts as broken, and is not resumed, unless its connection was shut down.
  SSL_set_quiet_shutdown(ssl_.get(), 1);
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  abandon();
}

void ClientConnection::abandon() {
  ssl_.reset();
  offered_.reset();
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void ClientConnection::count_into(Statistics& statistics) const {
  ++statistics.started;
  statistics.schedule_lag.record(started_ - intended_);
  if (!failure_.empty()) {
    count(statistics.failed, failure_);
    return;
  }
  ++statistics.completed;
  count(statistics.census.version, version_);
  count(statistics.census.cipher, cipher_);
  if (group_ != nullptr) count(statistics.census.group, group_);
  statistics.census.resumed += resumed_ ? 1 : 0;
  statistics.census.accepted += accepted_ ? 1 : 0;
  statistics.latency.record(finished_ - intended_);
  statistics.tcp.record(connected_ - started_);
  statistics.handshake.record(shaken_ - connected_);
  if (accepted_) statistics.acceptance.record(finished_ - shaken_);
}

}  // namespace tlsgauge::load
