#include "core/text.hpp"

namespace tlsgauge::core {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Bytes of the character that `text`, which is not empty, begins with; 0 when it begins with none. Unicode 15, table
/// 3-7: some leads narrow the second byte, against overlong forms, surrogates and numbers beyond U+10FFFF.
std::size_t character_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  const auto within = [&](std::size_t at, unsigned low, unsigned high) {
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= low && byte <= high;
  };
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  bool good = within(1, low, high);
  for (std::size_t at = 2; at < size; ++at) good = good && within(at, 0x80, 0xBF);
  return good ? size : 0;
}

/// `text` with each of its characters, well-formed UTF-8 every one, as `rewritten` gives it.
template <class Rewritten>
std::string each_character(std::string_view text, Rewritten rewritten) {
  std::string result;
  while (!text.empty()) {
    const auto size = character_size(text);
    result += rewritten(size == 0 ? kReplacement : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return result;
}

bool is_ascii_control(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character[0]);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  return each_character(text, [](std::string_view character) -> std::string_view {
    switch (character[0]) {
      case '&': return "&amp;";
      case '<': return "&lt;";
      case '>': return "&gt;";
      case '"': return "&quot;";
      case '\t': return "&#9;";  // as they stand, a reader would make spaces of these in an attribute
      case '\n': return "&#10;";
      case '\r': return "&#13;";
      default: break;
    }
    // XML 1.0 section 2.2, Char: no other control below U+0020, neither U+FFFE nor U+FFFF.
    const bool excluded =
        static_cast<unsigned char>(character[0]) < 0x20 || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
    return excluded ? "?" : character;
  });
}

std::string terminal_line(std::string_view text) {
  return each_character(text, [](std::string_view character) -> std::string_view {
    const bool c1 = character >= "\xC2\x80" && character <= "\xC2\x9F";  // U+0080 to U+009F: 8-bit control codes
    return is_ascii_control(character) || c1 ? "?" : character;
  });
}

std::string hexadecimal(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * octets.size());
  for (const auto octet : octets) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 0xfU];
  }
  return text;
}

}  // namespace tlsgauge::core
