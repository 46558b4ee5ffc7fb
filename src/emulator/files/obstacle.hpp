#pragma once

#include "emulator/files/file_tree.hpp"

namespace dbc::emulator {

/// The file that stands where a folder is wanted, at the path or above it; the path itself where there is none (any
/// more).
[[nodiscard]] Result<TreePath> obstacle_on(const TreePath& path, const FileTree& tree);

}  // namespace dbc::emulator
