#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "model/script.hpp"
#include "wire/client/outbox.hpp"

namespace tlsgauge::wire {

// What is to be done with the connection, in this order.
struct WriteOctets {
  Octets octets;
};
struct Pause {
  std::chrono::milliseconds time{0};
};
struct Leave {
  model::Ending how = model::Ending::hold;
};
using Effect = std::variant<WriteOctets, Pause, Leave>;

/// Sends what a script makes of each message: changed, dropped, repeated, cut, with something before or behind it.
class ScriptedOutbox final : public Outbox {
 public:
  /// `script` outlives it.
  explicit ScriptedOutbox(const model::Script& script) : script_{script} {}

  void prepare(Field& message) override;
  void shape(Field& part) override;
  [[nodiscard]] Octets send(Field message) override;
  void send(ContentType type, View content, model::Keys which) override;
  void end_flight() override;
  [[nodiscard]] bool reached(Point point) override;

  /// What waits to be done; the caller takes it out.
  [[nodiscard]] std::vector<Effect>& effects() noexcept { return effects_; }
  /// Nothing more is sent: the script is at its end.
  [[nodiscard]] bool left() const noexcept { return left_; }
  /// A step that the script cannot carry out: its path leads nowhere, say.
  [[nodiscard]] const Status& fault() const noexcept { return fault_; }
  /// The first step whose point never came; empty where there is none. What was tried then is not what was to be tried.
  [[nodiscard]] std::string unreached() const;
  /// Something was done otherwise: a step was carried out, or the hello or the proof is another. Beside steps, the
  /// suites of the hello only lead up to them: a server that speaks none of these has not seen what was to be tried.
  [[nodiscard]] bool begun() const;

 private:
  const model::Step* due(const std::string& name);
  void carry_out(const model::Step& step, ContentType type, View content, const model::Packing& packing);
  void edit(Field& field, const model::Step& step, bool binders);
  void pack(ContentType type, View content, const model::Packing& packing);
  void pack_whole(ContentType type, View content, const model::Packing& packing);
  [[nodiscard]] Octets record_of(ContentType type, View content, const model::Packing& packing);
  void transmit_record(Octets record, const model::Packing& packing);
  void transmit(Octets octets, const model::Packing& packing);
  void send_all(const std::vector<model::Sending>& sendings);
  void send_item(const model::Item& item, const model::Packing& packing);
  void update_keys(std::uint8_t request, const model::Packing& packing);
  void finish(const model::Step& step);
  void settle(Status status);

  const model::Script& script_;
  std::map<std::string, unsigned> seen_;  ///< how often a message of that name was due
  std::set<const model::Step*> reached_;  ///< steps that were carried out
  std::map<std::string, Octets> sent_;    ///< messages as they were sent
  std::optional<const model::Step*>
      prepared_;   ///< of the message that is about to be sent: its step, or that it has none
  Octets joined_;  ///< waits for the message that shares its record
  std::vector<Effect> effects_;
  unsigned renegotiations_ = 0;  ///< that are still to be begun, each when the one before has ended
  bool left_ = false;
  Status fault_;
};

}  // namespace tlsgauge::wire
