#include "tls/stream.hpp"

#include <poll.h>

#include <utility>

#include "tls/socket_transport.hpp"

namespace tlsgauge::tls {
namespace {

/// Waits for what a step that did nothing waits for.
bool wait_after(IoStatus status, int fd, const core::Deadline& deadline) {
  return wait_for(fd, status == IoStatus::want_read ? POLLIN : POLLOUT, deadline);
}

}  // namespace

Stream::Stream(std::unique_ptr<Transport> transport) : transport_{std::move(transport)} {}

Stream Stream::plaintext(int fd) { return Stream{std::make_unique<SocketTransport>(fd)}; }

Result<Stream> Stream::tls_client(int fd, ssl_ctx_st* context, const std::string& server_name) {
  auto transport = std::make_unique<SocketTransport>(fd);  // owns the socket from here, whatever goes wrong
  if (auto made = transport->use_tls(context, server_name); !made.ok()) return made;
  return Stream{std::move(transport)};
}

void Stream::record(Recorder& recorder) { transport_->record(recorder); }
Status Stream::offer(const Session& session) { return transport_->offer(session); }
void Stream::hold_last_flight() { transport_->hold_last_flight(); }
void Stream::release() { transport_->release(); }
IoResult Stream::handshake(const core::Deadline& deadline) { return transport_->handshake(deadline); }
IoResult Stream::read_now(std::span<char> into) { return transport_->read_now(into); }
IoResult Stream::write_now(std::span<const char> bytes) { return transport_->write_now(bytes); }

IoResult Stream::read_some(std::span<char> into, const core::Deadline& deadline) {
  // Asked before each read, not only where there is nothing to read: a peer may pour faster than we read.
  while (!deadline.expired()) {
    const auto step = read_now(into);
    if (step.status != IoStatus::want_read && step.status != IoStatus::want_write) return step;
    if (!wait_after(step.status, fd(), deadline)) break;
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
    if (!wait_after(step.status, fd(), deadline)) return {IoStatus::timed_out, done};
  }
  return {IoStatus::ok, done};
}

void Stream::close_write() { transport_->close_write(); }
int Stream::fd() const noexcept { return transport_->fd(); }
bool Stream::encrypted() const noexcept { return transport_->encrypted(); }
std::optional<model::TlsParameters> Stream::agreed() const { return transport_->agreed(); }
const std::vector<model::AlertSeen>& Stream::alerts() const noexcept { return transport_->alerts(); }
bool Stream::sent_certificate() const noexcept { return transport_->sent_certificate(); }
const std::string& Stream::failure() const noexcept { return transport_->failure(); }

}  // namespace tlsgauge::tls
