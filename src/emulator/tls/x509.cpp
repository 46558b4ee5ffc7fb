#include "emulator/tls/x509.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "dbc/base/files.hpp"

namespace dbc::emulator {
namespace {

using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Extension = std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)>;

constexpr int k_serial_bits = 127;

Error tls_error(std::string_view doing) {
  return Error{.kind = ErrorKind::internal, .message = std::string(doing) + " failed in OpenSSL"};
}

std::time_t seconds_of(TimePoint time) { return static_cast<std::time_t>(to_epoch_millis(time) / 1000); }

Memory make_memory() { return {BIO_new(BIO_s_mem()), &BIO_free}; }
Memory memory_of(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::string text_of(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
  return number && BN_rand(number.get(), k_serial_bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_lifetime(X509* certificate, TimePoint now, std::chrono::days lifetime) {
  // Clocks of containers and virtual machines differ a little.
  const auto from = seconds_of(now - std::chrono::hours(1));
  const auto until = seconds_of(now + lifetime);
  return ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nullptr;
}

bool set_subject(X509* certificate, const std::string& name) {
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), &X509_EXTENSION_free);
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// All but extensions and signature.
bool fill(X509* certificate, EVP_PKEY* key, const std::string& name, TimePoint now, std::chrono::days lifetime) {
  return certificate != nullptr && key != nullptr && X509_set_version(certificate, 2) == 1 && set_serial(certificate) &&
         set_lifetime(certificate, now, lifetime) && set_subject(certificate, name) &&
         X509_set_pubkey(certificate, key) == 1;
}

KeyedCertificate make_blank() {
  return {.key = PrivateKey(EVP_EC_gen("P-256")), .certificate = Certificate(X509_new())};
}

std::string alternative_names(const CertificateNames& names) {
  std::string text;
  for (const auto& host : names.hosts) text += (text.empty() ? "DNS:" : ",DNS:") + host;
  for (const auto& address : names.addresses) text += (text.empty() ? "IP:" : ",IP:") + address;
  return text;
}

}  // namespace

Result<KeyedCertificate> make_authority(TimePoint now, std::chrono::days lifetime) {
  auto made = make_blank();
  X509* certificate = made.certificate.get();
  const bool is_done = fill(certificate, made.key.get(), "dbc emulator on this machine", now, lifetime) &&
                       X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1 &&
                       add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                       add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                       add_extension(certificate, certificate, NID_subject_key_identifier, "hash") &&
                       X509_sign(certificate, made.key.get(), EVP_sha256()) > 0;
  if (!is_done) return tls_error("making a certificate authority");
  return made;
}

Result<KeyedCertificate> issue_certificate(const KeyedCertificate& authority, const CertificateNames& names,
                                           TimePoint now, std::chrono::days lifetime) {
  auto made = make_blank();
  X509* certificate = made.certificate.get();
  X509* issuer = authority.certificate.get();
  const bool is_done = fill(certificate, made.key.get(), "dbc emulator", now, lifetime) &&
                       X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
                       add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                       add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
                       add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth") &&
                       add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
                       add_extension(certificate, issuer, NID_authority_key_identifier, "keyid") &&
                       add_extension(certificate, issuer, NID_subject_alt_name, alternative_names(names)) &&
                       X509_sign(certificate, authority.key.get(), EVP_sha256()) > 0;
  if (!is_done) return tls_error("making a certificate for " + alternative_names(names));
  return made;
}

Result<void> save(const KeyedCertificate& pair, const std::filesystem::path& certificate,
                  const std::filesystem::path& key) {
  const auto certificate_text = make_memory();
  const auto key_text = make_memory();
  if (PEM_write_bio_X509(certificate_text.get(), pair.certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), pair.key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return tls_error("writing a certificate");
  DBC_CHECK(write_file_atomically(key, text_of(key_text), 0600));
  return write_file_atomically(certificate, text_of(certificate_text), 0600);
}

Result<KeyedCertificate> load(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  DBC_TRY(const auto certificate_text, read_file(certificate));
  DBC_TRY(const auto key_text, read_file(key));
  KeyedCertificate pair{
      .key = PrivateKey(PEM_read_bio_PrivateKey(memory_of(key_text).get(), nullptr, nullptr, nullptr)),
      .certificate = Certificate(PEM_read_bio_X509(memory_of(certificate_text).get(), nullptr, nullptr, nullptr))};
  if (!pair.key || !pair.certificate || X509_check_private_key(pair.certificate.get(), pair.key.get()) != 1)
    return Error{.kind = ErrorKind::io, .message = certificate.string() + " and its key are damaged"};
  return pair;
}

bool is_valid_at(const Certificate& certificate, TimePoint when) {
  std::time_t seconds = seconds_of(when);
  return X509_cmp_time(X509_get0_notBefore(certificate.get()), &seconds) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate.get()), &seconds) > 0;
}

bool is_signed_by(const Certificate& certificate, const KeyedCertificate& authority) {
  return X509_verify(certificate.get(), authority.key.get()) == 1;
}

bool covers(const Certificate& certificate, const CertificateNames& names) {
  const auto has_host = [&](const std::string& host) {
    return X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) == 1;
  };
  const auto has_address = [&](const std::string& address) {
    return X509_check_ip_asc(certificate.get(), address.c_str(), 0) == 1;
  };
  return std::ranges::all_of(names.hosts, has_host) && std::ranges::all_of(names.addresses, has_address);
}

}  // namespace dbc::emulator
