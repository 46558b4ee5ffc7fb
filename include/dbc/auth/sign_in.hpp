#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/auth/oauth.hpp"

namespace dbc::auth {

/// How to sign a person in through a browser.
struct SignInRequest {
  std::string host;
  std::vector<std::string> scopes = {};
  std::uint16_t port = 8020;  ///< of the callback: the one that is registered for the client
  OpenTransport open = {};
  std::function<Result<void>(std::string_view line)> tell = {};   ///< shows a line to the person
  std::function<void(const std::string& url)> open_browser = {};  ///< may fail: the line told holds the URL
};

/// Sends a browser to the workspace's sign-in page and waits for it to come back to a port of the loopback address.
[[nodiscard]] Result<OAuthTokens> sign_in(const SignInRequest& request);

}  // namespace dbc::auth
