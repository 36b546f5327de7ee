#include "report/layout.hpp"

#include <algorithm>

namespace tlsgauge::report {

std::string padded(std::string text, std::size_t width) {
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
  const auto size = text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
  if (size < width) text.append(width - size, ' ');
  return text;
}

}  // namespace tlsgauge::report
