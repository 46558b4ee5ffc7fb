#pragma once

#include <string>

#include "dbc/base/result.hpp"
#include "dbc/config/profile.hpp"

namespace dbc::auth {

/// Value of the Authorization header for a profile: "Bearer ..." where it has a token, else "Basic ..."; empty for a
/// local workspace, which asks for none. Errors are of kind `config` and never show a credential.
[[nodiscard]] Result<std::string> authorization_header(const config::Profile& profile);

}  // namespace dbc::auth
