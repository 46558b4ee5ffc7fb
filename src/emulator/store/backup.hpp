#pragma once

#include <filesystem>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Copies a database as it stands at one moment, while others read and write it. `to` must not exist.
[[nodiscard]] Result<void> copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace dbc::emulator
