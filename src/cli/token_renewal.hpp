#pragma once

#include "dbc/cli/session.hpp"

namespace dbc::cli {

/// Trades the refresh token of an OAuth profile for a new access token where the old one has expired, and stores what
/// came in the profile's section. Profiles without a refresh token, and tokens that tell no expiry, stay as they are.
[[nodiscard]] Result<void> renew_expired_token(config::Profile& profile, const Surroundings& surroundings);

}  // namespace dbc::cli
