#include "emulator/services/workspace_objects/object_permissions.hpp"

#include <array>
#include <charconv>

#include "emulator/files/file_store.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/permissions/audience.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/workspace_objects/object_repository.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 4> k_paths{"directories", "notebooks", "files", "repos"};  // by ObjectKind

Error no_such_node(const std::string& id) {
  return api_error(ErrorCode::resource_does_not_exist, "Node ID " + id + " does not exist.");
}

Result<ObjectRow> row_of(Transaction& transaction, const std::string& id) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (problem != std::errc{} || end != id.data() + id.size()) return no_such_node(id);
  if (number == 0) return ObjectRow{.kind = ObjectKind::directory};
  DBC_TRY(auto row, ObjectRepository(transaction).find(number));
  if (!row) return no_such_node(id);
  return std::move(*row);
}

/// The nearest folder above that has an id.
Result<std::optional<ObjectRef>> parent_of(Transaction& transaction, TreePath path) {
  if (path.is_root()) return std::optional<ObjectRef>{};
  for (path = path.parent(); !path.is_root(); path = path.parent()) {
    DBC_TRY(const auto row, ObjectRepository(transaction).find(path));
    if (row && is_folder(row->kind)) return std::optional(securable_of(*row));
  }
  return std::optional(securable_of({.kind = ObjectKind::directory}));
}

/// What holds by the rules of the tree, whoever made the folder.
ObjectFacts facts_by_place(const ObjectRow& row) {
  const auto& names = row.path.names();
  if (names.empty()) return {.creator = row.creator, .names_admins = true};
  if (names.size() == 1 && names[0] == "Shared") return {.level_of_everyone = level::can_manage, .names_admins = true};
  if (is_home(row.path)) return {.creator = names[1]};
  return {.creator = row.creator};
}

template <ObjectKind kind>
Result<ObjectFacts> find_of_kind(Transaction& transaction, Context& context, const std::string& id) {
  DBC_TRY(const auto row, row_of(transaction, id));
  DBC_TRY(const auto entry, context.files.workspace().find(row.path));
  if (!entry || entry->is_folder != is_folder(row.kind)) return no_such_node(id);
  if (row.kind != kind)
    return invalid_parameter("Node ID " + id + " is a " + std::string(securable_of(row).kind->noun) + ": ask for /" +
                             std::string(securable_of(row).kind->path) + "/" + id);
  ObjectFacts facts = facts_by_place(row);
  DBC_TRY(facts.parent, parent_of(transaction, row.path));
  return facts;
}

/// True where something below the folder was granted to the audience, or belongs to its user.
Result<bool> has_granted_below(Transaction& transaction, const TreePath& folder, const Audience& audience) {
  // '0' is the character after '/': the range holds what begins with the path and a slash.
  DBC_TRY(auto statement,
          transaction.prepare("SELECT EXISTS (SELECT 1 FROM workspace_objects WHERE path > ? AND path < ? AND " +
                              granted_condition({.kinds = "'directories','notebooks','files','repos'",
                                                 .id = "workspace_objects.object_id",
                                                 .creator = "workspace_objects.creator"}) +
                              ")"));
  const std::string text = folder.text();
  DBC_CHECK(statement.bind(text + "/", text + "0", audience.ids, audience.user_name).step());
  return statement.integer(0) != 0;
}

Result<bool> is_visible(const Call& call, Context& context, Transaction& transaction, const Audience& audience,
                        const WorkspaceObject& object) {
  if (object.row.path.is_root() || is_top_folder(object.row.path)) return true;
  DBC_TRY(const bool may_read, may(context, transaction, call.principal(), securable_of(object.row), level::can_read));
  if (may_read || !is_folder(object.row.kind)) return may_read;
  return has_granted_below(transaction, object.row.path, audience);
}

}  // namespace

Result<ObjectFacts> find_directory_object(Transaction& transaction, Context& context, const std::string& id) {
  return find_of_kind<ObjectKind::directory>(transaction, context, id);
}

Result<ObjectFacts> find_notebook_object(Transaction& transaction, Context& context, const std::string& id) {
  return find_of_kind<ObjectKind::notebook>(transaction, context, id);
}

Result<ObjectFacts> find_file_object(Transaction& transaction, Context& context, const std::string& id) {
  return find_of_kind<ObjectKind::file>(transaction, context, id);
}

Result<ObjectFacts> find_repo_object(Transaction& transaction, Context& context, const std::string& id) {
  return find_of_kind<ObjectKind::repo>(transaction, context, id);
}

ObjectRef securable_of(const ObjectRow& row) {
  return {k_paths.at(static_cast<std::size_t>(row.kind)), std::to_string(row.id)};
}

Result<void> require_on_object(const Call& call, Context& context, const WorkspaceObject& object,
                               std::string_view level) {
  if (call.principal().is_admin) return {};
  DBC_TRY(auto transaction, context.store.begin_read());
  return require(context, transaction, call.principal(), securable_of(object.row), level);
}

Result<void> require_to_store(const Call& call, Context& context, const TreePath& place) {
  if (call.principal().is_admin) return {};
  DBC_TRY(auto object, find_object(place, context));
  if (object) return require_on_object(call, context, *object, level::can_edit);
  for (TreePath folder = place; !object && !folder.is_root();) {
    folder = folder.parent();
    DBC_TRY(object, find_object(folder, context));
  }
  if (!object) return {};  // without a root there is nothing to protect, and storing tells why it fails
  return require_on_object(call, context, *object, level::can_manage);
}

Result<void> require_to_see(const Call& call, Context& context, const WorkspaceObject& object) {
  if (object.row.path.is_root() || is_top_folder(object.row.path)) return {};
  {
    DBC_TRY(auto transaction, context.store.begin_read());
    DBC_TRY(const auto audience, limited_audience(transaction, call.principal()));
    if (audience) {
      DBC_TRY(const bool may_see, is_visible(call, context, transaction, *audience, object));
      if (may_see) return {};
    }
  }
  return require_on_object(call, context, object, level::can_read);
}

Result<void> keep_visible(const Call& call, Context& context, const WorkspaceObject& folder,
                          std::vector<WorkspaceObject>& objects) {
  if (call.principal().is_admin) return {};
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto audience, limited_audience(transaction, call.principal()));
  if (!audience) return {};
  DBC_TRY(const bool may_read_all,
          may(context, transaction, call.principal(), securable_of(folder.row), level::can_read));
  if (may_read_all) return {};
  std::vector<WorkspaceObject> kept;
  for (auto& object : objects) {
    DBC_TRY(const bool may_see, is_visible(call, context, transaction, *audience, object));
    if (may_see) kept.push_back(std::move(object));
  }
  objects = std::move(kept);
  return {};
}

}  // namespace dbc::emulator
