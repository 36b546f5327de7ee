#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>

#include "core/file.hpp"
#include "deployment/backend.hpp"
#include "load/plan.hpp"
#include "load/run.hpp"
#include "model/load.hpp"

namespace tlsgauge::load {

/// A reference server, and plans of a client that it lets in.
class ReferenceLoad : public testing::Test {
 protected:
  /// Starts the server; it asks for client certificates where `mode` is mutual.
  void serve(model::TlsMode mode);
  /// Completes `plan` for the server's `port`: a good client, two threads, a count of 60.
  void aim(Plan& plan, model::Port port, const std::string& alpn) const;
  /// Takes the client's certificate away.
  static void disarm(Plan& plan);

  [[nodiscard]] std::filesystem::path certificates() const { return directory_->path() / "tls"; }

  template <class APlan>
  [[nodiscard]] static model::LoadResult run_to_end(const APlan& plan) {
    auto result = run(plan, {});
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : model::LoadResult{};
  }

 private:
  model::TlsMode mode_ = model::TlsMode::none;
  std::optional<core::TemporaryDirectory> directory_;
  std::unique_ptr<deployment::Lease> lease_;
};

}  // namespace tlsgauge::load
