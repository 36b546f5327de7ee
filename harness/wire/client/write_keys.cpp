#include "wire/client/write_keys.hpp"

#include <utility>

namespace tlsgauge::wire {

void WriteKeys::change(Protection keys) {
  previous_ = std::exchange(current_, std::move(keys));
  secret_.reset();
}

Status WriteKeys::change(const Suite& suite, const Digest& secret) {
  auto keys = Protection::tls13(suite, secret);
  if (!keys.ok()) return keys.status();
  change(*std::move(keys));
  secret_ = Secret{.suite = suite, .secret = secret};
  return absl::OkStatus();
}

void WriteKeys::drop() noexcept {
  current_.reset();
  secret_.reset();
}

Status WriteKeys::update() {
  const auto suite = secret_->suite;
  return change(suite, next_traffic_secret(suite.hash, secret_->secret));
}

void WriteKeys::seal(const Plaintext& plain, const SealOptions& options, model::Keys which, Octets& to) {
  auto& keys = which == model::Keys::previous ? previous_ : current_;
  if (which == model::Keys::none || !keys) {
    write_record(options.outer_type.value_or(ContentType{plain.type}), options.version, plain.content, to);
    return;
  }
  keys->seal(plain, options, to);
}

void WriteKeys::skip(std::uint64_t count) noexcept {
  if (current_) current_->skip(count);
}

}  // namespace tlsgauge::wire
