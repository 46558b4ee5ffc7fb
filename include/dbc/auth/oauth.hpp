#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"
#include "dbc/net/transport.hpp"

/// OAuth of a workspace, as databricks-cli 0.18 speaks it: a public client that proves itself with PKCE (RFC 7636).
namespace dbc::auth {

inline constexpr std::string_view k_oauth_client_id = "databricks-cli";

/// What a token endpoint hands out.
struct OAuthTokens {
  std::string access_token = {};
  std::optional<std::string> refresh_token = {};
};

/// Opens a way to a base URL ("https://host"). The token endpoint may live on another host than the workspace.
using OpenTransport = std::function<Result<std::unique_ptr<net::Transport>>(const std::string& base_url)>;

/// Base URL under which a workspace signs people in: `https://HOST/oidc`. Credentials travel in clear over http://, so
/// that only a loopback address may be reached that way; anything else is an error of kind `config`.
[[nodiscard]] Result<std::string> oidc_url(std::string_view host);

/// The token endpoint that the workspace's discovery document names.
[[nodiscard]] Result<std::string> find_token_endpoint(std::string_view oidc_url, const OpenTransport& open);

/// Trades the code of a finished sign-in for tokens.
struct CodeGrant {
  std::string code;
  std::string redirect_uri;
  std::string verifier;  ///< the PKCE secret whose hash went out with the sign-in
};
[[nodiscard]] Result<OAuthTokens> redeem_code(const std::string& token_endpoint, const CodeGrant& grant,
                                              const OpenTransport& open);

/// Trades a refresh token for a new access token. Servers may keep the old refresh token in force by naming no new one.
[[nodiscard]] Result<OAuthTokens> refresh_access_token(std::string_view host, std::string_view refresh_token,
                                                       const OpenTransport& open);

/// When a token ends, where it is a JWT that says so. Its signature is the server's business.
[[nodiscard]] std::optional<TimePoint> expiry_of(std::string_view token);

}  // namespace dbc::auth
