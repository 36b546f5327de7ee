#include "runner/markers.hpp"

#include <array>
#include <random>

#include "probe/perform.hpp"
#include "runner/resolve.hpp"
#include "runner/sanity.hpp"

namespace tlsgauge::runner {
namespace {

using namespace std::chrono_literals;

/// "tlsgauge_5f3a91c2_": runs side by side, and after each other, do not meet.
std::string random_prefix() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string prefix = "tlsgauge_";
  for (int i = 0; i < 8; ++i) prefix += kDigits[random() % kDigits.size()];
  return prefix + "_";
}

/// Every name in `text` that begins with `prefix`.
std::set<std::string> names_in(const std::string& text, const std::string& prefix) {
  std::set<std::string> names;
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
    const auto end = text.find_first_not_of("0123456789", at + prefix.size());
    names.insert(text.substr(at, end == std::string::npos ? end : end - at));
  }
  return names;
}

}  // namespace

Markers::Markers(const deployment::Lease& lease, std::filesystem::path certificates, const GroupContext& context)
    : lease_{lease}, certificates_{std::move(certificates)}, context_{context}, prefix_{random_prefix()} {}

std::string Markers::next() { return prefix_ + std::to_string(++last_); }

Markers::Kind Markers::kind_of(const model::Action& action) {
  const auto port = port_of(action);
  const bool rest = std::holds_alternative<model::RestExchange>(action) || port == model::Port::rest;
  return rest ? Kind::collection : Kind::database;
}

void Markers::proven_by(const model::Action& action, std::string marker) {
  proofs_[kind_of(action)] = std::move(marker);
}

void Markers::look(const model::Topology& topology) {
  for (const auto& [kind, proof] : proofs_) there_[kind].merge(list(kind, topology, soon()));
}

std::optional<bool> Markers::found(const model::Action& action, const std::string& marker) const {
  const auto kind = kind_of(action);
  const auto proof = proofs_.find(kind);
  const auto there = there_.find(kind);
  if (proof == proofs_.end() || there == there_.end() || !there->second.contains(proof->second)) return std::nullopt;
  return there->second.contains(marker);
}

std::optional<bool> Markers::take(const model::Topology& topology, const model::Action& action,
                                  const std::string& marker) const {
  const auto kind = kind_of(action);
  if (!proofs_.contains(kind)) return std::nullopt;
  const auto there = list(kind, topology, soon());
  if (there.empty()) return std::nullopt;  // not even what the good client has left
  if (!there.contains(marker)) return false;
  remove(kind, marker, topology, soon());
  return true;
}

void Markers::clean(const model::Topology& topology) {
  if (last_ == 0) return;
  constexpr auto kLimit = 20s;
  const core::Deadline deadline{core::steady_clock(), kLimit};  // an interruption does not excuse from it
  for (const auto kind : {Kind::database, Kind::collection})
    for (const auto& name : list(kind, topology, deadline)) remove(kind, name, topology, deadline);
}

core::Deadline Markers::soon() const { return {core::steady_clock(), context_.command_timeout, context_.stop}; }

std::set<std::string> Markers::list(Kind kind, const model::Topology& topology, const core::Deadline& deadline) const {
  const model::Action listing =
      kind == Kind::database ? model::Action{model::GrpcExchange{
                                   .port = model::Port::grpc, .transport = {}, .calls = model::GrpcCalls::databases}}
                             : model::Action{model::RestExchange{.port = model::Port::rest,
                                                                 .method = "GET",
                                                                 .target = "/v1/vector/collections",
                                                                 .body = {},
                                                                 .alpn = {}}};
  const auto seen = ask(topology, listing, {}, deadline);
  return seen.ok() ? names_in(seen->answer.text, prefix_) : std::set<std::string>{};
}

void Markers::remove(Kind kind, const std::string& marker, const model::Topology& topology,
                     const core::Deadline& deadline) const {
  const model::Action removal =
      kind == Kind::database ? model::Action{model::GrpcExchange{
                                   .port = model::Port::grpc, .transport = {}, .calls = model::GrpcCalls::drop}}
                             : model::Action{model::RestExchange{.port = model::Port::rest,
                                                                 .method = "POST",
                                                                 .target = "/v1/vector/collections/drop",
                                                                 .body = R"({"collectionName":")" + marker + R"("})",
                                                                 .alpn = {}}};
  // What cannot be removed stays: the report names it as executed.
  (void)ask(topology, removal, kind == Kind::database ? marker : std::string{}, deadline);
}

Result<model::Observation> Markers::ask(const model::Topology& topology, model::Action action,
                                        const std::string& marker, const core::Deadline& deadline) const {
  auto good = good_client_of(topology, std::move(action));
  if (!marker.empty()) good.exchange.marker = marker;
  const auto concrete = resolve(good, lease_, certificates_, context_.tools, context_.client);
  if (!concrete.ok()) return concrete.status();
  return probe::perform(concrete->exchange, concrete->endpoint, deadline);
}

}  // namespace tlsgauge::runner
