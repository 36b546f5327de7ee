#include "server/front/alpn.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace tlsgauge::server::front {
namespace {

std::string offer(std::initializer_list<std::string_view> names) {
  std::string wire;
  for (const auto name : names) {
    wire.push_back(static_cast<char>(name.size()));
    wire += name;
  }
  return wire;
}

std::string chosen(Protocols served, const std::string& offered) {
  return std::string{choose_alpn(served, offered).value_or("refused")};
}

TEST(Alpn, GivesAGrpcPortToH2Only) {
  EXPECT_EQ(chosen(Protocols::grpc, offer({"grpc-exp", "h2"})), "h2");
  EXPECT_EQ(chosen(Protocols::grpc, offer({"http/1.1", "h2"})), "h2");
  EXPECT_EQ(chosen(Protocols::grpc, offer({"http/1.1"})), "refused");
}

TEST(Alpn, GivesARestPortToHttp11Only) {
  EXPECT_EQ(chosen(Protocols::http, offer({"h2", "http/1.1"})), "http/1.1");
  EXPECT_EQ(chosen(Protocols::http, offer({"h2"})), "refused");
}

TEST(Alpn, PrefersHttp11OnASharedPort) {
  EXPECT_EQ(chosen(Protocols::grpc_and_http, offer({"h2", "http/1.1"})), "http/1.1");
  EXPECT_EQ(chosen(Protocols::grpc_and_http, offer({"grpc-exp", "h2"})), "h2");
  EXPECT_EQ(chosen(Protocols::grpc_and_http, offer({"http/1.0", "spdy/3"})), "refused");
}

TEST(Alpn, RefusesAMalformedList) {
  using namespace std::string_literals;
  EXPECT_EQ(chosen(Protocols::grpc, ""), "refused");
  EXPECT_EQ(chosen(Protocols::grpc, "\x05h2"), "refused");
  EXPECT_EQ(chosen(Protocols::grpc, "\0\x02h2"s), "refused");
}

TEST(Alpn, TakesNoAlpnForTheOldestClientOfThePort) {
  EXPECT_EQ(protocol_after(Protocols::grpc, ""), Protocol::grpc);
  EXPECT_EQ(protocol_after(Protocols::http, ""), Protocol::http);
  EXPECT_EQ(protocol_after(Protocols::grpc_and_http, ""), Protocol::http);
  EXPECT_EQ(protocol_after(Protocols::grpc_and_http, "h2"), Protocol::grpc);
}

}  // namespace
}  // namespace tlsgauge::server::front
