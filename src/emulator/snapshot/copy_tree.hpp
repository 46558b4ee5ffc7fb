#pragma once

#include <filesystem>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Copies a folder with all files and folders below it to a new folder `to`, with modes and times. Where the file
/// system can, the copies share their blocks until one of them is changed. Links and other special files are left out,
/// as the workspace does not see them either.
[[nodiscard]] Result<void> copy_tree(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies one file to a new file `to`.
[[nodiscard]] Result<void> copy_one_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace dbc::emulator
