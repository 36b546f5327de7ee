#include "probe/wire_transport.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "tls/stream.hpp"

namespace tlsgauge::probe {

using tls::IoResult;
using tls::IoStatus;

Result<std::unique_ptr<WireTransport>> WireTransport::make(int fd, const model::Exchange& exchange,
                                                           const std::vector<std::string>& alpn,
                                                           const wire::Ticket* ticket) {
  std::unique_ptr<WireTransport> made{new WireTransport{fd}};
  const auto& client = exchange.client;
  if (!client.certificate.empty()) {
    auto credentials = wire::read_credentials(client.certificate, client.key);
    if (!credentials.ok()) return credentials.status();
    made->credentials_ = *std::move(credentials);
  }
  auto trust = wire::Trust::from_file(client.trust);
  if (!trust.ok()) return trust.status();
  made->trust_ = *std::move(trust);
  made->settings_ = wire::settings_for(exchange.versions, client.server_name, alpn, *exchange.script);
  made->settings_.credentials = made->credentials_ ? &*made->credentials_ : nullptr;
  made->settings_.trust = &*made->trust_;
  made->settings_.ticket = ticket;
  if (exchange.seed) made->random_ = wire::Random{*exchange.seed};
  made->settings_.collects_fresh = exchange.series.has_value();
  made->outbox_.emplace(*exchange.script);
  made->client_.emplace(made->settings_, *made->outbox_, made->random_);
  return made;
}

WireTransport::~WireTransport() {
  if (fd_ >= 0) ::close(fd_);
}

void WireTransport::record(tls::Recorder& recorder) { settings_.recorder = &recorder; }

Status WireTransport::offer(const tls::Session& /*session*/) {
  return unsupported("a session of OpenSSL's is none of a scripted client");
}

void WireTransport::hold_last_flight() { holds_last_flight_ = true; }

void WireTransport::release() {
  holding_ = false;
  carry_out_effects();
}

IoResult WireTransport::handshake(const core::Deadline& deadline) {
  deadline_ = deadline;
  if (!std::exchange(started_, true)) client_->start();
  for (;;) {
    holding_ = holds_last_flight_ && client_->connected() && !outbox_->left();
    carry_out_effects();
    if (client_->connected() && !outbox_->left()) {
      was_connected_ = true;
      return {IoStatus::ok, 0};
    }
    const auto status = receive();
    if (status == IoStatus::ok) continue;
    if (status != IoStatus::want_read) return {status, 0};
    const short events = pending_.empty() ? POLLIN : POLLIN | POLLOUT;
    if (!tls::wait_for(fd_, events, deadline)) return {IoStatus::timed_out, 0};
  }
}

IoStatus WireTransport::how_it_failed() {
  if (const auto& why = client_->objection()) failure_ = why->reason;
  return IoStatus::failed;
}

IoStatus WireTransport::end_of_stream() const {
  if (client_->closed_by_peer()) return IoStatus::close_notify;
  return reset_ ? IoStatus::reset : IoStatus::fin;
}

/// Reads once, and lets the client see it.
/// @return ok, want_read, or how the connection ended.
IoStatus WireTransport::receive() {
  if (gone_ || client_->state() == wire::Client::State::failed) return how_it_failed();
  if (client_->closed_by_peer()) return IoStatus::close_notify;
  std::array<std::uint8_t, 16384> chunk{};
  const auto n = ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (settings_.recorder != nullptr) settings_.recorder->transferred(model::Party::server, chunk.data(), n);
  if (n == 0) return end_of_stream();
  if (n < 0) {
    if (errno == EAGAIN || errno == EINTR) return IoStatus::want_read;
    reset_ = reset_ || errno == ECONNRESET;
    failure_ = std::generic_category().message(errno);
    return errno == ECONNRESET ? IoStatus::reset : IoStatus::lost;
  }
  client_->receive(std::span{chunk}.first(static_cast<std::size_t>(n)));
  return IoStatus::ok;
}

IoResult WireTransport::read_now(std::span<char> into) {
  carry_out_effects();
  auto& received = client_->received();
  if (received.empty()) {
    const auto status = receive();
    carry_out_effects();
    if (status != IoStatus::ok) return {status, 0};
  }
  if (received.empty()) return {IoStatus::want_read, 0};
  const auto count = std::min(into.size(), received.size());
  std::copy_n(received.begin(), count, into.begin());
  received.erase(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(count));
  return {IoStatus::ok, count};
}

IoResult WireTransport::write_now(std::span<const char> bytes) {
  constexpr std::size_t kMostPending = 1U << 20U;
  if (gone_ || client_->state() == wire::Client::State::failed) return {how_it_failed(), 0};
  if (pending_.size() > kMostPending) return {IoStatus::want_write, 0};
  const auto* octets = reinterpret_cast<const std::uint8_t*>(bytes.data());
  client_->write({octets, bytes.size()});
  carry_out_effects();
  return {IoStatus::ok, bytes.size()};
}

void WireTransport::close_write() {
  if (client_->connected() && !outbox_->left()) client_->close();
  carry_out_effects();
  if (gone_) return;
  ::shutdown(fd_, SHUT_WR);
  record_end(model::Close::fin);
}

std::optional<model::TlsParameters> WireTransport::agreed() const {
  if (!was_connected_) return std::nullopt;
  return client_->agreed();
}

Status WireTransport::fault() const { return outbox_->fault().ok() ? client_->fault() : outbox_->fault(); }

std::string WireTransport::untried(bool accepted) const {
  const auto missing = outbox_->unreached();
  if (missing.empty() || (!accepted && outbox_->begun())) return {};
  return "the handshake has no '" + missing + "' here, so that what is to be tried was not";
}

void WireTransport::carry_out_effects() {
  if (!holding_) {
    const auto effects = std::exchange(outbox_->effects(), {});
    for (const auto& effect : effects) carry_out(effect);
  }
  flush();
}

void WireTransport::carry_out(const wire::Effect& effect) {
  std::visit(
      overloaded{[&](const wire::WriteOctets& write) { pending_.append(write.octets.begin(), write.octets.end()); },
                 [&](const wire::Pause& wait) {
                   flush();
                   pause(wait.time);
                 },
                 [&](const wire::Leave& leaving) {
                   flush();
                   leave(leaving.how);
                 }},
      effect);
}

/// Writes as much as the socket takes. What the peer's end means shows when it is read.
void WireTransport::flush() {
  while (!pending_.empty() && !gone_) {
    const auto n = ::send(fd_, pending_.data(), pending_.size(), MSG_NOSIGNAL);
    if (settings_.recorder != nullptr) settings_.recorder->transferred(model::Party::client, pending_.data(), n);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) {
      reset_ = reset_ || errno == ECONNRESET;
      pending_.clear();
      return;
    }
    pending_.erase(0, static_cast<std::size_t>(n));
  }
}

void WireTransport::leave(model::Ending how) {
  if (how == model::Ending::fin) {
    ::shutdown(fd_, SHUT_WR);
    record_end(model::Close::fin);
  }
  if (how != model::Ending::reset) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(fd_, -1));
  gone_ = true;
  record_end(model::Close::rst);
  failure_ = "the scenario has the client reset the connection";
}

void WireTransport::record_end(model::Close how) const {
  if (settings_.recorder != nullptr) settings_.recorder->ended(model::Party::client, how);
}

void WireTransport::pause(std::chrono::milliseconds time) const {
  if (time.count() == 0 || !deadline_) return;
  const auto end = deadline_->at_most(time);
  while (!end.expired()) ::poll(nullptr, 0, end.poll_slice());
}

}  // namespace tlsgauge::probe
