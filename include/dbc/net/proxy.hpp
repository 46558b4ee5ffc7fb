#pragma once

#include <string>
#include <string_view>

#include "dbc/base/environment.hpp"

namespace dbc::net {

/// What the environment says about proxies for one scheme.
struct ProxyChoice {
  std::string proxy = {};     ///< URL or host:port; empty for a direct connection
  std::string no_proxy = {};  ///< hosts reached directly, separated by commas
};

/// http_proxy or https_proxy, else all_proxy, with no_proxy; each also in upper case, lower case first. A variable that
/// is set but empty switches the proxy off.
[[nodiscard]] ProxyChoice choose_proxy(std::string_view scheme, const Environment& environment);

/// A proxy as it may be shown: without user and password.
[[nodiscard]] std::string proxy_for_display(std::string_view proxy);

}  // namespace dbc::net
