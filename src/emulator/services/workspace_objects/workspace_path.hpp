#pragma once

#include <string>
#include <string_view>

#include "emulator/files/tree_path.hpp"
#include "emulator/http/call.hpp"

namespace dbc::emulator {

/// A path in the workspace's tree as a client wrote it: everything is also visible below /Workspace.
struct WorkspacePath {
  TreePath place = {};      ///< without /Workspace
  std::string asked = {};   ///< as the client wrote it, for messages
  bool has_prefix = false;  ///< it began with /Workspace, and so do the paths of the answer
  std::string asker = {};   ///< user name of the caller, who owns what the request makes

  [[nodiscard]] std::string shown(const TreePath& other) const;
};

/// Reads a path, and makes sure that the caller has a home below /Users.
[[nodiscard]] Result<WorkspacePath> workspace_path(std::string_view text, const Call& call, const Context& context);
[[nodiscard]] Result<WorkspacePath> workspace_path_field(const Json& input, const Call& call, const Context& context);

/// Makes /Users/<user> with its Trash, where they are missing. For whoever makes users.
[[nodiscard]] Result<void> make_home(std::string_view user_name, const Context& context);

/// /Users/<user> and /Repos/<user>, which belong to that user.
[[nodiscard]] bool is_home(const TreePath& place);
/// /Users, /Shared and /Repos.
[[nodiscard]] bool is_top_folder(const TreePath& place);

/// DIRECTORY_PROTECTED for the root, the special folders and homes.
[[nodiscard]] Result<void> check_unprotected(const WorkspacePath& path, const Call& call, const Context& context);
/// Refuses new objects where only repos may be, /Repos/<folder>/<repo> and above, and what would make a home below
/// /Users that is nobody's. A user's missing home is made.
[[nodiscard]] Result<void> check_special_folders(const TreePath& place, bool is_directory, const Context& context);

[[nodiscard]] Error no_such_object(std::string_view asked);   ///< Path (...) doesn't exist.
[[nodiscard]] Error object_exists(std::string_view asked);    ///< Path (...) already exists.
[[nodiscard]] Error no_parent_folder(const TreePath& place);  ///< The parent folder (...) does not exist.

}  // namespace dbc::emulator
