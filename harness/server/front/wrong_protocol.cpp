#include "server/front/wrong_protocol.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace tlsgauge::server::front {
namespace {

void on_passage(int written, int /*version*/, int type, const void* octets, std::size_t size, SSL* connection,
                void* argument) {
  static_cast<const Fault*>(argument)->meets({.connection = connection,
                                              .written = written != 0,
                                              .type = type,
                                              .octets = {static_cast<const char*>(octets), size}});
}

/// What a BIO that drops records knows between two reads. OpenSSL reads a record in two steps: its header, then as much
/// as the header says.
struct Sieve {
  const Fault* fault;
  const SSL* connection;
  std::array<char, SSL3_RT_HEADER_LENGTH> header{};
  std::size_t known = 0;     // octets of the header
  std::size_t passing = 0;   // octets of the record that are for OpenSSL
  std::size_t dropping = 0;  // octets of the record that are for nobody
};

int read_below(BIO* sieve, char* into, std::size_t size) {
  BIO* below = BIO_next(sieve);
  const int n = BIO_read(below, into, static_cast<int>(size));
  BIO_clear_retry_flags(sieve);
  BIO_copy_next_retry(sieve);
  return n;
}

/// Reads on in what belongs to the record of a header. @return as BIO_read().
int read_record(BIO* bio, Sieve& sieve, char* into, std::size_t size) {
  const int n = read_below(bio, into, std::min(size, sieve.passing));
  if (n > 0) sieve.passing -= static_cast<std::size_t>(n);
  return n;
}

int drop_record(BIO* bio, Sieve& sieve) {
  std::array<char, 4096> dropped{};
  const int n = read_below(bio, dropped.data(), std::min(dropped.size(), sieve.dropping));
  if (n > 0) sieve.dropping -= static_cast<std::size_t>(n);
  return n;
}

int read_header(BIO* bio, Sieve& sieve) {
  const int n = read_below(bio, sieve.header.data() + sieve.known, sieve.header.size() - sieve.known);
  if (n > 0) sieve.known += static_cast<std::size_t>(n);
  return n;
}

int read_through_sieve(BIO* bio, char* into, int size) {
  auto& sieve = *static_cast<Sieve*>(BIO_get_data(bio));
  if (sieve.passing > 0) return read_record(bio, sieve, into, static_cast<std::size_t>(size));
  for (;;) {
    const int n = sieve.dropping > 0 ? drop_record(bio, sieve) : read_header(bio, sieve);
    if (n <= 0) return n;
    if (sieve.known < sieve.header.size() || sieve.dropping > 0) continue;
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(sieve.header.at(at)); };
    const auto length = static_cast<std::size_t>(octet(3) << 8U | octet(4));
    sieve.known = 0;
    if (sieve.fault->drops(sieve.connection, octet(0))) {
      sieve.dropping = length;
      continue;
    }
    sieve.passing = length;
    std::memcpy(into, sieve.header.data(), sieve.header.size());
    return static_cast<int>(sieve.header.size());
  }
}

int free_sieve(BIO* bio) {
  const std::unique_ptr<Sieve> last{static_cast<Sieve*>(BIO_get_data(bio))};
  return 1;
}

/// A kind of BIO, which lives as long as the program.
const BIO_METHOD* sieve_method() {
  static const BIO_METHOD* const kMethod = [] {
    auto* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "sieve");
    BIO_meth_set_read(method, &read_through_sieve);
    BIO_meth_set_ctrl(method, [](BIO* bio, int command, long number, void* pointer) {
      return BIO_ctrl(BIO_next(bio), command, number, pointer);
    });
    BIO_meth_set_destroy(method, &free_sieve);
    return method;
  }();
  return kMethod;
}

}  // namespace

void prepare(const Fault& fault, SSL_CTX* context) {
  if (fault.prepares != nullptr) fault.prepares(context);
  if (fault.meets == nullptr) return;
  SSL_CTX_set_msg_callback(context, &on_passage);
  SSL_CTX_ctrl(context, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, const_cast<Fault*>(&fault));
}

void drop_records(const Fault& fault, SSL* connection) {
  BIO* bio = BIO_new(sieve_method());
  auto sieve = std::make_unique<Sieve>(Sieve{.fault = &fault, .connection = connection});
  BIO_set_data(bio, sieve.release());
  BIO_set_init(bio, 1);
  SSL_set0_rbio(connection, BIO_push(bio, BIO_new_socket(SSL_get_fd(connection), BIO_NOCLOSE)));
}

void break_off(SSL* connection) { ::shutdown(SSL_get_fd(connection), SHUT_RDWR); }

}  // namespace tlsgauge::server::front
