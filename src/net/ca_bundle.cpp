#include "dbc/net/ca_bundle.hpp"

#include <array>

namespace dbc::net {
namespace {

constexpr std::array<std::string_view, 6> k_known_files = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL, Fedora, Azure Linux
    "/etc/pki/tls/certs/ca-bundle.crt",                   // older RHEL, Amazon Linux
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // Alpine, the BSDs
    "/etc/pki/tls/cert.pem",                              // CentOS 6
};

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

}  // namespace

std::span<const std::string_view> known_ca_files() { return k_known_files; }

Result<CaBundle> ca_bundle_at(const std::filesystem::path& path, std::string_view origin) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return CaBundle{.folder = path};
  if (is_there(path)) return CaBundle{.file = path};
  return Error{.kind = ErrorKind::config,
               .message = "no certificate bundle at " + path.string() + ", which " + std::string(origin) + " names",
               .hint = "Let " + std::string(origin) + " name a PEM file or a folder of certificates, or unset it"};
}

Result<CaBundle> find_ca_bundle(const Environment& environment, std::span<const std::string_view> places) {
  for (const auto* variable : {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const auto value = environment(variable);
    if (value && !value->empty()) return ca_bundle_at(*value, variable);
  }
  for (const auto place : places) {
    if (is_there(place)) return CaBundle{.file = place};
  }
  return Error{.kind = ErrorKind::config,
               .message = "no certificate authorities found on this machine, so no https:// host can be verified",
               .hint = "Install the package ca-certificates, or let SSL_CERT_FILE name a PEM bundle"};
}

}  // namespace dbc::net
