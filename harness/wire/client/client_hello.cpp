#include <algorithm>
#include <array>
#include <chrono>

#include "wire/client/client.hpp"

namespace tlsgauge::wire {
namespace {

constexpr std::size_t kRandomSize = 32;

/// RFC 8446 section 4.2.11.1: the age in milliseconds plus ticket_age_add, modulo 2^32.
std::uint32_t obfuscated_age(const Ticket& ticket, core::TimePoint now) {
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - ticket.received).count();
  return static_cast<std::uint32_t>(age) + ticket.age_add;
}

Octets content_of(const Field& hello, std::string_view part) {
  const auto* body = hello.part("body");
  const auto* found = body == nullptr ? nullptr : body->part(part);
  return found == nullptr ? Octets{} : found->octets;
}

}  // namespace

bool Client::make_shares(const std::vector<model::NamedGroup>& groups) {
  shares_.clear();
  hello_.key_shares.clear();
  for (const auto group : groups) {
    auto share = share_of(group);
    if (share.ok()) {
      hello_.key_shares.push_back(
          {.group = group, .key_exchange = {share->public_key().begin(), share->public_key().end()}});
      shares_.push_back(*std::move(share));
    } else if (absl::IsUnimplemented(share.status())) {
      // A group that we cannot do is offered with as many octets as it takes: what counts is what the server does.
      hello_.key_shares.push_back(
          {.group = group, .key_exchange = random_.octets(std::max<std::size_t>(1, share_size(group)))});
    } else {
      give_up(share.status());
      return false;
    }
  }
  return true;
}

Result<KeyShare> Client::share_of(model::NamedGroup group) {
  if (settings_.pool != nullptr) {
    if (auto share = settings_.pool->draw(group)) return *std::move(share);
  }
  return KeyShare::make(group, random_);
}

void Client::send_hello() {
  if (!retried_) {
    hello_.random = random_.octets(kRandomSize);
    hello_.session_id = random_.octets(settings_.hello.session_id.size());
    if (!make_shares(settings_.shares)) return;
    if (const auto* ticket = settings_.ticket) {
      if (ticket->version == model::TlsVersion::tls1_3) {
        hello_.binder_size = digest_size(ticket->suite.hash);
        hello_.early_data = !settings_.early_data.empty() && ticket->max_early_data.has_value();
      } else {
        hello_.session_ticket = ticket->ticket;
        // RFC 5077 section 3.4: an id of the client's own making shows whether the server resumes.
        hello_.session_id = ticket->ticket.empty() ? ticket->session_id : random_.octets(kRandomSize);
      }
    }
  }
  const auto* ticket = settings_.ticket;
  if (ticket != nullptr && ticket->version == model::TlsVersion::tls1_3)
    hello_.psk_identities = {
        {.identity = ticket->ticket, .obfuscated_age = obfuscated_age(*ticket, settings_.clock->now())}};

  auto field = layout(hello_);
  outbox_.prepare(field);
  sent_random_ = content_of(field, "random");
  sent_session_id_ = content_of(field, "session_id");
  if (!hello_.psk_identities.empty()) bind(field);
  const auto octets = outbox_.send(std::move(field));
  saw(model::Party::client, octets);
  transcript_.add(octets);
  state_ = State::server_hello;
  if (hello_.early_data) send_early_data();
}

/// RFC 8446 section 4.2.11.2: a binder is a MAC over the hello up to, and without, the list of binders.
void Client::bind(Field& hello) {
  auto* binders = find(hello, "body/extensions/pre_shared_key/data/binders");
  if (binders == nullptr || binders->parts.empty()) return;  // a script took them away
  const auto& ticket = *settings_.ticket;
  const auto hash = ticket.suite.hash;
  const auto octets = encode(hello);
  Transcript partial;
  if (retried_) partial.add(transcript_.messages());
  partial.add(View{octets}.first(octets.size() - std::min(octets.size(), binders->size())));
  partial.choose(hash);
  const Schedule schedule{hash, ticket.secret.view()};
  const auto binder = finished_13(hash, schedule.resumption_binder_key(), partial.hash());
  binders->parts.front().octets.assign(binder.view().begin(), binder.view().end());
}

/// RFC 8446 section 4.2.10. The keys come from the first PSK, and the hello alone.
void Client::send_early_data() {
  const auto& ticket = *settings_.ticket;
  Transcript hello;
  hello.add(transcript_.messages());
  hello.choose(ticket.suite.hash);
  const Schedule schedule{ticket.suite.hash, ticket.secret.view()};
  const auto secret = schedule.early_traffic_secret(hello.hash());
  keep_secret("CLIENT_EARLY_TRAFFIC_SECRET", secret);
  if (auto changed = outbox_.keys().change(ticket.suite, secret); !changed.ok()) {
    give_up(changed);
    return;
  }
  early_data_sent_ = true;
  send_compatibility();
  outbox_.send(ContentType::application_data, settings_.early_data, model::Keys::current);
}

}  // namespace tlsgauge::wire
