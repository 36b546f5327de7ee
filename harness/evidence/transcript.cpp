#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/result.hpp"
#include "core/text.hpp"
#include "evidence/render.hpp"

namespace tlsgauge::evidence {
namespace {

using model::Party;

std::string address_text(const model::SocketAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.octets.data(), text.data(), text.size());
  const std::string host{text.data()};
  return (address.v6 ? "[" + host + "]" : host) + ":" + std::to_string(address.port);
}

std::string octets_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " octet" : " octets"); }

/// What one side sends, cut into records (RFC 8446 section 5.1).
class Direction {
 public:
  /// Takes what was sent at once. @return a clause for each record that ended, or for what is no TLS.
  std::vector<std::string> add(const std::vector<std::uint8_t>& octets) {
    if (foreign_ || !begins_a_record(octets)) return {foreign(octets)};
    waiting_.insert(waiting_.end(), octets.begin(), octets.end());
    std::vector<std::string> clauses;
    std::size_t done = 0;
    while (waiting_.size() - done >= kHeader) {
      const auto* header = waiting_.data() + done;
      if (!is_record(header[0], header[1])) {
        clauses.push_back(foreign({waiting_.begin() + static_cast<std::ptrdiff_t>(done), waiting_.end()}));
        done = waiting_.size();
        break;
      }
      const std::size_t length = static_cast<std::size_t>(header[3]) << 8U | header[4];
      if (waiting_.size() - done - kHeader < length) break;
      clauses.push_back("record " + model::name(model::ContentType{header[0]}) + ", " + octets_text(length));
      done += kHeader + length;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
    return clauses;
  }

  /// Octets of a record whose end never came.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

 private:
  static constexpr std::size_t kHeader = 5;

  static bool is_record(std::uint8_t type, std::uint8_t major) { return type >= 20 && type <= 24 && major == 3; }

  /// The first octets of a direction decide whether it is TLS.
  bool begins_a_record(const std::vector<std::uint8_t>& octets) {
    if (std::exchange(begun_, true) || octets.size() < 2) return true;
    return is_record(octets[0], octets[1]);
  }

  std::string foreign(const std::vector<std::uint8_t>& octets) {
    constexpr std::size_t kMostWords = 80;
    foreign_ = true;
    const auto end =
        std::find_if(octets.begin(), octets.end(), [](auto octet) { return octet == '\r' || octet == '\n'; });
    std::string words{octets.begin(), end};
    const bool text = !words.empty() && std::ranges::all_of(words, [](char c) { return c >= ' ' && c <= '~'; });
    const auto clause = octets_text(octets.size()) + " without TLS";
    return text ? clause + ": " + words.substr(0, kMostWords) : clause;
  }

  std::vector<std::uint8_t> waiting_;
  bool begun_ = false;
  bool foreign_ = false;
};

class Transcript {
 public:
  std::string of(const model::Conversation& conversation) {
    line(std::chrono::nanoseconds{0}, Party::client, "connects");
    line(conversation.connected, Party::server, "has accepted the connection");
    for (const auto& sighting : conversation.sightings) add(sighting);
    for (const auto party : {Party::client, Party::server}) {
      const auto left = direction(party).waiting();
      if (left > 0)
        text_ += "  " + octets_text(left) + " of the " + std::string{model::name(party)} +
                 " are the beginning of a record that did not end\n";
    }
    if (left_out_ > 0) text_ += "  and " + std::to_string(left_out_) + " lines more\n";
    if (conversation.cut) text_ += "  there was more, which is not recorded\n";
    return std::move(text_);
  }

 private:
  Direction& direction(Party from) { return from == Party::client ? from_client_ : from_server_; }

  void add(const model::Sighting& sighting) {
    const auto say = [&](const std::string& clause) { line(sighting.at, sighting.from, clause); };
    std::visit(overloaded{[&](const model::OctetsSeen& seen) {
                            for (const auto& clause : direction(sighting.from).add(seen.octets)) say(clause);
                          },
                          [&](const model::MessageSeen& message) {
                            say("message " + model::name(message.type) + ", " + octets_text(message.size));
                          },
                          [&](const model::AlertSeen& alert) {
                            say(std::string{"alert "} + (alert.fatal ? "fatal " : "warning ") +
                                model::name(alert.alert) + " (" + std::to_string(alert.alert.code) + ")");
                          },
                          [&](const model::EndSeen& end) {
                            say(end.how == model::Close::rst ? "TCP reset" : "TCP end (FIN)");
                          }},
               sighting.what);
  }

  void line(std::chrono::nanoseconds at, Party from, const std::string& clause) {
    constexpr std::size_t kMostLines = 2000;  // a peer may send a megabyte of empty records
    if (lines_++ >= kMostLines) {
      ++left_out_;
      return;
    }
    constexpr double kNanosecondsPerMillisecond = 1e6;
    text_ += absl::StrFormat("%12.3f ms  %s  %s\n", static_cast<double>(at.count()) / kNanosecondsPerMillisecond,
                             from == Party::client ? "client > server" : "server > client", clause);
  }

  Direction from_client_;
  Direction from_server_;
  std::size_t lines_ = 0;
  std::size_t left_out_ = 0;
  std::string text_;
};

}  // namespace

std::string to_transcript(std::span<const model::Conversation> conversations) {
  std::string text;
  for (const auto& conversation : conversations) {
    text += "connection " + address_text(conversation.client) + " > " + address_text(conversation.server) + ", begun " +
            absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromChrono(conversation.began), absl::UTCTimeZone()) + "\n" +
            Transcript{}.of(conversation) + "\n";
  }
  return text;
}

}  // namespace tlsgauge::evidence
