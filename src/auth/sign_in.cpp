#include "dbc/auth/sign_in.hpp"

#include <openssl/evp.h>

#include <array>

#include "callback_listener.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/net/url.hpp"

namespace dbc::auth {
namespace {

/// base64url without padding (RFC 4648, section 5).
std::string base64url(std::string_view bytes) {
  std::string text = replace_all(replace_all(base64_encode(bytes), "+", "-"), "/", "_");
  text.resize(std::min(text.find('='), text.size()));
  return text;
}

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return {digest.begin(), digest.begin() + size};
}

/// What ties the browser's answer to this sign-in.
struct Secrets {
  std::string state = base64url(random_bytes(16));
  std::string verifier = base64url(random_bytes(32));
};

std::string authorize_url(const std::string& oidc, const SignInRequest& request, const std::string& redirect,
                          const Secrets& secrets) {
  return net::QueryString()
      .add("response_type", "code")
      .add("client_id", k_oauth_client_id)
      .add("redirect_uri", redirect)
      .add("scope", join(request.scopes, " "))
      .add("state", secrets.state)
      .add("code_challenge", base64url(sha256_of(secrets.verifier)))
      .add("code_challenge_method", "S256")
      .after(oidc + "/v1/authorize");
}

/// A member of a target's query, decoded.
std::string query_member(std::string_view target, std::string_view key) {
  const auto start = target.find('?');
  if (start == std::string_view::npos) return {};
  for (const auto part : split(target.substr(start + 1), '&')) {
    const auto equals = part.find('=');
    if (part.substr(0, equals) != key || equals == std::string_view::npos) continue;
    return percent_decode(part.substr(equals + 1), true).value_or("");
  }
  return {};
}

Result<std::string> code_of(std::string_view target) {
  if (auto code = query_member(target, "code"); !code.empty()) return code;
  std::string reason = query_member(target, "error_description");
  if (reason.empty()) reason = query_member(target, "error");
  if (reason.empty()) reason = "it sent no code";
  return Error{.kind = ErrorKind::config,
               .message = "The sign-in page refused: " + reason,
               .hint = "Nothing was written; ask the workspace's administrator, or use: configure --token"};
}

/// Only an answer that knows this sign-in's state counts, so that no other page can slip in a code of its own.
Result<std::string> wait_for_code(CallbackListener& listener, const std::string& state) {
  DBC_TRY(const auto target,
          listener.wait([&state](std::string_view asked) { return query_member(asked, "state") == state; }));
  return code_of(target);
}

}  // namespace

Result<OAuthTokens> sign_in(const SignInRequest& request) {
  DBC_TRY(const auto oidc, oidc_url(request.host));
  DBC_TRY(const auto endpoint, find_token_endpoint(oidc, request.open));
  DBC_TRY(auto listener, CallbackListener::open(request.port));
  const Secrets secrets;
  const std::string redirect = "http://localhost:" + std::to_string(listener.port());
  const std::string page = authorize_url(oidc, request, redirect, secrets);
  DBC_CHECK(request.tell("Opening " + page));
  DBC_CHECK(request.tell("Listening for OAuth authorization callback at " + redirect));
  request.open_browser(page);
  DBC_TRY(auto code, wait_for_code(listener, secrets.state));
  return redeem_code(endpoint, {.code = std::move(code), .redirect_uri = redirect, .verifier = secrets.verifier},
                     request.open);
}

}  // namespace dbc::auth
