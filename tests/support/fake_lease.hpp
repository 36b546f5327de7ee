#pragma once

#include <functional>
#include <map>
#include <optional>

#include "deployment/backend.hpp"

namespace tlsgauge::test_support {

/// A lease of a target that the test runs itself, or that is nowhere.
class FakeLease final : public deployment::Lease {
 public:
  explicit FakeLease(std::map<model::Port, model::Endpoint> endpoints) : endpoints_{std::move(endpoints)} {}

  [[nodiscard]] std::optional<model::Endpoint> endpoint(model::Port port) const override {
    const auto found = endpoints_.find(port);
    return found == endpoints_.end() ? std::nullopt : std::optional{found->second};
  }
  [[nodiscard]] std::optional<std::string> ended() override { return std::nullopt; }
  [[nodiscard]] Status restart(const core::Deadline& /*ready_by*/) override { return unsupported("a fake"); }
  [[nodiscard]] std::filesystem::path log() const override { return {}; }
  [[nodiscard]] std::optional<core::Resources> resources() const override {
    return holds ? std::optional{holds()} : std::nullopt;
  }

  std::function<core::Resources()> holds;  ///< empty: the target's process cannot be seen

 private:
  std::map<model::Port, model::Endpoint> endpoints_;
};

}  // namespace tlsgauge::test_support
