#pragma once

#include <optional>
#include <string>

namespace dbc::emulator {

/// Why a text is no regular expression; nothing where it is one.
[[nodiscard]] std::optional<std::string> pattern_problem(const std::string& pattern);

/// True where a regular expression matches the whole of a text. One that takes too long does not match.
[[nodiscard]] bool matches_pattern(const std::string& pattern, const std::string& text);

}  // namespace dbc::emulator
