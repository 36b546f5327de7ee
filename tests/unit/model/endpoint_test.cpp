#include <gtest/gtest.h>

#include "model/topology.hpp"

namespace tlsgauge::model {
namespace {

struct Written {
  std::string_view name;
  std::string_view text;
  std::string_view host;
  std::uint16_t port;
};

class EndpointText : public testing::TestWithParam<Written> {};

TEST_P(EndpointText, IsReadAndWrittenBack) {
  const auto endpoint = endpoint_from(GetParam().text);
  ASSERT_TRUE(endpoint) << GetParam().text;
  EXPECT_EQ(endpoint->host, GetParam().host);
  EXPECT_EQ(endpoint->port, GetParam().port);
  EXPECT_EQ(to_string(*endpoint), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Endpoint, EndpointText,
                         testing::Values(Written{"Ipv4", "127.0.0.1:19530", "127.0.0.1", 19530},
                                         Written{"Name", "milvus.example:1", "milvus.example", 1},
                                         Written{"Ipv6", "[::1]:8080", "::1", 8080},
                                         Written{"Ipv6Zone", "[fe80::1%eth0]:443", "fe80::1%eth0", 443},
                                         Written{"LargestPort", "h:65535", "h", 65535}),
                         [](const auto& test) { return std::string{test.param.name}; });

struct Garbage {
  std::string_view name;
  std::string_view text;
};

class EndpointGarbage : public testing::TestWithParam<Garbage> {};

TEST_P(EndpointGarbage, IsNoEndpoint) { EXPECT_EQ(endpoint_from(GetParam().text), std::nullopt); }

INSTANTIATE_TEST_SUITE_P(Endpoint, EndpointGarbage,
                         testing::Values(Garbage{"Empty", ""}, Garbage{"ColonOnly", ":"}, Garbage{"NoHost", ":443"},
                                         Garbage{"NoPort", "localhost"}, Garbage{"EmptyPort", "localhost:"},
                                         Garbage{"PortZero", "localhost:0"}, Garbage{"PortTooLarge", "localhost:65536"},
                                         Garbage{"PortFarTooLarge", "localhost:99999999999999999999"},
                                         Garbage{"PortNegative", "localhost:-1"}, Garbage{"PortSigned", "localhost:+1"},
                                         Garbage{"PortWithSpace", "localhost: 1"}, Garbage{"PortHex", "localhost:0x1"},
                                         Garbage{"TextBehindPort", "localhost:443/"},
                                         Garbage{"Ipv6WithoutBrackets", "::1:443"},
                                         Garbage{"Ipv6BracketsOnly", "[]:443"}, Garbage{"Ipv6Unclosed", "[::1:443"},
                                         Garbage{"Ipv6WithoutPort", "[::1]"}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tlsgauge::model
