#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "model/recipe.hpp"

namespace tlsgauge::pki::der {

using model::Octets;

/// One element of a DER document: identifier, length, content (X.690 section 8.1). An element without identifier is
/// raw: its content stands in the document as it is.
struct Node {
  Octets identifier{};
  Octets content{};              ///< unless `open`
  std::vector<Node> children{};  ///< the content of an element that is open
  bool open = false;
  std::optional<model::SetLength> length{};  ///< how the length is written; empty: as DER wants it

  [[nodiscard]] bool is(std::uint8_t octet) const { return identifier.size() == 1 && identifier[0] == octet; }
};

/// Identifier octets of X.690 section 8.1.2 with X.680's universal tags.
inline constexpr std::uint8_t kBoolean = 0x01;
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kObjectIdentifier = 0x06;
inline constexpr std::uint8_t kSequence = 0x30;
/// [number], constructed, and [number], primitive.
constexpr std::uint8_t context(std::uint8_t number) { return static_cast<std::uint8_t>(0xa0U | number); }
constexpr std::uint8_t primitive_context(std::uint8_t number) { return static_cast<std::uint8_t>(0x80U | number); }

/// Elements within elements, at most.
inline constexpr std::size_t kMaxDepth = 64;

/// Reads a row of elements that fills `octets`; constructed ones are opened, and theirs.
/// @return InvalidArgument where a length is indefinite or does not fit, a tag number is above 30, or elements stand
/// more than kMaxDepth deep. A length in more octets than it needs is read.
[[nodiscard]] Result<std::vector<Node>> parse(std::span<const std::uint8_t> octets);

/// Writes elements one after the other. parse() of what is right DER, written again, gives the same octets.
[[nodiscard]] Octets encode(std::span<const Node> nodes);
[[nodiscard]] Octets encode(const Node& node);

/// Reads the content of a primitive element as elements, so that a path leads on into it (the extnValue of an
/// extension is an OCTET STRING around DER). Does nothing to an element that is open.
/// @return InvalidArgument where the content is no DER.
[[nodiscard]] Status open(Node& node);

}  // namespace tlsgauge::pki::der
