#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "dbc/emulator/activity.hpp"

namespace dbc::emulator {

/// Every file and folder of a tree by its path within, with what changes whenever its content does; a folder's is
/// empty.
using TreeMarks = std::map<std::string, std::string>;

[[nodiscard]] TreeMarks marks_of(const std::filesystem::path& root);

/// What has become of a tree. `kind` is that of a file ("DBFS file"), `prefix` stands before the paths.
[[nodiscard]] std::vector<Change> tree_changes(const TreeMarks& before, const TreeMarks& after, const std::string& kind,
                                               const std::string& prefix);

}  // namespace dbc::emulator
