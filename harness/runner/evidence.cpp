#include "runner/evidence.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "core/file.hpp"
#include "evidence/render.hpp"
#include "report/render.hpp"

namespace tlsgauge::runner {
namespace {

bool fails_the_run(const model::Verdict& verdict) {
  return std::visit(
      overloaded{[](const model::Pass&) { return false; }, [](const model::Fail&) { return true; },
                 [](const model::Hung&) { return true; }, [](const model::ExpectedFail&) { return false; },
                 [](const model::UnexpectedPass&) { return true; }, [](const model::Skipped&) { return false; },
                 [](const model::Broken&) { return true; }},
      verdict);
}

/// The id as the name of a file, here and where reports are uploaded to. Ids have no underscore, so that two of them
/// never share a name.
std::string file_name(std::string id) {
  constexpr std::string_view kAllowed = ".-@+";
  for (auto& character : id) {
    const bool plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                       (character >= '0' && character <= '9') || kAllowed.find(character) != std::string_view::npos;
    if (!plain) character = character == '/' ? '_' : '~';
  }
  return id;
}

std::string transcript_of(const model::ScenarioResult& result, std::span<const model::Conversation> conversations) {
  return result.scenario.id + "\n" + result.scenario.title + "\n" + std::string{model::name(result.verdict)} + ": " +
         report::reason(result) + "\n\n" + evidence::to_transcript(conversations);
}

}  // namespace

Status keep_evidence(model::ScenarioResult& result, EvidenceOf wanted, const std::filesystem::path& directory) {
  const auto conversations = std::exchange(result.conversations, {});
  const bool due = wanted == EvidenceOf::all || (wanted == EvidenceOf::failures && fails_the_run(result.verdict));
  if (!due || conversations.empty()) return absl::OkStatus();

  const std::filesystem::path folder{"evidence"};
  const auto name = file_name(result.scenario.id);
  if (auto made = core::make_directory(directory / folder, core::Readers::owner_only); !made.ok()) return made;
  const auto write = [&](const std::string& extension, const std::string& bytes, std::string& written) {
    const auto file = folder / (name + extension);
    written = file.string();
    return core::write_file(directory / file, bytes, core::Readers::owner_only, core::Survives::process_end);
  };

  model::Evidence evidence;
  if (auto done = write(".pcapng", evidence::to_pcapng(conversations), evidence.pcap); !done.ok()) return done;
  if (auto done = write(".txt", transcript_of(result, conversations), evidence.transcript); !done.ok()) return done;
  // The last connection is the one that was judged.
  if (const auto& chain = conversations.back().chain; !chain.empty())
    if (auto done = write(".pem", evidence::to_pem(chain), evidence.chain); !done.ok()) return done;
  result.evidence = std::move(evidence);
  return absl::OkStatus();
}

}  // namespace tlsgauge::runner
