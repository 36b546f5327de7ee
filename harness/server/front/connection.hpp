#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/front/tls_context.hpp"
#include "tls/handles.hpp"

namespace tlsgauge::server::front {

template <class T = void>
using Task = boost::asio::awaitable<T>;

/// One TCP connection, inside TLS once handshake() was called. Everything runs in the strand of its socket. It never
/// waits longer than allow() permits, and closes when it is destroyed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Duration = std::chrono::steady_clock::duration;
  static constexpr Duration kForever = Duration::max();

  explicit Connection(Socket socket);

  /// Does the server's part of the handshake, in at most ten seconds. Early data is held back until the handshake is
  /// complete, so nothing acts on a request that a third party may have replayed with a stolen ticket.
  /// @return why it failed: OpenSSL's words, or an empty text where the peer left before it began or the server ends.
  [[nodiscard]] Task<std::optional<std::string>> handshake(const TlsContext& context);
  /// What ALPN agreed on; empty: nothing.
  [[nodiscard]] std::string_view alpn() const;
  /// After a handshake: whether it resumed an earlier one (RFC 8446 section 2.2).
  [[nodiscard]] bool resumed() const;
  /// After a handshake: whether the client's certificate was asked for and verified, then or in the resumed handshake.
  [[nodiscard]] bool client_verified() const;

  /// After a handshake: what a server that is wrong on purpose does with this client.
  [[nodiscard]] Aftermath aftermath() const;
  /// The connection ends within `time`, whatever allow() is told.
  void end_within(Duration time);
  /// From now on nothing is written. The end of what the peer sends is noticed `patience` later: who acts on what it
  /// has asked for has so much time left.
  void mute(Duration patience);
  /// Does nothing for `time`; what the peer sends waits.
  [[nodiscard]] Task<> pause(Duration time);
  /// Ends this side as finish() does, and waits for `time`. What the peer has sent by then can still be read.
  [[nodiscard]] Task<> turn_away(Duration time);

  /// Waits for `least` bytes of the peer. @return those that are there, `most` of them; they stay unread. Nothing where
  /// the peer sends too few in ten seconds.
  [[nodiscard]] Task<std::optional<std::string>> peek(std::size_t least, std::size_t most);
  /// Plaintext only: whether the peer's first bytes are those of HTTP/2 (RFC 9113 section 3.4). They stay unread.
  /// @return nothing where the peer sends none in ten seconds.
  [[nodiscard]] Task<std::optional<bool>> begins_with_preface();

  /// Reads what is there, at least one byte. @return 0 at the end, whatever its kind.
  [[nodiscard]] Task<std::size_t> read_some(std::span<char> into);
  /// Writes all of it. @return false where the connection has ended.
  [[nodiscard]] Task<bool> write(std::string_view bytes);
  /// Says that nothing more will be written: close_notify and FIN. The peer then has a second to end its side.
  void finish();
  /// Reads and forgets until the peer ends its side. A socket that is closed with bytes unread sends RST, and RST can
  /// overtake the alert or the answer that was written last.
  [[nodiscard]] Task<> discard();

  /// Ends the connection unless allow() is called again within `time`. Without effect after finish().
  void allow(Duration time);

  /// Between requests: drain() ends an idle connection at once, a busy one is asked to end by draining().
  void set_idle(bool idle) noexcept { idle_ = idle; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// The server ends. Safe to call from any thread.
  void drain();

  /// Gives the file descriptor away; for plaintext only. @return -1 on failure
  [[nodiscard]] int release();

  [[nodiscard]] const std::string& peer() const noexcept { return peer_; }
  [[nodiscard]] bool secure() const noexcept { return ssl_ != nullptr; }
  [[nodiscard]] boost::asio::any_io_executor executor() { return socket_.get_executor(); }

 private:
  [[nodiscard]] Task<bool> wait(Socket::wait_type what);
  [[nodiscard]] Task<bool> wait_for_openssl(int error);
  [[nodiscard]] Task<bool> read_early_data();
  [[nodiscard]] Task<bool> accept();
  [[nodiscard]] std::string failure_reason() const;
  void watch();

  Socket socket_;
  std::string peer_;
  tls::Ssl ssl_;
  const Fault* fault_ = nullptr;  // of the handshake's context; null before
  std::string early_data_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point limit_ = std::chrono::steady_clock::time_point::max();
  std::chrono::steady_clock::time_point last_limit_ = std::chrono::steady_clock::time_point::max();
  bool broken_ = false;  // OpenSSL forbids SSL_shutdown after a fatal error
  bool finished_ = false;
  bool expired_ = false;
  std::optional<Duration> muted_;  // with the patience
  bool idle_ = false;
  bool draining_ = false;
};

/// The connections that are open, limited in number.
class Connections {
 public:
  static constexpr std::size_t kLimit = 1024;

  /// @return null, the socket being closed, where the limit is reached or the server ends.
  [[nodiscard]] std::shared_ptr<Connection> admit(Connection::Socket socket);
  /// Asks every connection to end, see Connection::drain, and admits no more.
  void drain();
  /// Waits until none is open. @return false where some are at `until`.
  bool wait_until_none(std::chrono::steady_clock::time_point until);

 private:
  void forget(const Connection* connection);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<const Connection*, std::weak_ptr<Connection>> open_;
  bool draining_ = false;
};

}  // namespace tlsgauge::server::front
