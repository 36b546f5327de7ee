#include <nlohmann/json.hpp>

#include <algorithm>

#include "fuzz.hpp"
#include "pki/der/edit.hpp"
#include "pki/der/node.hpp"
#include "scenario/parse_recipe.hpp"

// The DER parser and editor. The input is a line of JSON, the list of changes as a case of certs/cases has it under
// "edit", and the octets that they change.

namespace {

using namespace tlsgauge;
using pki::der::Node;

std::size_t depth_of(const std::vector<Node>& row) {
  std::size_t deepest = 0;
  for (const auto& node : row) deepest = std::max(deepest, 1 + depth_of(node.children));
  return deepest;
}

std::vector<model::Edit> edits_in(const std::string& line) {
  const auto document = scenario::Json::parse(line, nullptr, false);
  std::vector<model::Edit> edits;
  if (!document.is_array()) return edits;
  for (const auto& entry : document) {
    scenario::Complaint complaint{"edit"};
    scenario::Reader at{entry, "$", complaint};
    auto edit = scenario::parse_edit(at);
    if (complaint.status().ok()) {
      edits.push_back(std::move(edit));
    } else {
      fuzz::require_fault(complaint.status(), "edit: $");
    }
  }
  return edits;
}

/// What is read, and written again, is the same, but that lengths lose the octets which they do not need.
void require_round_trip(const model::Octets& octets, const std::vector<Node>& document) {
  const auto written = pki::der::encode(document);
  fuzz::require(written.size() <= octets.size(), "an encoding never grows");
  fuzz::require(written.size() < octets.size() || written == octets, "DER is written as it was read");
  const auto again = pki::der::parse(written);
  fuzz::require(again.ok(), "what was written can be read");
  fuzz::require(pki::der::encode(*again) == written, "what was written is DER");
  fuzz::require(depth_of(document) <= pki::der::kMaxDepth + 1, "depth is limited");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text_of(data, size);
  const auto newline = std::min(input.find('\n'), input.size());
  const model::Octets octets(data + std::min(newline + 1, size), data + size);

  auto document = pki::der::parse(octets);
  if (!document.ok()) {
    fuzz::require(absl::IsInvalidArgument(document.status()), "what is no DER is InvalidArgument");
    return 0;
  }
  require_round_trip(octets, *document);

  for (const auto& edit : edits_in(input.substr(0, newline))) {
    const auto applied = pki::der::apply(edit, *document);
    if (!applied.ok()) {
      fuzz::require(absl::IsInvalidArgument(applied), "a change that cannot be is InvalidArgument");
      fuzz::require_line(message(applied));
      return 0;
    }
    constexpr std::size_t kLongestLength = 128;
    const auto written = pki::der::encode(*document);
    fuzz::require(written.size() <= kLongestLength * pki::der::kMaxWeight, "size is limited");
    fuzz::require(depth_of(*document) <= 2 * pki::der::kMaxDepth + 1, "depth is limited, of what paths open also");
    if (const auto again = pki::der::parse(written); again.ok()) require_round_trip(written, *again);
  }
  return 0;
}
