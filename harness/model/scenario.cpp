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
                               [](const LoadExchange&) -> std::string_view { return "load"; }},
                    action);
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
