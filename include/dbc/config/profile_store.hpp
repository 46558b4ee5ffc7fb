#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dbc/base/result.hpp"
#include "dbc/config/ini_document.hpp"

namespace dbc::config {

/// A change to one section: keys to set (value) or remove (no value), in this order.
using ProfileChange = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// Settles a change from what the file holds at this moment. Nothing is written for an empty change.
using ProfileChangeFrom = std::function<Result<ProfileChange>(const IniDocument& document)>;

/// Applies a change to `section` of the profile file under a lock: read, change, write atomically with mode 0600. Two
/// processes that write at once lose nothing. A missing file is made; one that this user may not write is left alone,
/// and the owner of one that root writes stays.
[[nodiscard]] Result<void> update_profile(const std::filesystem::path& file, std::string_view section,
                                          const ProfileChange& change);
/// The same with a change that is made while the lock is held.
[[nodiscard]] Result<void> update_profile_with(const std::filesystem::path& file, std::string_view section,
                                               const ProfileChangeFrom& change_from);

/// Keeps the whole file as `document` has it in FILE.backup-N beside it, for this user alone, N one more than before;
/// the oldest of more than five go. Call it while `update_profile_with` settles a change, which holds the lock. The
/// path.
[[nodiscard]] Result<std::filesystem::path> keep_backup(const std::filesystem::path& file, const IniDocument& document);

/// The profile file, or an empty document where there is none.
[[nodiscard]] Result<IniDocument> load_profiles(const std::filesystem::path& file);

}  // namespace dbc::config
