#include "core/address.hpp"

#include <arpa/inet.h>

#include <array>

namespace tlsgauge::core {

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> octets{};
  return ::inet_pton(AF_INET, host.c_str(), octets.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), octets.data()) == 1;
}

}  // namespace tlsgauge::core
