#include "server/front/connection.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <ctime>
#include <vector>

#include "server/front/await.hpp"
#include "server/front/wrong_protocol.hpp"
#include "server/front/wrong_verification.hpp"

namespace tlsgauge::server::front {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kHandshakeTime = 10s;
constexpr auto kLingerTime = 1s;
constexpr std::string_view kPreface = "PRI";

std::string peer_of(const Connection::Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "unknown";
  const auto address = endpoint.address().to_string(error);
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

/// Works for nothing, for so much CPU time of this thread.
void burn_cpu(std::chrono::nanoseconds time) {
  const auto used = [] {
    timespec cpu{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return std::chrono::seconds{cpu.tv_sec} + std::chrono::nanoseconds{cpu.tv_nsec};
  };
  if (time == 0ns) return;
  for (const auto until = used() + time; used() < until;) {
  }
}

}  // namespace

Connection::Connection(Socket socket)
    : socket_{std::move(socket)}, peer_{peer_of(socket_)}, timer_{socket_.get_executor()} {
  error_code ignored;  // of a peer that is gone already; the first read tells
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
  socket_.native_non_blocking(true, ignored);
}

Task<bool> Connection::wait(Socket::wait_type what) {
  const auto [error] = co_await socket_.async_wait(what, kAwait);
  co_return !error && !expired_;
}

Task<bool> Connection::wait_for_openssl(int error) {
  if (error == SSL_ERROR_WANT_READ) co_return co_await wait(Socket::wait_read);
  if (error == SSL_ERROR_WANT_WRITE) co_return co_await wait(Socket::wait_write);
  if (error != SSL_ERROR_ZERO_RETURN) broken_ = true;
  co_return false;
}

Task<std::optional<std::string>> Connection::handshake(const TlsContext& context) {
  ssl_ = context.new_connection();
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.native_handle()) != 1) co_return "out of memory";
  fault_ = &context.fault();
  if (fault_->drops != nullptr) drop_records(*fault_, ssl_.get());
  allow(kHandshakeTime);
  idle_ = true;
  const bool done = (context.early_data() == 0 || co_await read_early_data()) && co_await accept();
  idle_ = false;
  if (done) burn_cpu(context.handshake_cost());
  if (done && fault_->goes_on != nullptr) fault_->goes_on(ssl_.get());
  if (done) co_return std::nullopt;
  broken_ = true;
  co_return failure_reason();
}

Task<bool> Connection::read_early_data() {
  std::array<char, 4096> buffer{};
  for (;;) {
    std::size_t n = 0;
    ERR_clear_error();
    switch (SSL_read_early_data(ssl_.get(), buffer.data(), buffer.size(), &n)) {
      case SSL_READ_EARLY_DATA_SUCCESS: early_data_.append(buffer.data(), n); break;  // OpenSSL enforces the limit
      case SSL_READ_EARLY_DATA_FINISH: co_return true;
      default:
        if (!co_await wait_for_openssl(SSL_get_error(ssl_.get(), 0))) co_return false;
    }
  }
}

Task<bool> Connection::accept() {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(ssl_.get());
    if (result == 1) co_return true;
    if (!co_await wait_for_openssl(SSL_get_error(ssl_.get(), result))) co_return false;
  }
}

std::string Connection::failure_reason() const {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (expired_) return "the handshake took longer than 10 s";
  // Health checks connect and leave without a byte; a server that ends leaves first. Neither is news.
  if (draining_ || BIO_number_read(SSL_get_rbio(ssl_.get())) == 0) return "";
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  std::string text = reason != nullptr ? reason : "the peer closed the connection";
  if (const long verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK)
    text += std::string{": "} + X509_verify_cert_error_string(verdict);
  return text;
}

std::string_view Connection::alpn() const {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  if (ssl_) SSL_get0_alpn_selected(ssl_.get(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

bool Connection::resumed() const { return ssl_ && SSL_session_reused(ssl_.get()) == 1; }

bool Connection::client_verified() const {
  return ssl_ && SSL_get0_peer_certificate(ssl_.get()) != nullptr && SSL_get_verify_result(ssl_.get()) == X509_V_OK;
}

Aftermath Connection::aftermath() const { return ssl_ ? aftermath_of(ssl_.get()) : Aftermath::refuses; }

void Connection::end_within(Duration time) {
  last_limit_ = steady_clock::now() + time;
  allow(time);
}

void Connection::mute(Duration patience) { muted_ = patience; }

Task<> Connection::turn_away(Duration time) {
  finish();
  limit_ += time;  // the second in which the peer may end its side begins afterwards
  co_await pause(time);
}

Task<> Connection::pause(Duration time) {
  asio::steady_timer timer{socket_.get_executor(), time};
  co_await timer.async_wait(kAwait);
}

Task<std::optional<std::string>> Connection::peek(std::size_t least, std::size_t most) {
  allow(kHandshakeTime);
  idle_ = true;
  error_code error;
  socket_.set_option(asio::socket_base::receive_low_watermark{static_cast<int>(least)}, error);
  std::string first(most, '\0');
  ssize_t n = -1;
  // Asio also wakes us for the last event of the connection whose place in its reactor this one took.
  do {
    const bool readable = co_await wait(Socket::wait_read);
    n = readable ? ::recv(socket_.native_handle(), first.data(), first.size(), MSG_PEEK | MSG_DONTWAIT) : 0;
  } while (n < 0 && errno == EAGAIN);
  socket_.set_option(asio::socket_base::receive_low_watermark{1}, error);
  idle_ = false;
  if (n <= 0) co_return std::nullopt;
  first.resize(static_cast<std::size_t>(n));
  co_return first;
}

Task<std::optional<bool>> Connection::begins_with_preface() {
  // No request of any kind is shorter than "PRI".
  const auto first = co_await peek(kPreface.size(), kPreface.size());
  if (!first) co_return std::nullopt;
  co_return *first == kPreface;
}

Task<std::size_t> Connection::read_some(std::span<char> into) {
  if (!ssl_) {
    const auto [error, n] = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), kAwait);
    co_return error ? 0 : n;
  }
  if (!early_data_.empty()) {
    const auto n = early_data_.copy(into.data(), into.size());
    early_data_.erase(0, n);
    co_return n;
  }
  for (;;) {
    std::size_t n = 0;
    ERR_clear_error();
    const int result = broken_ ? 0 : SSL_read_ex(ssl_.get(), into.data(), into.size(), &n);
    if (result == 1) co_return n;
    const int error = broken_ ? SSL_ERROR_SSL : SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_ZERO_RETURN && fault_->reads_on) {
      SSL_set_shutdown(ssl_.get(), SSL_get_shutdown(ssl_.get()) & ~SSL_RECEIVED_SHUTDOWN);
      continue;
    }
    if (!broken_ && co_await wait_for_openssl(error)) continue;
    if (muted_) co_await pause(*muted_);
    co_return 0;
  }
}

Task<bool> Connection::write(std::string_view bytes) {
  if (!ssl_) {
    const auto [error, n] = co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), kAwait);
    co_return !error && n == bytes.size();
  }
  if (muted_) co_return true;
  while (!bytes.empty()) {
    if (broken_) co_return false;
    std::size_t n = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &n);
    if (result == 1)
      bytes.remove_prefix(n);
    else if (!co_await wait_for_openssl(SSL_get_error(ssl_.get(), result)))
      co_return false;
  }
  co_return true;
}

void Connection::finish() {
  if (ssl_ && !broken_) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());  // where the socket is full, the peer learns of the end by FIN
  }
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  allow(kLingerTime);
  finished_ = true;
}

Task<> Connection::discard() {
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto [error, n] = co_await socket_.async_read_some(asio::buffer(buffer), kAwait);
    if (error) co_return;
  }
}

void Connection::allow(Duration time) {
  const bool watched = limit_ != steady_clock::time_point::max();
  if (finished_) return;
  const auto until = time == kForever ? steady_clock::time_point::max() : steady_clock::now() + time;
  limit_ = std::min(until, last_limit_);
  // Moving a timer costs more than a glance at the clock when it fires: it is only moved forward.
  if (limit_ < timer_.expiry() || !watched) watch();
}

void Connection::watch() {
  if (limit_ == steady_clock::time_point::max()) return;
  timer_.expires_at(limit_);
  timer_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    if (error || !self) return;
    if (self->limit_ > steady_clock::now()) return self->watch();
    self->expired_ = true;
    // Not close(): OpenSSL knows the descriptor by number, and a number that is free is soon another connection's.
    error_code ignored;
    self->socket_.shutdown(Socket::shutdown_both, ignored);
  });
}

void Connection::drain() {
  asio::post(socket_.get_executor(), [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->draining_ = true;
    error_code ignored;
    if (self->idle_) self->socket_.cancel(ignored);
  });
}

int Connection::release() {
  timer_.cancel();
  error_code error;
  const int descriptor = socket_.release(error);
  return error ? -1 : descriptor;
}

std::shared_ptr<Connection> Connections::admit(Connection::Socket socket) {
  std::shared_ptr<Connection> connection{new Connection{std::move(socket)}, [this](Connection* each) {
                                           const std::unique_ptr<Connection> last{each};
                                           forget(each);
                                         }};
  const std::lock_guard lock{mutex_};  // released before the connection is, whose end locks too
  if (draining_ || open_.size() >= kLimit) return nullptr;
  open_.emplace(connection.get(), connection);
  return connection;
}

void Connections::forget(const Connection* connection) {
  const std::lock_guard lock{mutex_};
  open_.erase(connection);
  changed_.notify_all();
}

void Connections::drain() {
  std::vector<std::shared_ptr<Connection>> all;
  {
    const std::lock_guard lock{mutex_};
    draining_ = true;
    for (const auto& [key, weak] : open_)
      if (auto connection = weak.lock()) all.push_back(std::move(connection));
  }
  for (const auto& connection : all) connection->drain();  // outside: the last owner forgets, which locks
}

bool Connections::wait_until_none(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock{mutex_};
  return changed_.wait_until(lock, until, [this] { return open_.empty(); });
}

}  // namespace tlsgauge::server::front
