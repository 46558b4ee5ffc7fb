#include "dbc/auth/oauth.hpp"

#include <algorithm>

#include "dbc/base/json_limits.hpp"
#include "dbc/base/text.hpp"
#include "dbc/net/url.hpp"

namespace dbc::auth {
namespace {

constexpr JsonLimits k_limits{.values = 10'000, .members = 1'000};  // an answer of OAuth has some dozens

constexpr std::string_view k_discovery_path = "/.well-known/oauth-authorization-server";

Error oauth_error(std::string message) {
  return {.kind = ErrorKind::config,
          .message = std::move(message),
          .hint = "Check that the host is a workspace and that OAuth is enabled for it, or use: configure --token"};
}

Result<void> check_encrypted(const net::HostUrl& host) {
  if (host.is_secure() || host.is_loopback()) return {};
  return oauth_error("refusing to sign in over " + host.base() + ", which is not encrypted");
}

Result<net::Response> send(const std::string& url, net::Request request, const OpenTransport& open) {
  auto parts = net::parse_web_url(url);
  if (!parts) return std::move(parts).error().with_context("reading the OAuth endpoint " + url);
  DBC_CHECK(check_encrypted(parts->host));
  DBC_TRY(const auto transport, open(parts->host.base()));
  request.target = parts->target;
  request.only_from_origin = true;  // it says where tokens go, and what they are
  request.headers.set("Accept", "application/json");
  return transport->send(request);
}

constexpr std::size_t k_longest_reason = 2000;

/// What the server says went wrong, in the members that RFC 6749 gives an error.
std::string refusal(const net::Response& response) {
  const auto body = parse_json(response.body, k_limits);
  if (!body || !body->is_object()) return "HTTP " + std::to_string(response.status);
  const std::string code = string_or(*body, "error", "HTTP " + std::to_string(response.status));
  const std::string text = string_or(*body, "error_description", "");
  return (text.empty() ? code : code + ": " + text).substr(0, k_longest_reason);
}

/// What a header can carry, and a line of a profile file.
bool is_token(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<OAuthTokens> read_tokens(const net::Response& response, const std::string& endpoint) {
  if (response.status != 200) return oauth_error("No token from " + endpoint + ": " + refusal(response));
  const auto body = parse_json(response.body, k_limits);
  OAuthTokens tokens{.access_token = body && body->is_object() ? string_or(*body, "access_token", "") : ""};
  if (tokens.access_token.empty()) return oauth_error("No token from " + endpoint + ": its reply holds none");
  if (const auto refresh = string_or(*body, "refresh_token", ""); !refresh.empty()) tokens.refresh_token = refresh;
  if (!is_token(tokens.access_token) || !is_token(tokens.refresh_token.value_or("")))
    return oauth_error("No token from " + endpoint +
                       ": what its reply holds has blanks or other characters of no token");
  return tokens;
}

Result<OAuthTokens> ask_for_tokens(const std::string& endpoint, std::string form, const OpenTransport& open) {
  net::Request request{.method = "POST", .body = std::move(form), .repeatable = false};
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  DBC_TRY(const auto response, send(endpoint, std::move(request), open));
  return read_tokens(response, endpoint);
}

}  // namespace

Result<std::string> oidc_url(std::string_view host) {
  DBC_TRY(const auto parts, net::parse_host(host));
  DBC_CHECK(check_encrypted(parts));
  return parts.base() + "/oidc";
}

Result<std::string> find_token_endpoint(std::string_view oidc_url, const OpenTransport& open) {
  const std::string url = std::string(oidc_url) + std::string(k_discovery_path);
  auto response = send(url, {}, open);
  if (!response) return std::move(response).error().with_context("Unable to fetch the OAuth configuration");
  if (response->status != 200)
    return oauth_error("Received status " + std::to_string(response->status) + " for the OAuth configuration at " +
                       url);
  const auto document = parse_json(response->body, k_limits);
  const std::string endpoint =
      document && document->is_object() ? string_or(*document, "token_endpoint", "") : std::string();
  if (endpoint.empty()) return oauth_error("The OAuth configuration at " + url + " names no token endpoint");
  return endpoint;
}

Result<OAuthTokens> redeem_code(const std::string& token_endpoint, const CodeGrant& grant, const OpenTransport& open) {
  return ask_for_tokens(token_endpoint,
                        net::QueryString()
                            .add("grant_type", "authorization_code")
                            .add("client_id", k_oauth_client_id)
                            .add("code", grant.code)
                            .add("redirect_uri", grant.redirect_uri)
                            .add("code_verifier", grant.verifier)
                            .text(),
                        open);
}

Result<OAuthTokens> refresh_access_token(std::string_view host, std::string_view refresh_token,
                                         const OpenTransport& open) {
  DBC_TRY(const auto oidc, oidc_url(host));
  DBC_TRY(const auto endpoint, find_token_endpoint(oidc, open));
  return ask_for_tokens(endpoint,
                        net::QueryString()
                            .add("grant_type", "refresh_token")
                            .add("client_id", k_oauth_client_id)
                            .add("refresh_token", refresh_token)
                            .text(),
                        open);
}

std::optional<TimePoint> expiry_of(std::string_view token) {
  const auto parts = split(token, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto text = base64_decode(replace_all(replace_all(std::string(parts[1]), "-", "+"), "_", "/"));
  if (!text) return std::nullopt;
  const auto claims = parse_json(*text);
  if (!claims || !claims->is_object()) return std::nullopt;
  const Json* end = find_member(*claims, "exp");
  if (end == nullptr || !end->is_number()) return std::nullopt;
  constexpr double k_far_future = 1e12;  // seconds; what lies beyond never ends
  const double seconds = end->get<double>();
  if (!(seconds >= 0 && seconds < k_far_future)) return std::nullopt;
  return from_epoch_millis(static_cast<std::int64_t>(seconds * 1000));
}

}  // namespace dbc::auth
