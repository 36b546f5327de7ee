#include "load/description.hpp"

#include "load/run.hpp"

namespace tlsgauge::load {
namespace {

std::string security(const Plan& plan) {
  if (plan.plaintext) return "plaintext";
  return "tls" + std::string{model::name(plan.tls.versions.newest)};
}

std::string sides(const Plan& plan) {
  if (plan.plaintext) return "";
  return plan.tls.client.certificate.empty() ? " one-way" : " mutual";
}

std::string milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + "ms";
}

const char* word(Acceptance acceptance) {
  switch (acceptance) {
    case Acceptance::none: return "none";
    case Acceptance::http: return "http";
    case Acceptance::grpc: return "grpc";
  }
  return "";
}

const char* word(CloseMode mode) {
  switch (mode) {
    case CloseMode::close_notify: return "close-notify";
    case CloseMode::fin: return "fin";
    case CloseMode::rst: return "rst";
  }
  return "";
}

const char* word(Arrivals arrivals) {
  switch (arrivals) {
    case Arrivals::constant: return "constant";
    case Arrivals::poisson: return "poisson";
  }
  return "";
}

Options common_options(const Plan& plan) {
  Options options{{"connections", std::to_string(plan.pace.connections)},
                  {"threads", std::to_string(plan.pace.threads)},
                  {"warm-up", milliseconds(plan.pace.warm_up)},
                  {"duration", milliseconds(plan.pace.duration)},
                  {"timeout", milliseconds(plan.timeout)},
                  {"close", word(plan.close)},
                  {"rate", plan.pace.rate ? std::to_string(*plan.pace.rate) : "closed"},
                  {"arrivals", plan.pace.rate ? word(plan.pace.arrivals) : "closed"},
                  {"login", plan.tls.client.login ? "basic" : "none"},
                  {"tls", plan.plaintext ? "plaintext" : std::string{model::name(plan.tls.versions.newest)}}};
  if (plan.pace.count) options["count"] = std::to_string(*plan.pace.count);
  if (plan.plaintext) return options;
  const auto list = [](const std::string& names) { return names.empty() ? "default" : names; };
  options["group"] = list(plan.tls.groups);
  options["cipher"] = list(plan.tls.ciphers);
  options["signature"] = list(plan.tls.signatures);
  options["alpn"] = plan.tls.alpn.empty() ? "none" : plan.tls.alpn;
  options["verify"] = plan.tls.verify ? "full" : "none";
  return options;
}

/// A query can hold what is nobody's business.
std::string path_of(const std::string& target) { return target.substr(0, target.find('?')); }

}  // namespace

std::string describe(const HandshakePlan& plan) {
  if (plan.plaintext) return security(plan);
  return security(plan) + (plan.resume ? " resumed" : " full") + sides(plan);
}

std::string describe(const RestPlan& plan) {
  return security(plan) + sides(plan) + " " + plan.method + " " + path_of(plan.target);
}

std::string describe(const GrpcPlan& plan) { return security(plan) + sides(plan) + " " + plan.method; }

Options options_of(const HandshakePlan& plan) {
  auto options = common_options(plan);
  options["acceptance"] = word(plan.acceptance);
  options["resume"] = plan.resume ? "session" : "none";
  return options;
}

Options options_of(const RestPlan& plan) {
  auto options = common_options(plan);
  options["method"] = plan.method;
  options["payload"] = std::to_string(plan.body.size());
  options["requests-per-connection"] = std::to_string(plan.requests_per_connection);
  options["expect-status"] = plan.expect_status ? std::to_string(*plan.expect_status) : "2xx";
  return options;
}

Options options_of(const GrpcPlan& plan) {
  auto options = common_options(plan);
  options["method"] = plan.method;
  options["payload"] = std::to_string(plan.body.size());
  options["streams"] = std::to_string(plan.streams);
  return options;
}

}  // namespace tlsgauge::load
