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

const char* name(Acceptance acceptance) {
  switch (acceptance) {
    case Acceptance::none: return "none";
    case Acceptance::http: return "http";
    case Acceptance::grpc: return "grpc";
  }
  return "";
}

const char* name(CloseMode mode) {
  switch (mode) {
    case CloseMode::close_notify: return "close-notify";
    case CloseMode::fin: return "fin";
    case CloseMode::rst: return "rst";
  }
  return "";
}

Options common_options(const Plan& plan) {
  Options options{{"connections", std::to_string(plan.pace.connections)},
                  {"threads", std::to_string(plan.pace.threads)},
                  {"warm-up", milliseconds(plan.pace.warm_up)},
                  {"duration", milliseconds(plan.pace.duration)},
                  {"timeout", milliseconds(plan.timeout)},
                  {"close", name(plan.close)},
                  {"tls", plan.plaintext ? "plaintext" : std::string{model::name(plan.tls.versions.newest)}}};
  if (plan.pace.count) options["count"] = std::to_string(*plan.pace.count);
  if (plan.pace.rate) {
    options["rate"] = std::to_string(*plan.pace.rate);
    options["arrivals"] = plan.pace.arrivals == Arrivals::poisson ? "poisson" : "constant";
  }
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) options[option] = value;
  };
  if (plan.plaintext) return options;
  add("group", plan.tls.groups);
  add("cipher", plan.tls.ciphers);
  add("signature", plan.tls.signatures);
  add("alpn", plan.tls.alpn);
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
  options["acceptance"] = name(plan.acceptance);
  options["resume"] = plan.resume ? "session" : "none";
  return options;
}

Options options_of(const RestPlan& plan) {
  auto options = common_options(plan);
  options["method"] = plan.method;
  options["payload"] = std::to_string(plan.body.size());
  options["requests-per-connection"] = std::to_string(plan.requests_per_connection);
  if (plan.expect_status) options["expect-status"] = std::to_string(*plan.expect_status);
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
