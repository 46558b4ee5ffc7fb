#pragma once

#include <filesystem>
#include <span>

#include "dbc/base/environment.hpp"
#include "dbc/base/result.hpp"

namespace dbc::net {

/// The certificate authorities to trust: a file of PEM certificates, a folder of hashed ones, or both.
struct CaBundle {
  std::filesystem::path file = {};    ///< empty where none
  std::filesystem::path folder = {};  ///< empty where none
};

/// The places of Debian, RHEL, Azure Linux, Alpine and SUSE, most common first. A static binary cannot have one built
/// in.
[[nodiscard]] std::span<const std::string_view> known_ca_files();

/// REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE and SSL_CERT_DIR, in this order, else the first of `places` that
/// exists. Errors are of kind `config`: a variable names nothing, or there is no bundle at all.
[[nodiscard]] Result<CaBundle> find_ca_bundle(const Environment& environment,
                                              std::span<const std::string_view> places = known_ca_files());

/// A bundle the user named: a file or a folder. `origin` says where, for the error.
[[nodiscard]] Result<CaBundle> ca_bundle_at(const std::filesystem::path& path, std::string_view origin);

}  // namespace dbc::net
