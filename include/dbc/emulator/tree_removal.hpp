#pragma once

#include <filesystem>
#include <string>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Removes a file, or a folder with all it holds, that a job may have made and may still be changing: links are removed
/// and never followed, folders may be nested however deep, and one that its owner may not enter is opened up. Nothing
/// of that name is no error.
[[nodiscard]] Result<void> remove_in(int folder, const std::string& name);

/// The same by path; the folder around it must be no job's to change.
[[nodiscard]] Result<void> remove_tree(const std::filesystem::path& path);

}  // namespace dbc::emulator
