#pragma once

#include <string_view>

#include "dbc/base/error.hpp"

namespace dbc::emulator {

/// An error from `errno` at work on the workspace's files. That the disk is full is told to clients, with status 507;
/// `doing` must name no path.
[[nodiscard]] Error disk_error(int error_number, std::string_view doing);

/// What a client is told where the disk is full.
[[nodiscard]] Error full_disk(std::string_view doing);

}  // namespace dbc::emulator
