#pragma once

#include <memory>
#include <string>

#include "core/result.hpp"

// OpenSSL's own declarations, so that no header of ours includes one of OpenSSL's.
extern "C" {
struct bio_st;
struct evp_pkey_st;
struct evp_pkey_ctx_st;
struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;
struct X509_req_st;
struct x509_st;
struct x509_store_ctx_st;
struct x509_store_st;
int BIO_free(bio_st*);
void EVP_PKEY_free(evp_pkey_st*);
void EVP_PKEY_CTX_free(evp_pkey_ctx_st*);
void SSL_CTX_free(ssl_ctx_st*);
void SSL_SESSION_free(ssl_session_st*);
void SSL_free(ssl_st*);
void X509_free(x509_st*);
void X509_REQ_free(X509_req_st*);
void X509_STORE_CTX_free(x509_store_ctx_st*);
void X509_STORE_free(x509_store_st*);
}

namespace tlsgauge::tls {

/// A deleter without state: a handle is as large as a pointer.
template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

using Bio = std::unique_ptr<bio_st, FreeWith<&BIO_free>>;
using Key = std::unique_ptr<evp_pkey_st, FreeWith<&EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<evp_pkey_ctx_st, FreeWith<&EVP_PKEY_CTX_free>>;
using Certificate = std::unique_ptr<x509_st, FreeWith<&X509_free>>;
using CertificateRequest = std::unique_ptr<X509_req_st, FreeWith<&X509_REQ_free>>;
using Store = std::unique_ptr<x509_store_st, FreeWith<&X509_STORE_free>>;
using StoreContext = std::unique_ptr<x509_store_ctx_st, FreeWith<&X509_STORE_CTX_free>>;
using SslContext = std::unique_ptr<ssl_ctx_st, FreeWith<&SSL_CTX_free>>;
using Session = std::unique_ptr<ssl_session_st, FreeWith<&SSL_SESSION_free>>;
using Ssl = std::unique_ptr<ssl_st, FreeWith<&SSL_free>>;
static_assert(sizeof(SslContext) == sizeof(void*));

/// A fault made of OpenSSL's error queue, which it empties: "cannot `doing`: no start line (PEM routines)".
[[nodiscard]] Status openssl_fault(const std::string& doing);

/// "OpenSSL 3.0.22 …": the library that runs.
[[nodiscard]] std::string openssl_version();

}  // namespace tlsgauge::tls
