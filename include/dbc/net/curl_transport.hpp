#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "dbc/base/environment.hpp"
#include "dbc/net/client_limits.hpp"
#include "dbc/net/transport.hpp"

namespace dbc::net {

/// How to reach one host.
struct CurlOptions {
  std::string base_url = {};                               ///< "https://host" or "http://host:port", as HostUrl::base()
  bool verify_tls = true;                                  ///< false accepts any certificate
  std::optional<std::filesystem::path> ca_bundle = {};     ///< file or folder; else as find_ca_bundle
  ClientLimits limits = {};                                ///< of time and size
  std::optional<std::chrono::milliseconds> deadline = {};  ///< for one request as a whole
  Environment environment = process_environment();         ///< proxies and certificate variables
};

/// A Transport over HTTP with keep-alive. It follows up to 30 redirects, and takes nothing along that is meant for the
/// host where one leaves it. What exceeds the limits is an error. One transport serves one thread at a time. An error
/// is of kind `config`: the base URL or the certificate bundle is unusable.
[[nodiscard]] Result<std::unique_ptr<Transport>> make_curl_transport(const CurlOptions& options);

}  // namespace dbc::net
