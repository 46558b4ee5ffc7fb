#pragma once

#include "emulator/files/file_store.hpp"
#include "emulator/http/call.hpp"

namespace dbc::emulator {

/// Refuses a target that cannot become a file: the root, a folder, a file that must not be replaced, or a path
/// through a file.
[[nodiscard]] Result<void> check_dbfs_target(const TreePath& path, Replace replace, const Context& context);

/// Gives a finished file its place, and makes the folders above it.
[[nodiscard]] Result<void> place_dbfs_file(StagedFile& file, const TreePath& path, Replace replace,
                                           const Context& context);

/// Makes a folder with its parents.
[[nodiscard]] Result<void> make_dbfs_folders(const TreePath& path, const Context& context);

}  // namespace dbc::emulator
