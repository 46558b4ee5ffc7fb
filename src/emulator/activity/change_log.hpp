#pragma once

#include <vector>

#include "dbc/emulator/activity.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Has the database itself note what is made, changed and deleted in it from now on, whichever process does so. Notes
/// that an earlier one has left are gone.
[[nodiscard]] Result<void> begin_change_log(Store& store);
/// What was noted, in its order; nothing is noted from now on.
[[nodiscard]] Result<std::vector<Change>> end_change_log(Store& store);

/// Takes the log out of a copy of a database, which nobody uses yet.
[[nodiscard]] Result<void> remove_change_log(const std::filesystem::path& database);
/// The objects of the workspace that have rows, by path, each as a change without an action.
[[nodiscard]] Result<std::map<std::string, Change>> known_objects(Store& store);

}  // namespace dbc::emulator
