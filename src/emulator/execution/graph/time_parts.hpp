#pragma once

#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"

namespace dbc::emulator {

/// A part of a time in UTC, as references name it: iso_date, iso_datetime, iso_weekday (1 is Monday), is_weekday, year,
/// month, day, hour, minute, second, timestamp_ms. Empty for any other word.
[[nodiscard]] std::string time_part(TimePoint time, std::string_view part);

}  // namespace dbc::emulator
