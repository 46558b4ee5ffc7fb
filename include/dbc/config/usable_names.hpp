#pragma once

#include <string_view>

#include "dbc/base/result.hpp"

/// What commands can use. Judged alike where a name is written and where it is read, so that nothing is stored that a
/// later command refuses.
namespace dbc::config {

/// What stands before the name of an embedded workspace in the host of a profile.
inline constexpr std::string_view k_local_scheme = "local:";

/// NAME of local:NAME. It is a folder's name, too.
[[nodiscard]] Result<void> check_workspace_name(std::string_view name);

/// The name of a section of the profile file that is a profile.
[[nodiscard]] Result<void> check_profile_name(std::string_view name);

/// The host of a profile, as far as it can be judged without its form as a URL: there is one, it is no credential that
/// was pasted in the wrong place, and what follows `local:` names a workspace.
[[nodiscard]] Result<void> check_host(std::string_view host);

}  // namespace dbc::config
