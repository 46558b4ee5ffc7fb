#pragma once

#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Refuses what is no Quartz expression of six or seven fields, and one that has no time to fire at from `now` on.
[[nodiscard]] Result<void> check_quartz(std::string_view expression, TimePoint now);

/// Refuses what cannot be the id of a time zone. Whether a zone of that id exists is not known here.
[[nodiscard]] Result<void> check_time_zone(std::string_view id);

}  // namespace dbc::emulator
