#include "notebook_tree.hpp"

#include <map>
#include <optional>

#include "../transfer/local_folder.hpp"
#include "notebook_names.hpp"

namespace dbc::commands {
namespace {

using Trail = std::shared_ptr<const FolderTrail>;

Error same_object(const std::string& one, const std::string& other, const std::string& name) {
  return {.kind = ErrorKind::input,
          .message = one + " and " + other + " would both become " + name + " in the workspace",
          .hint = "Rename one of them; nothing was imported"};
}

/// What the entry is called in the workspace; nothing where it does not come along.
std::optional<std::string> name_in_workspace(const LocalEntry& entry) {
  if (entry.kind == LocalKind::folder) return entry.name;
  const auto notebook = entry.kind == LocalKind::file ? read_notebook_name(entry.name) : std::nullopt;
  return notebook ? std::optional(notebook->name) : std::nullopt;
}

Result<void> check_folder(const std::string& folder, bool hidden, const Trail& above) {
  DBC_TRY(const Trail here, enter_folder(folder, above));
  if (here == nullptr) return {};
  DBC_TRY(const auto entries, list_local_folder(folder, hidden));
  std::map<std::string, std::string> sources;
  for (const auto& entry : entries) {
    const auto name = name_in_workspace(entry);
    if (!name) continue;
    const auto source = join_local(folder, entry.name);
    const auto [known, is_new] = sources.try_emplace(*name, source);
    if (!is_new) return same_object(known->second, source, *name);
    if (entry.kind == LocalKind::folder) DBC_CHECK(check_folder(source, hidden, here));
  }
  return {};
}

}  // namespace

Result<void> check_distinct_notebooks(const std::string& folder, bool hidden) {
  return check_folder(folder, hidden, {});
}

}  // namespace dbc::commands
