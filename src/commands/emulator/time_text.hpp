#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::commands {

/// "2026-11-21T16:30:00.125Z"
[[nodiscard]] std::string utc_text(TimePoint time);

/// A time of RFC 3339, such as 2026-11-21T16:30:00Z or 2026-11-21T17:30:00.5+01:00. Errors are of kind `usage`.
[[nodiscard]] Result<TimePoint> parse_utc(std::string_view text);

/// A length of time: whole numbers, each with ms, s, m, h, d or w, as in 90s, 3d or 1h30m. Errors are of kind `usage`.
[[nodiscard]] Result<std::chrono::milliseconds> parse_length(std::string_view text);

/// "2h 30m", "1d 1s", "250ms", "0s"
[[nodiscard]] std::string length_text(std::chrono::milliseconds length);

}  // namespace dbc::commands
