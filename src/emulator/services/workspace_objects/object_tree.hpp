#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/emulator/http/limits.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/http/call.hpp"
#include "emulator/services/workspace_objects/workspace_object.hpp"

namespace dbc::emulator {

// The workspace's tree: what lies on disk, together with what the database knows of it. Files that a job made get an id
// when somebody first looks at them.

[[nodiscard]] Result<std::optional<WorkspaceObject>> find_object(const TreePath& path, const Context& context);
/// Folders first, then by name; nothing where there is no such folder.
[[nodiscard]] Result<std::optional<std::vector<WorkspaceObject>>> list_objects(const TreePath& path,
                                                                               const Context& context);
/// The bytes of a notebook or file; nothing where it is gone, MAX_NOTEBOOK_SIZE_EXCEEDED where it is too large.
[[nodiscard]] Result<std::optional<std::string>> read_object(const TreePath& path, const Context& context);

/// A notebook or file to be stored.
struct NewObject {
  TreePath path = {};
  std::string asked = {};  ///< the path for messages
  ObjectKind kind = ObjectKind::file;
  std::optional<NotebookLanguage> language = {};
  std::string creator = {};  ///< user name; counts only where the object is new
};

/// Stores it in an existing folder and returns its id, which stays the same when it is overwritten. Refuses to replace
/// one kind by another, and a folder by anything.
[[nodiscard]] Result<std::int64_t> store_object(const NewObject& object, StagedFile& content, Replace replace,
                                                const Context& context);
[[nodiscard]] Result<std::int64_t> store_object(const NewObject& object, std::string_view content, Replace replace,
                                                const Context& context);

/// Makes a folder with its parents, as far as they are missing; these belong to `creator`.
[[nodiscard]] Result<Outcome> make_object_folder(const TreePath& path, const std::string& creator,
                                                 const Context& context);

[[nodiscard]] Error object_too_large();

}  // namespace dbc::emulator
