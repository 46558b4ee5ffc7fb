#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "dbc/base/environment.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::net {

/// How to reach one host.
struct CurlOptions {
  std::string base_url = {};                               ///< "https://host" or "http://host:port", as HostUrl::base()
  bool verify_tls = true;                                  ///< false accepts any certificate
  std::optional<std::filesystem::path> ca_bundle = {};     ///< file or folder; else as find_ca_bundle
  std::chrono::milliseconds connect_timeout{30'000};       ///< name, TCP and TLS together
  std::chrono::seconds stall_timeout{300};                 ///< without a single byte in either direction
  std::optional<std::chrono::milliseconds> deadline = {};  ///< for one request as a whole
  Environment environment = process_environment();         ///< proxies and certificate variables
};

/// A Transport over HTTP with keep-alive. It follows up to 30 redirects and drops the Authorization header where one
/// leaves the host. One transport serves one thread at a time. An error is of kind `config`: the base URL or the
/// certificate bundle is unusable.
[[nodiscard]] Result<std::unique_ptr<Transport>> make_curl_transport(const CurlOptions& options);

}  // namespace dbc::net
