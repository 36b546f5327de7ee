#pragma once

#include <string>
#include <vector>

namespace tlsgauge::server::test {

/// How a client of gRPC C++ introduces itself.
struct Caller {
  bool secure = true;
  std::string certificate{};    ///< the pair NAME.pem, NAME.key; empty: none
  std::string authorization{};  ///< metadata; empty: none is sent
};

/// How a call ended, in gRPC's codes and words.
struct CallEnd {
  int code = 0;
  std::string text;
  std::vector<std::string> names;  ///< of collections
};

/// The code of a call that no server took.
inline constexpr int kUnavailable = 14;

/// ShowCollections at "host:port".
[[nodiscard]] CallEnd show_collections(const std::string& at, const Caller& caller);
/// DescribeCollection. @return the code and the reason of the Status inside of the answer
[[nodiscard]] CallEnd describe_collection(const std::string& at, const Caller& caller, const std::string& name);
/// grpc.health.v1 Check of the whole server: code 0 and the text "SERVING".
[[nodiscard]] CallEnd check_health(const std::string& at, const Caller& caller);

}  // namespace tlsgauge::server::test
