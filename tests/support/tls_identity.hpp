#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace dbc::test {

/// A key and a certificate made for one test.
struct TlsIdentity {
  struct KeyDeleter {
    void operator()(EVP_PKEY* owned) const { EVP_PKEY_free(owned); }
  };
  struct CertificateDeleter {
    void operator()(X509* owned) const { X509_free(owned); }
  };
  std::unique_ptr<EVP_PKEY, KeyDeleter> key;
  std::unique_ptr<X509, CertificateDeleter> certificate;

  [[nodiscard]] std::string pem() const;  ///< the certificate
};

struct TlsIdentityOptions {
  std::string name = "localhost";       ///< host name it is made out to
  long valid_from = -3600;              ///< seconds from now
  long valid_until = 3600;              ///< seconds from now
  const TlsIdentity* issuer = nullptr;  ///< self-signed where absent
  bool is_authority = false;
};

[[nodiscard]] TlsIdentity make_tls_identity(const TlsIdentityOptions& options);

}  // namespace dbc::test
