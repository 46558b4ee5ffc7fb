#include "emulator/services/workspace_objects/workspace_path.hpp"

#include "emulator/files/file_store.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_prefix = "Workspace";
constexpr std::size_t k_repo_depth = 3;  // Repos, folder, repo
constexpr std::size_t k_max_folder_name = 255;

constexpr std::size_t k_home_depth = 2;  // Users, home

bool is_home_of(const TreePath& place, std::string_view user) {
  const auto& names = place.names();
  return names.size() == 2 && names[0] == "Users" && names[1] == user;
}

/// Somebody whose name cannot be a folder's has no home.
bool can_name_folder(std::string_view name) {
  return !name.empty() && name.size() <= k_max_folder_name && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos;
}

TreePath first(const TreePath& path, std::size_t count) {
  TreePath head;
  for (std::size_t i = 0; i < count; ++i) head = head.child(path.names()[i]);
  return head;
}

/// Refuses new objects where only repos may be: /Repos/<folder>/<repo> and above.
Result<void> check_repos_rules(const TreePath& place, bool is_directory, const Context& context) {
  const auto& names = place.names();
  if (names.empty() || names.front() != "Repos" || (is_directory && names.size() < k_repo_depth)) return {};
  if (names.size() > k_repo_depth || is_directory) {
    DBC_TRY(const auto repo, context.files.workspace().find(first(place, k_repo_depth)));
    if (repo && repo->is_folder) return {};
  }
  return invalid_parameter("Below /Repos there are folders, and in them only repos, which the Repos API makes: " +
                           place.text());
}

Error users_are_protected(const TreePath& place) {
  return api_error(ErrorCode::directory_protected,
                   "Folder Users is protected: it holds the homes of users, and there is no user " + place.names()[1]);
}

Result<bool> is_known(const std::string& user_name, const Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(const auto known, PrincipalRepository(transaction).find_creator(user_name));
  return known.has_value() && known->name == user_name;
}

/// Refuses what would make the home of nobody.
Result<void> check_home_rules(const TreePath& place, bool is_directory, const Context& context) {
  const auto& names = place.names();
  if (names.size() < k_home_depth || names.front() != "Users") return {};
  DBC_TRY(const auto home, context.files.workspace().find(first(place, k_home_depth)));
  if (home) return {};
  DBC_TRY(const bool is_users, is_known(names[1], context));
  if (!is_directory || !is_users) return users_are_protected(place);
  return make_home(names[1], context);
}

}  // namespace

bool is_home(const TreePath& place) {
  const auto& names = place.names();
  return names.size() == 2 && (names[0] == "Users" || names[0] == "Repos");
}

bool is_top_folder(const TreePath& place) {
  const auto& names = place.names();
  return names.size() == 1 && (names[0] == "Users" || names[0] == "Shared" || names[0] == "Repos");
}

std::string WorkspacePath::shown(const TreePath& other) const {
  if (!has_prefix) return other.text();
  return other.is_root() ? "/Workspace" : "/Workspace" + other.text();
}

Result<WorkspacePath> workspace_path(std::string_view text, const Call& call, const Context& context) {
  if (!text.starts_with('/')) return invalid_parameter("Path (" + std::string(text) + ") doesn't start with '/'");
  DBC_TRY(auto place, TreePath::parse(text));
  WorkspacePath path{.asked = place.text(), .asker = call.principal().user_name};
  path.has_prefix = !place.is_root() && place.names().front() == k_prefix;
  path.place = path.has_prefix ? place.below(1) : std::move(place);
  DBC_CHECK(make_home(call.principal().user_name, context));
  return path;
}

Result<WorkspacePath> workspace_path_field(const Json& input, const Call& call, const Context& context) {
  DBC_TRY(const auto text, Fields(input).required_text("path"));
  return workspace_path(text, call, context);
}

Result<void> make_home(std::string_view user_name, const Context& context) {
  if (!can_name_folder(user_name)) return {};
  const TreePath home = TreePath().child("Users").child(std::string(user_name));
  DBC_TRY(const auto entry, context.files.workspace().find(home));
  if (entry) return {};
  DBC_CHECK(context.files.workspace().make_folder(home.child("Trash")));
  return {};
}

Result<void> check_unprotected(const WorkspacePath& path, const Call& call, const Context& context) {
  const bool is_living_home =
      is_home_of(path.place, call.principal().user_name) || is_home_of(path.place, context.identity.owner);
  if (!path.place.is_root() && !is_top_folder(path.place) && !is_living_home) return {};
  const std::string name = path.place.is_root() ? "/" : path.place.name();
  return api_error(ErrorCode::directory_protected, "Folder " + name + " is protected");
}

Result<void> check_special_folders(const TreePath& place, bool is_directory, const Context& context) {
  DBC_CHECK(check_repos_rules(place, is_directory, context));
  return check_home_rules(place, is_directory, context);
}

Error no_such_object(std::string_view asked) {
  return api_error(ErrorCode::resource_does_not_exist, "Path (" + std::string(asked) + ") doesn't exist.");
}

Error object_exists(std::string_view asked) {
  return api_error(ErrorCode::resource_already_exists, "Path (" + std::string(asked) + ") already exists.");
}

Error no_parent_folder(const TreePath& place) {
  return api_error(ErrorCode::resource_does_not_exist, "The parent folder (" + place.text() + ") does not exist.");
}

}  // namespace dbc::emulator
