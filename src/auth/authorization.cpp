#include "dbc/auth/authorization.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::auth {
namespace {

using config::Setting;

Error unusable(const std::string& message) {
  return Error{
      .kind = ErrorKind::config, .message = message, .hint = "To store new credentials, type: dbc configure --token"};
}

/// A token goes into a header as it is, so nothing may end the line or be lost on the way.
bool is_header_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<std::string> bearer(const Setting& token) {
  if (token.value.empty()) return unusable("the token is empty (" + token.origin + ")");
  if (!is_header_text(token.value))
    return unusable("the token holds a blank, a line end or a letter beyond ASCII (" + token.origin + ")");
  return "Bearer " + token.value;
}

Result<std::string> basic(const Setting& username, const Setting& password) {
  if (username.value.find(':') != std::string::npos)
    return unusable("a username cannot hold a colon (" + username.origin + ")");
  return "Basic " + base64_encode(username.value + ":" + password.value);
}

}  // namespace

Result<std::string> authorization_header(const config::Profile& profile) {
  if (profile.local_workspace()) return std::string();
  if (profile.token) return bearer(*profile.token);
  if (profile.username && profile.password) return basic(*profile.username, *profile.password);
  return unusable("there is neither a token nor a username and password for " + profile.host.value);
}

}  // namespace dbc::auth
