#include "tls/sessions.hpp"

#include <openssl/ssl.h>

namespace tlsgauge::tls {
namespace {

int slot() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int keep(SSL* ssl, SSL_SESSION* session) {
  auto* sessions = static_cast<Sessions*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), slot()));
  sessions->give(Session{session});
  return 1;  // the reference is ours
}

}  // namespace

void Sessions::collect_from(ssl_ctx_st* context) {
  SSL_CTX_set_ex_data(context, slot(), this);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, &keep);
}

Session Sessions::take() {
  if (sessions_.empty()) return {};
  auto session = std::move(sessions_.back());
  sessions_.pop_back();
  return session;
}

void Sessions::give(Session session) {
  if (session && sessions_.size() < kMost) sessions_.push_back(std::move(session));
}

}  // namespace tlsgauge::tls
