#pragma once

#include <filesystem>
#include <string_view>

#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

/// Makes a folder for what is not finished, locked for as long as the descriptor is open.
[[nodiscard]] Result<Descriptor> make_unfinished(const std::filesystem::path& folder);

/// Removes the entries of `parent` whose names begin and end so, and that nobody has locked.
void remove_unlocked(const std::filesystem::path& parent, std::string_view prefix, std::string_view suffix = "");

/// What a save or a deletion that was killed has left among the snapshots of a workspace.
void remove_unfinished_snapshots(const std::filesystem::path& snapshots);

}  // namespace dbc::emulator
