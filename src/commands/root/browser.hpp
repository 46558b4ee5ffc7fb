#pragma once

#include <string>

#include "dbc/base/environment.hpp"

namespace dbc::commands {

/// Shows a page in the person's browser: what BROWSER names (commands separated by ':', `%s` for the URL), else what
/// the desktop opens pages with. Returns at once; false where no such program could be started.
bool open_in_browser(const std::string& url, const Environment& environment);

}  // namespace dbc::commands
