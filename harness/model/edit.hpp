#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tlsgauge::model {

using Octets = std::vector<std::uint8_t>;

// What can be done to one element of a DER document (X.690), or to one part of a TLS message: each leaves everything
// else as it is, and the lengths of the elements around it right.

struct SetContent {
  Octets octets;
  friend bool operator==(const SetContent&, const SetContent&) = default;
};
struct SetIdentifier {
  Octets octets;  ///< tag and class, X.690 section 8.1.2
  friend bool operator==(const SetIdentifier&, const SetIdentifier&) = default;
};
/// Puts raw octets where the element was.
struct Replace {
  Octets octets;
  friend bool operator==(const Replace&, const Replace&) = default;
};
struct Remove {
  friend bool operator==(const Remove&, const Remove&) = default;
};
struct InsertBefore {
  Octets octets;
  friend bool operator==(const InsertBefore&, const InsertBefore&) = default;
};
struct InsertAfter {
  Octets octets;
  friend bool operator==(const InsertAfter&, const InsertAfter&) = default;
};
/// Adds raw octets at the end of the element's content.
struct Append {
  Octets octets;
  friend bool operator==(const Append&, const Append&) = default;
};
/// Writes the element that many times.
struct Repeat {
  int times = 2;
  friend bool operator==(const Repeat&, const Repeat&) = default;
};
/// Wraps the element in that many SEQUENCEs.
struct Nest {
  int depth = 1;
  friend bool operator==(const Nest&, const Nest&) = default;
};
/// Changes places with the element behind it.
struct SwapWithNext {
  friend bool operator==(const SwapWithNext&, const SwapWithNext&) = default;
};
/// Inverts one bit of the content: 0 is the first octet's highest, -1 the last octet's lowest.
struct FlipBit {
  int bit = 0;
  friend bool operator==(const FlipBit&, const FlipBit&) = default;
};
/// Keeps the first `octets` of the encoded element; a negative number drops that many from its end.
struct Truncate {
  int octets = 0;
  friend bool operator==(const Truncate&, const Truncate&) = default;
};

/// How the element's length is written (X.690 section 8.1.3).
enum class LengthForm : std::uint8_t {
  padded,      ///< right, but in more octets than it needs: BER, not DER
  indefinite,  ///< BER: ended by two zero octets
  wrong,       ///< another number
};
struct SetLength {
  LengthForm form = LengthForm::padded;
  int value = 0;  ///< padded: additional octets; wrong: added to the true length
  friend bool operator==(const SetLength&, const SetLength&) = default;
};

using Operation = std::variant<SetContent, SetIdentifier, Replace, Remove, InsertBefore, InsertAfter, Append, Repeat,
                               Nest, SwapWithNext, FlipBit, Truncate, SetLength>;

/// One change to an encoding. The path names elements from the outside in: of a certificate "tbs/validity/notAfter",
/// "tbs/extensions/basicConstraints/extnValue/0"; of a message "extensions/server_name/data". certs/README.md and
/// scenarios/README.md list the names.
struct Edit {
  std::string at;
  Operation operation;
  friend bool operator==(const Edit&, const Edit&) = default;
};

}  // namespace tlsgauge::model
