#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dbc::emulator {

/// True for a word that stands for a runtime version in policies: auto:latest-lts, ...
[[nodiscard]] bool is_runtime_alias(std::string_view text);

/// The version from conf/runtimes.toml that such a word stands for today; nothing for one that no policy may use.
[[nodiscard]] std::optional<std::string> runtime_of_alias(std::string_view alias);

}  // namespace dbc::emulator
