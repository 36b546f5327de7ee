#include "model/scenario.hpp"

#include "core/result.hpp"

namespace tlsgauge::model {

std::string_view name(Requirement requirement) {
  switch (requirement) {
    case Requirement::must: return "must";
    case Requirement::should: return "should";
    case Requirement::may: return "may";
  }
  return "unknown";
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::critical: return "critical";
    case Severity::high: return "high";
    case Severity::medium: return "medium";
    case Severity::low: return "low";
  }
  return "unknown";
}

std::string_view kind(const Action& action) {
  return std::visit(overloaded{[](const TlsExchange&) -> std::string_view { return "tls"; },
                               [](const GrpcExchange&) -> std::string_view { return "grpc"; },
                               [](const RestExchange&) -> std::string_view { return "rest"; },
                               [](const CommandExchange&) -> std::string_view { return "command"; },
                               [](const RenewalExchange&) -> std::string_view { return "renewal"; },
                               [](const LogExchange&) -> std::string_view { return "log"; },
                               [](const ResourcesExchange&) -> std::string_view { return "resources"; },
                               [](const LoadExchange&) -> std::string_view { return "load"; }},
                    action);
}

std::string_view name(Resumption resumption) {
  switch (resumption) {
    case Resumption::any: return "any";
    case Resumption::due: return "due";
    case Resumption::forbidden: return "forbidden";
    case Resumption::ignorable: return "ignorable";
    case Resumption::excuses: return "excuses";
  }
  return "unknown";
}

std::string_view name(SessionChange change) {
  switch (change) {
    case SessionChange::none: return "none";
    case SessionChange::dropped: return "dropped";
    case SessionChange::flip_first: return "flip-first";
    case SessionChange::flip_middle: return "flip-middle";
    case SessionChange::flip_last: return "flip-last";
    case SessionChange::zeros: return "zeros";
    case SessionChange::random: return "random";
    case SessionChange::other_secret: return "other-secret";
  }
  return "unknown";
}

std::string_view name(Meanwhile meanwhile) {
  switch (meanwhile) {
    case Meanwhile::nothing: return "nothing";
    case Meanwhile::expiry: return "expiry";
    case Meanwhile::revocation: return "revocation";
    case Meanwhile::new_ca: return "new-ca";
    case Meanwhile::restart: return "restart";
  }
  return "unknown";
}

std::string_view name(LoadOperation operation) {
  switch (operation) {
    case LoadOperation::full: return "full";
    case LoadOperation::resumed: return "resumed";
    case LoadOperation::requests: return "requests";
  }
  return "unknown";
}

}  // namespace tlsgauge::model
