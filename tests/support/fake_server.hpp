#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/descriptor.hpp"
#include "model/topology.hpp"

namespace tlsgauge::test_support {

/// What a fake server does with one connection, a blocking socket that it does not own. It must return once its peer is
/// gone: the server's end looks like that.
using Behaviour = std::function<void(int connection)>;

/// A listener on a free port of 127.0.0.1 and a thread that serves its connections, one after the other, all in the
/// same way.
class FakeServer {
 public:
  explicit FakeServer(Behaviour behaviour);
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  ~FakeServer();

  [[nodiscard]] const model::Endpoint& endpoint() const { return endpoint_; }

 private:
  void serve();
  void serve(core::Descriptor connection);

  Behaviour behaviour_;
  core::Descriptor listener_;
  model::Endpoint endpoint_;
  std::mutex mutex_;
  int current_ = -1;  // the connection that is served
  bool ending_ = false;
  std::thread thread_;
};

/// An endpoint of 127.0.0.1 where nobody listens.
[[nodiscard]] model::Endpoint nobody_listens();

/// Reads what comes, and throws it away, until the peer has closed.
void say_nothing(int connection);

/// Closes with a FIN, at once.
void close_at_once(int connection);

/// Closes with a TCP reset, at once.
void reset(int connection);

/// Waits for the first bytes of the peer, sends `bytes`, then a FIN.
[[nodiscard]] Behaviour answer(std::string bytes);

/// Sends `bytes` one at a time, `pause` apart, again and again.
[[nodiscard]] Behaviour drip(std::string bytes, std::chrono::milliseconds pause);

}  // namespace tlsgauge::test_support
