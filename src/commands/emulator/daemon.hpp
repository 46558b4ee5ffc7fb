#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "dbc/base/result.hpp"

namespace dbc::commands {

using Ready = std::function<Result<void>(const std::string& text)>;

/// Runs `body` in a process of its own that outlives this one, and returns the text that `body` gave to `Ready`, or its
/// error if it failed before that. Until then `body` writes to the standard error of this process, and later to `log`.
[[nodiscard]] Result<std::string> start_detached(const std::filesystem::path& log,
                                                 const std::function<Result<void>(const Ready&)>& body);

}  // namespace dbc::commands
