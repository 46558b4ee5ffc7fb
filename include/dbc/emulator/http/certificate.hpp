#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// What a server is called by those who verify it.
struct CertificateNames {
  std::vector<std::string> hosts = {};      ///< DNS names
  std::vector<std::string> addresses = {};  ///< IPv4 and IPv6 literals
};

/// PEM files. Whoever trusts the authority trusts the server.
struct CertificateFiles {
  std::filesystem::path authority;
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// A certificate for a server, kept in `folder` (0700, keys 0600). The authority is made once, and again only when it
/// is about to expire; the certificate also when it lacks one of `names`.
[[nodiscard]] Result<CertificateFiles> prepare_certificate(const std::filesystem::path& folder,
                                                           const CertificateNames& names, TimePoint now);

}  // namespace dbc::emulator
