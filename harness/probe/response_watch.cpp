#include "probe/response_watch.hpp"

#include <algorithm>

namespace tlsgauge::probe {
namespace {

// RFC 9113 section 6: types of frames, and flags of HEADERS.
constexpr std::uint8_t kHeadersFrame = 1;
constexpr std::uint8_t kResetStream = 3;
constexpr std::uint8_t kSettingsFrame = 4;
constexpr std::uint8_t kPadded = 0x08;
constexpr std::uint8_t kPriority = 0x20;

/// What may stand before the status (pad length, priority, a change of the table's size), and the status.
constexpr std::size_t kEnough = 24;

/// RFC 7541 appendix A: the static table's entries of `:status`.
constexpr std::uint8_t kFirstStatus = 8;
constexpr auto kStatuses = std::to_array({200, 204, 206, 304, 400, 404, 500});

std::uint8_t octet(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

/// RFC 7541 appendix B: the digits' codes are 5 bits for 0, 1 and 2, and 6 bits for the others.
std::optional<int> huffman_digits(std::string_view coded) {
  constexpr int kDigits = 3;
  constexpr unsigned kThree = 0x19;  // the code of 3; the others follow one by one
  unsigned bits = 0, width = 0;
  for (const char byte : coded) bits = bits << 8U | static_cast<std::uint8_t>(byte), width += 8;
  int number = 0;
  for (int i = 0; i < kDigits; ++i) {
    if (width < 5) return std::nullopt;
    auto digit = bits >> (width - 5) & 0x1fU;
    if (digit <= 2) {
      width -= 5;
    } else {
      if (width < 6) return std::nullopt;
      const auto code = bits >> (width - 6) & 0x3fU;
      if (code < kThree || code > kThree + 6) return std::nullopt;
      digit = code - kThree + 3;
      width -= 6;
    }
    number = 10 * number + static_cast<int>(digit);
  }
  return number;
}

std::optional<int> plain_digits(std::string_view text) {
  int number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = 10 * number + (digit - '0');
  }
  return number;
}

}  // namespace

void ResponseWatch::see(std::span<const char> bytes) {
  while (!bytes.empty() && !settled()) {
    if (payload_ > 0) {
      const auto taken = std::min(payload_, bytes.size());
      take_payload(bytes.first(taken));
      bytes = bytes.subspan(taken);
      continue;
    }
    header_[filled_++] = static_cast<std::uint8_t>(bytes.front());
    bytes = bytes.subspan(1);
    if (filled_ == header_.size()) take_header();
  }
}

void ResponseWatch::take_header() {
  const auto type = header_[3];
  payload_ = std::size_t{header_[0]} << 16U | std::size_t{header_[1]} << 8U | header_[2];
  filled_ = 0;
  if (state_ == State::preface) {
    // RFC 9113 section 3.4: the server's preface is a SETTINGS frame, which must be the first that it sends.
    state_ = type == kSettingsFrame ? State::frames : State::no_http2;
  } else if (type == kHeadersFrame) {
    state_ = payload_ > 0 ? State::headers : State::response;
  } else if (type == kResetStream) {
    state_ = State::reset;
  }
}

void ResponseWatch::take_payload(std::span<const char> bytes) {
  payload_ -= bytes.size();
  if (state_ != State::headers) return;
  fields_.append(bytes.data(), std::min(bytes.size(), kEnough - fields_.size()));
  if (fields_.size() < kEnough && payload_ > 0) return;
  const auto flags = header_[4];
  const std::size_t before = ((flags & kPadded) != 0 ? 1U : 0U) + ((flags & kPriority) != 0 ? 5U : 0U);
  if (before < fields_.size()) status_ = leading_status(std::string_view{fields_}.substr(before));
  state_ = State::response;
}

std::optional<int> leading_status(std::string_view fields) {
  constexpr std::size_t kDigits = 3;
  const auto is_status = [](unsigned index) {
    return index >= kFirstStatus && index < kFirstStatus + kStatuses.size();
  };
  // RFC 7541 section 6.3: a change of the dynamic table's size, whose number goes on while it does not fit.
  while (!fields.empty() && (octet(fields, 0) & 0xe0U) == 0x20U) {
    std::size_t length = 1;
    if ((octet(fields, 0) & 0x1fU) == 0x1fU) {
      while (length < fields.size() && (octet(fields, length) & 0x80U) != 0) ++length;
      ++length;
    }
    fields.remove_prefix(std::min(length, fields.size()));
  }
  if (fields.empty()) return std::nullopt;
  const auto first = octet(fields, 0);
  if ((first & 0x80U) != 0) {  // section 6.1: the whole field by its number
    const auto index = first & 0x7fU;
    if (!is_status(index)) return std::nullopt;
    return kStatuses[index - kFirstStatus];
  }
  // Section 6.2: the name by its number, then the value.
  const auto index = (first & 0x40U) != 0 ? first & 0x3fU : first & 0x0fU;
  if (!is_status(index) || fields.size() < 2) return std::nullopt;
  const bool huffman = (octet(fields, 1) & 0x80U) != 0;
  const std::size_t length = octet(fields, 1) & 0x7fU;
  if (length > kDigits || fields.size() < 2 + length) return std::nullopt;
  const auto value = fields.substr(2, length);
  if (huffman) return huffman_digits(value);
  return length == kDigits ? plain_digits(value) : std::nullopt;
}

}  // namespace tlsgauge::probe
