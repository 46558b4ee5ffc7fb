#pragma once

#include <filesystem>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// What becomes of symbolic links.
enum class Links {
  leave_out,  ///< for trees in which the workspace does not see them
  keep,       ///< as they are, wherever they lead
};

/// Copies a folder with all files and folders below it to a new folder `to`, with modes and times. Where the file
/// system can, the copies share their blocks until one of them is changed. Special files are left out.
[[nodiscard]] Result<void> copy_tree(const std::filesystem::path& from, const std::filesystem::path& to, Links links);

/// Copies one file to a new file `to`.
[[nodiscard]] Result<void> copy_one_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace dbc::emulator
