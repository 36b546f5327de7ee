#include "wire/client/scripted_outbox.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "wire/edit.hpp"
#include "wire/message/client.hpp"

namespace tlsgauge::wire {
namespace {

/// Binders are made when the rest of the hello is as it will be sent; what changes them comes after that.
bool concerns_binders(const model::Edit& edit) { return edit.at.find("binder") != std::string::npos; }

/// A record in parts, for edits.
Field fields_of(View record) {
  constexpr std::size_t kVersionAt = 1;
  constexpr std::size_t kLengthAt = 3;
  return group("record", 0,
               {plain("type", record.first(kVersionAt)), plain("version", record.subspan(kVersionAt, 2)),
                vector("fragment", kRecordHeader - kLengthAt, record.subspan(kRecordHeader))});
}

std::string name_of(ContentType type, View content) {
  constexpr std::array<std::uint8_t, 2> kCloseNotify{1, 0};
  switch (type) {
    case ContentType::change_cipher_spec: return "change_cipher_spec";
    case ContentType::alert: return std::ranges::equal(content, kCloseNotify) ? "close_notify" : "alert";
    case ContentType::handshake:
    case ContentType::application_data:
    case ContentType::heartbeat: break;
  }
  return "application_data";
}

}  // namespace

void ScriptedOutbox::settle(Status status) {
  if (fault_.ok()) fault_ = std::move(status);
}

std::string ScriptedOutbox::unreached() const {
  const auto missing = std::ranges::find_if(script_.steps, [&](const auto& step) { return !reached_.contains(&step); });
  return missing == script_.steps.end() ? std::string{} : missing->at;
}

bool ScriptedOutbox::begun() const {
  auto beside_steps = script_;
  beside_steps.steps.clear();
  if (!script_.steps.empty()) beside_steps.hello.cipher_suites.reset();
  return !reached_.empty() || beside_steps != model::Script{};
}

const model::Step* ScriptedOutbox::due(const std::string& name) {
  const auto time = ++seen_[name];
  const auto found = std::ranges::find_if(script_.steps, [&](const model::Step& step) {
    return step.at == name && (step.occurrence == 0 || step.occurrence == time);
  });
  if (found == script_.steps.end()) return nullptr;
  reached_.insert(&*found);
  return &*found;
}

void ScriptedOutbox::edit(Field& field, const model::Step& step, bool binders) {
  for (const auto& each : step.edits)
    if (concerns_binders(each) == binders) settle(apply(each, field));
}

void ScriptedOutbox::prepare(Field& message) {
  prepared_ = due(message.name);
  if (*prepared_ != nullptr) edit(message, **prepared_, false);
}

void ScriptedOutbox::shape(Field& part) {
  if (const auto* step = due(part.name)) edit(part, *step, false);
}

Octets ScriptedOutbox::send(Field message) {
  if (!prepared_) prepare(message);
  const auto* step = *std::exchange(prepared_, std::nullopt);
  if (step != nullptr) edit(message, *step, true);
  auto octets = encode(message);
  sent_[message.name] = octets;
  if (step == nullptr) {
    pack(ContentType::handshake, octets, {});
    return octets;
  }
  carry_out(*step, ContentType::handshake, octets, step->packing);
  return step->dropped ? Octets{} : octets;
}

void ScriptedOutbox::send(ContentType type, View content, model::Keys which) {
  const auto name = name_of(type, content);
  const auto* step = due(name);
  if (step == nullptr) {
    pack(type, content, {.keys = which});
    return;
  }
  auto field = plain(name, content);
  edit(field, *step, false);
  auto packing = step->packing;
  if (packing.keys == model::Keys::current) packing.keys = which;
  carry_out(*step, type, encode(field), packing);
}

void ScriptedOutbox::carry_out(const model::Step& step, ContentType type, View content, const model::Packing& packing) {
  send_all(step.before);
  if (!step.dropped)
    for (unsigned n = 0; n < step.times; ++n) pack(type, content, packing);
  finish(step);
}

void ScriptedOutbox::finish(const model::Step& step) {
  send_all(step.after);
  if (step.then == model::Ending::none || left_) return;
  end_flight();
  effects_.emplace_back(Leave{step.then});
  left_ = true;
}

void ScriptedOutbox::end_flight() {
  if (!joined_.empty()) pack_whole(ContentType::handshake, std::exchange(joined_, {}), {});
}

bool ScriptedOutbox::reached(Point point) {
  const auto* step = point == Point::written ? nullptr : due(point == Point::start ? "start" : "established");
  if (step != nullptr) {
    send_all(step->before);
    finish(*step);
  }
  if (renegotiations_ == 0 || left_) return false;
  --renegotiations_;
  return true;
}

void ScriptedOutbox::pack(ContentType type, View content, const model::Packing& packing) {
  if (type != ContentType::handshake) {
    end_flight();
    pack_whole(type, content, packing);
    return;
  }
  append(joined_, content);
  if (packing.joined) return;
  pack_whole(type, std::exchange(joined_, {}), packing);
}

Octets ScriptedOutbox::record_of(ContentType type, View content, const model::Packing& packing) {
  const SealOptions options{.padding = packing.padding,
                            .outer_type = packing.type,
                            .version = packing.version.value_or(kRecordVersion),
                            .inner_type = packing.inner_type,
                            .flaw = packing.flaw};
  Octets record;
  keys().seal({.type = static_cast<std::uint8_t>(type), .content = content}, options, packing.keys, record);
  if (packing.edits.empty()) return record;
  auto parts = fields_of(record);
  for (const auto& each : packing.edits) settle(apply(each, parts));
  return encode(parts);
}

void ScriptedOutbox::pack_whole(ContentType type, View content, const model::Packing& packing) {
  if (left_) return;
  keys().skip(packing.skipped);
  std::vector<Octets> held;  // records that are sealed in their order, and sent in another
  std::size_t n = 0;
  do {
    const auto size = packing.sizes.empty() ? kMaxPlaintext : packing.sizes[std::min(n, packing.sizes.size() - 1)];
    const auto part = content.first(std::min(content.size(), size));
    content = content.subspan(part.size());
    auto record = record_of(type, part, packing);
    if (packing.reversed) {
      held.push_back(std::move(record));
    } else {
      transmit_record(std::move(record), packing);
    }
    if (n++ == 0)
      for (const auto& item : packing.between) send_item(item, {});
  } while (!content.empty());
  for (auto& record : std::views::reverse(held)) transmit_record(std::move(record), packing);
}

void ScriptedOutbox::transmit_record(Octets record, const model::Packing& packing) {
  if (packing.doubled) transmit(record, packing);
  transmit(std::move(record), packing);
}

/// One write after the other; without a pause between them, what follows goes with what came before.
void ScriptedOutbox::transmit(Octets octets, const model::Packing& packing) {
  if (left_) return;
  const auto segment = packing.segment == 0 ? octets.size() : packing.segment;
  for (View rest{octets}; !rest.empty(); rest = rest.subspan(std::min(rest.size(), segment))) {
    const auto part = rest.first(std::min(rest.size(), segment));
    auto* last = effects_.empty() ? nullptr : std::get_if<WriteOctets>(&effects_.back());
    if (last != nullptr && packing.segment == 0) {
      append(last->octets, part);
    } else {
      effects_.emplace_back(WriteOctets{{part.begin(), part.end()}});
    }
    if (packing.segment != 0) effects_.emplace_back(Pause{packing.pause});
  }
}

void ScriptedOutbox::send_all(const std::vector<model::Sending>& sendings) {
  for (const auto& sending : sendings)
    for (unsigned n = 0; n < sending.times && !left_; ++n) send_item(sending.item, sending.packing);
}

void ScriptedOutbox::send_item(const model::Item& item, const model::Packing& packing) {
  const auto copy_of = [&](const std::string& message) {
    const auto found = sent_.find(message);
    if (found == sent_.end()) settle(bad_input("'" + message + "' was not sent, so that it cannot be sent again"));
    return found == sent_.end() ? Octets{} : found->second;
  };
  std::visit(
      overloaded{[&](const model::HandshakeItem& handshake) {
                   const auto made = message(handshake.type, "item", {plain("content", handshake.body)});
                   pack(ContentType::handshake, encode(made), packing);
                 },
                 [&](const model::CopyItem& copy) { pack(ContentType::handshake, copy_of(copy.message), packing); },
                 [&](const model::AlertItem& alert) {
                   pack(ContentType::alert, std::array{alert.level, alert.alert.code}, packing);
                 },
                 [&](const model::RecordItem& record) { pack(record.type, record.content, packing); },
                 [&](const model::OctetsItem& octets) { transmit(octets.octets, packing); },
                 [&](const model::KeyUpdateItem& update) { update_keys(update.request, packing); },
                 [&](const model::RenegotiationItem&) { ++renegotiations_; },
                 [&](const model::PauseItem& pause) { effects_.emplace_back(Pause{pause.time}); }},
      item);
}

void ScriptedOutbox::update_keys(std::uint8_t request, const model::Packing& packing) {
  pack(ContentType::handshake, encode(key_update(request)), packing);
  if (keys().can_update()) settle(keys().update());
}

}  // namespace tlsgauge::wire
