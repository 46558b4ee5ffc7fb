#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"
#include "dbc/emulator/http/certificate.hpp"

// Keys and certificates of OpenSSL as values.

namespace dbc::emulator {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using PrivateKey = std::unique_ptr<EVP_PKEY, KeyDeleter>;
using Certificate = std::unique_ptr<X509, CertificateDeleter>;

/// A certificate with the key that belongs to it.
struct KeyedCertificate {
  PrivateKey key;
  Certificate certificate;
};

/// Signs its own certificates, which nobody can use for other certificates.
[[nodiscard]] Result<KeyedCertificate> make_authority(TimePoint now, std::chrono::days lifetime);

/// A certificate of a server, signed by `authority`.
[[nodiscard]] Result<KeyedCertificate> issue_certificate(const KeyedCertificate& authority,
                                                         const CertificateNames& names, TimePoint now,
                                                         std::chrono::days lifetime);

[[nodiscard]] Result<void> save(const KeyedCertificate& pair, const std::filesystem::path& certificate,
                                const std::filesystem::path& key);
/// An error where a file is missing or damaged, or where the key belongs to another certificate.
[[nodiscard]] Result<KeyedCertificate> load(const std::filesystem::path& certificate, const std::filesystem::path& key);

[[nodiscard]] bool is_valid_at(const Certificate& certificate, TimePoint when);
[[nodiscard]] bool is_signed_by(const Certificate& certificate, const KeyedCertificate& authority);
[[nodiscard]] bool covers(const Certificate& certificate, const CertificateNames& names);

}  // namespace dbc::emulator
