#include "load/address.hpp"

#include <netdb.h>

#include <cstring>

namespace tlsgauge::load {

Result<Address> resolve(const model::Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0)
    return unavailable("cannot resolve " + endpoint.host + ": " + ::gai_strerror(error) +
                       "; check the name, or give the address");
  Address address;
  address.size = found->ai_addrlen;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  ::freeaddrinfo(found);
  return address;
}

}  // namespace tlsgauge::load
