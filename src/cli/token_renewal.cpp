#include "token_renewal.hpp"

#include "dbc/auth/oauth.hpp"
#include "dbc/config/profile_store.hpp"

namespace dbc::cli {
namespace {

bool has_expired(const std::string& token, const Surroundings& surroundings) {
  const auto end = auth::expiry_of(token);
  if (!end) return false;
  return *end <= (surroundings.clock != nullptr ? surroundings.clock->now() : SystemClock().now());
}

/// Tokens as they are in the profile, renewed where they have expired.
Result<auth::OAuthTokens> renewed(const config::Profile& profile, const Surroundings& surroundings) {
  DBC_CHECK(surroundings.err->write("The access token has expired; getting a new one\n"));
  const auto open = [&surroundings](const std::string& url) { return open_plain_transport(surroundings, url); };
  DBC_TRY(auto tokens, auth::refresh_access_token(profile.host.value, profile.refresh_token->value, open));
  if (!tokens.refresh_token) tokens.refresh_token = profile.refresh_token->value;
  surroundings.secrets->add(tokens.access_token);
  surroundings.secrets->add(*tokens.refresh_token);
  return tokens;
}

void take(config::Profile& profile, const auth::OAuthTokens& tokens) {
  profile.token->value = tokens.access_token;
  if (tokens.refresh_token) profile.refresh_token->value = *tokens.refresh_token;
}

/// A refresh token may be good for one use, so that of several processes only the first one uses it: what is stored is
/// looked at again under the lock.
Result<config::ProfileChange> change_for(config::Profile& profile, const config::IniDocument& document,
                                         const Surroundings& surroundings) {
  DBC_TRY(const auto token, document.get(profile.name, "token"));
  DBC_TRY(const auto refresh, document.get(profile.name, "refresh_token"));
  const bool is_still_there = token && refresh;
  if (is_still_there) take(profile, {.access_token = token->text, .refresh_token = refresh->text});
  if (!has_expired(profile.token->value, surroundings)) return config::ProfileChange{};
  DBC_TRY(const auto tokens, renewed(profile, surroundings));
  take(profile, tokens);
  if (!is_still_there) return config::ProfileChange{};  // the profile was configured anew meanwhile
  return config::ProfileChange{{"token", tokens.access_token}, {"refresh_token", tokens.refresh_token}};
}

}  // namespace

Result<void> renew_expired_token(config::Profile& profile, const Surroundings& surroundings) {
  if (!profile.token || !profile.refresh_token || profile.local_workspace()) return {};
  if (!has_expired(profile.token->value, surroundings)) return {};
  if (profile.name.empty()) {  // from the environment: there is no place to store it
    DBC_TRY(const auto tokens, renewed(profile, surroundings));
    take(profile, tokens);
    return {};
  }
  DBC_TRY(const auto file, config::profile_file_path(surroundings.environment));
  return config::update_profile_with(file, profile.name, [&](const config::IniDocument& document) {
    return change_for(profile, document, surroundings);
  });
}

}  // namespace dbc::cli
