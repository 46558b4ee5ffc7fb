#pragma once

#include <string_view>

#include "dbc/base/error.hpp"

namespace dbc::emulator {

/// An error from `errno` at work on the workspace's files. That the disk is full or must not be written is told to
/// clients, with status 507; `doing` must name no path.
[[nodiscard]] Error disk_error(int error_number, std::string_view doing);

// What a client is told.
[[nodiscard]] Error full_disk(std::string_view doing);
[[nodiscard]] Error unwritable();

}  // namespace dbc::emulator
