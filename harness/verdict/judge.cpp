#include "verdict/judge.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "core/result.hpp"
#include "core/text.hpp"

namespace tlsgauge::verdict {
namespace {

using model::Decision;
using model::Expectation;
using model::Grade;
using model::Observation;
using model::Refused;
using Mismatches = std::vector<std::string>;

bool contains(const std::vector<model::Alert>& alerts, model::Alert alert) {
  return std::ranges::find(alerts, alert) != alerts.end();
}

Grade grade_of(const Expectation& expected, const Observation& seen, const Refused& refused, const Policy& policy) {
  if (!refused.alert) return seen.close == model::Close::rst ? Grade::reset : Grade::no_alert;
  const auto known = expected.profile_alerts.find(policy.profile);
  const bool profiled = known != expected.profile_alerts.end();
  if (profiled && contains(known->second, refused.alert->alert)) return Grade::exact;
  if (contains(expected.alerts, refused.alert->alert)) return profiled ? Grade::allowed : Grade::exact;
  return Grade::other_alert;
}

template <class T>
void compare(Mismatches& mismatches, const std::string& what, const std::optional<T>& due,
             const std::optional<T>& came) {
  if (!due || due == came) return;
  const auto text = [](const T& value) { return std::to_string(value); };
  mismatches.push_back(what + " " + (came ? text(*came) : "none") + " instead of " + text(*due));
}

/// A name that the handshake agreed on.
void compare_agreed(Mismatches& mismatches, const std::string& what, const std::optional<std::string>& due,
                    const std::string& came) {
  if (!due || *due == came) return;
  const auto text = [](const std::string& name) { return name.empty() ? "none" : name; };
  mismatches.push_back(what + " " + text(came) + " instead of " + text(*due));
}

/// What the application and the handshake said, apart from whether the client was let in.
void compare_facts(Mismatches& mismatches, const Expectation& expected, const Observation& seen) {
  compare(mismatches, "HTTP status", expected.http_status, seen.answer.http_status);
  compare(mismatches, "gRPC status", expected.grpc_status, seen.answer.grpc_status);
  compare(mismatches, "exit code", expected.exit_code, seen.answer.exit_code);
  if (expected.grpc_status == 0 && seen.answer.milvus_code != 0)
    mismatches.push_back("Milvus' error code " + std::to_string(seen.answer.milvus_code) + " in the answer");
  if (seen.answer.text.find(expected.text) == std::string::npos)
    mismatches.push_back("the answer does not hold '" + expected.text + "'");
  if (expected.tls && (!seen.tls || seen.tls->version != *expected.tls)) {
    const auto agreed = seen.tls ? std::string{model::name(seen.tls->version)} : std::string{"nothing"};
    mismatches.push_back("TLS " + agreed + " was agreed instead of " + std::string{model::name(*expected.tls)});
  }
  const auto agreed = seen.tls.value_or(model::TlsParameters{});
  compare_agreed(mismatches, "cipher suite", expected.cipher, agreed.cipher);
  compare_agreed(mismatches, "group", expected.group, agreed.group);
  compare_agreed(mismatches, "protocol", expected.alpn, agreed.alpn);
  if (expected.no_forgeable_ticket && seen.forgeable_ticket)
    mismatches.emplace_back("a ticket has its MAC by a key of zeros, so that anyone can make one");
  if (expected.downgraded && agreed.downgraded != *expected.downgraded)
    mismatches.emplace_back(*expected.downgraded ? "ServerHello.random does not say that the server could do better"
                                                 : "ServerHello.random says that the server could do better");
}

/// What only several connections show.
void compare_series(Mismatches& mismatches, const Expectation& expected, const Observation& seen) {
  const auto& endings = seen.endings;
  const auto other = std::ranges::adjacent_find(endings, std::ranges::not_equal_to{});
  if (other != endings.end())
    mismatches.push_back("the connections do not all end alike: " + *other + "; but then " + *std::next(other));
  for (const auto what : expected.fresh) {
    std::set<std::string> known;
    const bool again = std::ranges::any_of(seen.fresh, [&](const model::FreshSeen& each) {
      return each.what == what && !known.insert(core::hexadecimal(each.octets)).second;
    });
    if (again) mismatches.push_back("a " + std::string{model::name(what)} + " came twice");
  }
}

bool by_the_right_party(const Expectation& expected, const Refused& refused) {
  return !expected.refused_by || *expected.refused_by == refused.by;
}

void compare_acceptance(Mismatches& mismatches, const Expectation& expected, const Observation& seen) {
  using enum model::Resumption;
  const bool resumed = seen.tls && seen.tls->resumed;
  const bool ignored = expected.renegotiation_ignorable && seen.tls && !seen.tls->renegotiated;
  const bool excused =
      ignored || (expected.resumption == excuses && resumed) || (expected.resumption == ignorable && !resumed);
  if (expected.security == Decision::reject && !excused)
    mismatches.emplace_back(expected.renegotiation_ignorable
                                ? "the server took part in a second handshake, and the application answered"
                                : "the application answered a client that must be refused");
  if (expected.resumption == due && !resumed) mismatches.emplace_back("the session was not resumed");
  if (expected.resumption == forbidden && resumed) mismatches.emplace_back("the session was resumed");
}

void compare_refusal(Mismatches& mismatches, const Expectation& expected, const Refused& refused) {
  if (expected.security == Decision::accept) {
    mismatches.emplace_back("the client was refused, though it must be let in");
  } else if (!by_the_right_party(expected, refused)) {
    mismatches.push_back("the " + std::string{model::name(refused.by)} + " refused, though the " +
                         std::string{model::name(*expected.refused_by)} + " must");
  }
}

/// RFC 2119: what a mismatch means depends on the requirement.
model::Verdict weigh(const model::Scenario& scenario, Mismatches mismatches, const Policy& policy) {
  if (mismatches.empty()) return model::Pass{};
  const bool binding = scenario.requirement == model::Requirement::must ||
                       (scenario.requirement == model::Requirement::should && policy.strict);
  if (binding) return model::Fail{std::move(mismatches)};
  std::string note = scenario.requirement == model::Requirement::should ? "not as recommended" : "policy of the target";
  for (auto separator = ": "; const auto& mismatch : mismatches) note += std::exchange(separator, "; ") + mismatch;
  return model::Pass{std::move(note)};
}

}  // namespace

Judgement judge(const model::Scenario& scenario, const Observation& seen, const Policy& policy) {
  const auto& expected = scenario.expectation;
  Mismatches mismatches;
  std::optional<Grade> grade;
  std::optional<model::Verdict> final;
  std::visit(overloaded{[&](const model::Accepted&) { compare_acceptance(mismatches, expected, seen); },
                        [&](const Refused& refused) {
                          // It proves nothing of what the server would have done.
                          if (expected.security == Decision::reject && !seen.untried.empty())
                            final = model::Skipped{seen.untried};
                          compare_refusal(mismatches, expected, refused);
                          // Our own client's alerts say nothing about the target.
                          const bool due = expected.security == Decision::reject &&
                                           refused.by == model::Party::server && by_the_right_party(expected, refused);
                          const bool graded = !expected.alerts.empty() || !expected.profile_alerts.empty();
                          if (!due || !graded) return;
                          grade = grade_of(expected, seen, refused, policy);
                          if (policy.strict_alerts && *grade != Grade::exact && *grade != Grade::allowed)
                            mismatches.push_back("the refusal is graded " + std::string{model::name(*grade)});
                        },
                        [&](const model::Silent& silent) {
                          final = model::Hung{"silence at " + std::string{model::name(silent.stage)} +
                                              " until the deadline; a hang is no refusal"};
                        },
                        [&](const model::Unreachable&) {
                          final = model::Broken{.fault = "cannot connect: " + seen.detail, .unreachable = true};
                        }},
             seen.outcome);
  if (final) return {.verdict = *std::move(final), .grade = std::nullopt};
  compare_facts(mismatches, expected, seen);
  compare_series(mismatches, expected, seen);
  return {.verdict = weigh(scenario, std::move(mismatches), policy), .grade = grade};
}

bool explains(const model::Explained& explained, const Observation& seen) {
  if (explained.http_status && explained.http_status != seen.answer.http_status) return false;
  if (std::holds_alternative<model::Accepted>(seen.outcome)) return explained.security == Decision::accept;
  const auto* refused = std::get_if<Refused>(&seen.outcome);
  if (refused == nullptr || explained.security != Decision::reject) return false;
  if (explained.refused_by && *explained.refused_by != refused->by) return false;
  return explained.alerts.empty() || (refused->alert && contains(explained.alerts, refused->alert->alert));
}

model::Verdict excuse(model::Verdict verdict, const model::Deviation& known, const Observation& seen) {
  return std::visit(
      overloaded{[&](model::Pass& pass) -> model::Verdict {
                   if (!pass.note.empty()) return std::move(pass);
                   return model::UnexpectedPass{known.reason};
                 },
                 [&](model::Fail& fail) -> model::Verdict {
                   if (!known.seen.good_client_too && explains(known.seen, seen))
                     return model::ExpectedFail{.reason = known.reason, .mismatches = std::move(fail.mismatches)};
                   fail.mismatches.emplace_back("the deviations file explains another failure than this");
                   return std::move(fail);
                 },
                 [](model::Hung& hung) -> model::Verdict { return std::move(hung); },
                 [](model::ExpectedFail& expected) -> model::Verdict { return std::move(expected); },
                 [](model::UnexpectedPass& unexpected) -> model::Verdict { return std::move(unexpected); },
                 [](model::Skipped& skipped) -> model::Verdict { return std::move(skipped); },
                 [](model::Broken& broken) -> model::Verdict { return std::move(broken); }},
      verdict);
}

}  // namespace tlsgauge::verdict
