#pragma once

#include <vector>

#include "emulator/services/permissions/object_kind.hpp"
#include "emulator/services/workspace_objects/workspace_object.hpp"

namespace dbc::emulator {

// Permissions in the workspace's tree. Everything inherits from the folders above it: a home is its user's, /Shared is
// everybody's, and what somebody makes is theirs to manage. Ids are those of objects; the root's is 0.

[[nodiscard]] Result<ObjectFacts> find_directory_object(Transaction& transaction, Context& context,
                                                        const std::string& id);
[[nodiscard]] Result<ObjectFacts> find_notebook_object(Transaction& transaction, Context& context,
                                                       const std::string& id);
[[nodiscard]] Result<ObjectFacts> find_file_object(Transaction& transaction, Context& context, const std::string& id);
[[nodiscard]] Result<ObjectFacts> find_repo_object(Transaction& transaction, Context& context, const std::string& id);

/// What permissions call an object.
[[nodiscard]] ObjectRef securable_of(const ObjectRow& row);

/// Refuses who lacks this level on an object.
[[nodiscard]] Result<void> require_on_object(const Call& call, Context& context, const WorkspaceObject& object,
                                             std::string_view level);
/// Refuses who may not store an object at this place: edit what is there, or else manage the folder.
[[nodiscard]] Result<void> require_to_store(const Call& call, Context& context, const TreePath& place);
/// Refuses who may not see that an object is there: who may read neither it nor anything below it.
[[nodiscard]] Result<void> require_to_see(const Call& call, Context& context, const WorkspaceObject& object);

/// Leaves out what the caller may not see of the objects in a folder.
[[nodiscard]] Result<void> keep_visible(const Call& call, Context& context, const WorkspaceObject& folder,
                                        std::vector<WorkspaceObject>& objects);

}  // namespace dbc::emulator
