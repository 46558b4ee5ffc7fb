#include "emulator/services/workspace_objects/object_tree.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "emulator/http/error_code.hpp"
#include "emulator/notebooks/source_text.hpp"
#include "emulator/services/workspace_objects/full_names.hpp"
#include "emulator/services/workspace_objects/object_repository.hpp"
#include "emulator/services/workspace_objects/workspace_path.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_header_bytes = 64;  // a notebook's header line fits

bool fits(const ObjectRow& row, const FileEntry& entry) { return is_folder(row.kind) == entry.is_folder; }

WorkspaceObject join_object(ObjectRow row, const FileEntry& entry) {
  return {.row = std::move(row), .modified_at = entry.modified_at, .size = entry.size};
}

Result<std::string> read_head(const OpenedFile& opened, std::size_t most) {
  std::string head(std::min<std::uint64_t>(most, opened.entry.size), '\0');
  std::size_t filled = 0;
  while (filled < head.size()) {
    const ssize_t got =
        ::pread(opened.descriptor.get(), head.data() + filled, head.size() - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(errno, "reading a file of the workspace");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  head.resize(filled);
  return head;
}

bool has_extension(std::string_view name) { return name.find('.', 1) != std::string_view::npos; }

/// What something on disk is that no row tells of. Repos lie at the third level below /Repos; a notebook is known by
/// its header, and has no extension.
Result<ObjectRow> recognize(const TreePath& path, const FileEntry& entry, const Context& context) {
  ObjectRow row{.path = path, .kind = ObjectKind::file, .created_at = entry.modified_at};
  const bool is_repo = path.names().size() == 3 && path.names().front() == "Repos";
  if (entry.is_folder) row.kind = is_repo ? ObjectKind::repo : ObjectKind::directory;
  if (entry.is_folder || has_extension(path.name())) return row;
  DBC_TRY(const auto opened, context.files.workspace().open(path));
  if (!opened) return row;
  DBC_TRY(const auto head, read_head(*opened, k_header_bytes));
  row.language = language_of_header(head);
  if (row.language) row.kind = ObjectKind::notebook;
  return row;
}

/// Gives each folder above a row: permissions are inherited from ids.
Result<void> adopt_folders_above(const TreePath& path, ObjectRepository& rows, const Context& context) {
  if (path.is_root() || path.parent().is_root()) return {};
  DBC_TRY(const auto known, rows.find(path.parent()));
  if (known) return {};
  DBC_CHECK(adopt_folders_above(path.parent(), rows, context));
  DBC_TRY(const auto entry, context.files.workspace().find(path.parent()));
  if (!entry) return {};
  DBC_TRY(const auto row, recognize(path.parent(), *entry, context));
  DBC_CHECK(rows.replace(row));
  return {};
}

/// The row of what lies on disk; a new one where there is none that fits.
Result<ObjectRow> adopt(const TreePath& path, const FileEntry& entry, ObjectRepository& rows, const Context& context) {
  DBC_TRY(auto known, rows.find(path));
  if (known && fits(*known, entry)) return std::move(*known);
  DBC_CHECK(adopt_folders_above(path, rows, context));
  DBC_TRY(auto row, recognize(path, entry, context));
  DBC_TRY(row.id, rows.replace(row));
  return row;
}

Result<std::map<std::string, ObjectRow>> known_children(const TreePath& path, const Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(auto rows, ObjectRepository(transaction).children(path));
  std::map<std::string, ObjectRow> by_name;
  for (auto& row : rows) by_name.emplace(row.path.name(), row);
  return by_name;
}

Result<void> adopt_missing(const TreePath& path, const std::vector<FileEntry>& entries,
                           std::map<std::string, ObjectRow>& rows, const Context& context) {
  const auto is_known = [&](const FileEntry& entry) {
    const auto found = rows.find(entry.name);
    return found != rows.end() && fits(found->second, entry);
  };
  if (std::ranges::all_of(entries, is_known)) return {};
  DBC_TRY(auto transaction, context.store.begin_write());
  ObjectRepository repository(transaction);
  for (const auto& entry : entries) {
    if (is_known(entry)) continue;
    DBC_TRY(rows[entry.name], adopt(path.child(entry.name), entry, repository, context));
  }
  return transaction.commit();
}

Error kind_conflict(ObjectKind wanted, ObjectKind existing) {
  return invalid_parameter("Requested node type [" + std::string(name_of(wanted)) +
                           "] is different from the existing node type [" + std::string(name_of(existing)) + "]");
}

/// The row that stays when the object is stored; nothing where it is a new one.
Result<std::optional<ObjectRow>> row_to_keep(const NewObject& object, Replace replace, ObjectRepository& rows,
                                             const Context& context) {
  DBC_TRY(const auto entry, context.files.workspace().find(object.path));
  if (!entry) return std::optional<ObjectRow>{};
  DBC_TRY(auto existing, adopt(object.path, *entry, rows, context));
  if (is_folder(existing.kind)) return object_exists(object.asked);
  if (existing.kind != object.kind) return kind_conflict(object.kind, existing.kind);
  if (replace == Replace::no) return object_exists(object.asked);
  return std::optional(std::move(existing));
}

Result<std::int64_t> save_row(const NewObject& object, const std::optional<ObjectRow>& kept, ObjectRepository& rows,
                              TimePoint now, const Context& context) {
  if (!kept) {
    DBC_CHECK(adopt_folders_above(object.path, rows, context));
    return rows.replace({.path = object.path,
                         .kind = object.kind,
                         .language = object.language,
                         .created_at = now,
                         .creator = object.creator});
  }
  DBC_CHECK(rows.set_language(kept->id, object.language));
  return kept->id;
}

Result<void> check_new_name(const NewObject& object, StagedFile& content, const std::optional<ObjectRow>& kept,
                            ObjectRepository& rows, const Context& context) {
  const auto find = [&](const TreePath& place) -> Result<std::optional<ObjectRow>> {
    DBC_TRY(const auto entry, context.files.workspace().find(place));
    if (!entry) return std::optional<ObjectRow>{};
    DBC_TRY(auto row, adopt(place, *entry, rows, context));
    return std::optional(std::move(row));
  };
  DBC_TRY(const auto text, content.view());
  const ObjectRow row{.path = object.path, .kind = object.kind, .language = object.language};
  return check_full_name(row, text, kept, find, context);
}

/// The folders on the way to `path` and itself, as far as they are missing, from the top.
Result<std::vector<TreePath>> missing_folders(const TreePath& path, const Context& context) {
  std::vector<TreePath> missing;
  for (TreePath folder = path; !folder.is_root(); folder = folder.parent()) {
    DBC_TRY(const auto entry, context.files.workspace().find(folder));
    if (entry) break;
    missing.insert(missing.begin(), folder);
  }
  return missing;
}

}  // namespace

Error object_too_large() {
  return api_error(ErrorCode::max_notebook_size_exceeded,
                   "Notebook size exceeds maximum allowed size (" + std::to_string(k_max_object_bytes) + " bytes)");
}

Result<std::optional<WorkspaceObject>> find_object(const TreePath& path, const Context& context) {
  DBC_TRY(const auto entry, context.files.workspace().find(path));
  if (!entry) return std::optional<WorkspaceObject>{};
  if (path.is_root()) return std::optional(join_object({.kind = ObjectKind::directory}, *entry));
  {
    DBC_TRY(auto transaction, context.store.begin_read());
    DBC_TRY(auto known, ObjectRepository(transaction).find(path));
    if (known && fits(*known, *entry)) return std::optional(join_object(std::move(*known), *entry));
  }
  DBC_TRY(auto transaction, context.store.begin_write());
  ObjectRepository rows(transaction);
  DBC_TRY(auto row, adopt(path, *entry, rows, context));
  DBC_CHECK(transaction.commit());
  return std::optional(join_object(std::move(row), *entry));
}

Result<std::optional<std::vector<WorkspaceObject>>> list_objects(const TreePath& path, const Context& context) {
  DBC_TRY(const auto entries, context.files.workspace().list(path));
  if (!entries) return std::optional<std::vector<WorkspaceObject>>{};
  DBC_TRY(auto rows, known_children(path, context));
  DBC_CHECK(adopt_missing(path, *entries, rows, context));
  std::vector<WorkspaceObject> objects;
  for (const auto& entry : *entries) objects.push_back(join_object(rows.at(entry.name), entry));
  std::stable_partition(objects.begin(), objects.end(),
                        [](const WorkspaceObject& each) { return is_folder(each.row.kind); });
  return std::optional(std::move(objects));
}

Result<std::optional<std::string>> read_object(const TreePath& path, const Context& context) {
  DBC_TRY(const auto opened, context.files.workspace().open(path));
  if (!opened) return std::optional<std::string>{};
  DBC_TRY(auto content, read_head(*opened, k_max_object_bytes + 1));
  if (content.size() > k_max_object_bytes) return object_too_large();
  return std::optional(std::move(content));
}

Result<std::int64_t> store_object(const NewObject& object, StagedFile& content, Replace replace,
                                  const Context& context) {
  if (object.path.is_root()) return object_exists(object.asked);
  DBC_CHECK(check_special_folders(object.path, false, context));
  const TimePoint now = context.clock.now();
  DBC_CHECK(content.finish(content.size(), now));
  // One write transaction holds the row and the rename together: of two writers, the later one wins with both.
  DBC_TRY(auto transaction, context.store.begin_write());
  ObjectRepository rows(transaction);
  DBC_TRY(const auto kept, row_to_keep(object, replace, rows, context));
  DBC_CHECK(check_new_name(object, content, kept, rows, context));
  DBC_TRY(const auto id, save_row(object, kept, rows, now, context));
  FolderSync sync;
  DBC_TRY(const auto outcome,
          context.files.workspace().place(content, object.path, kept ? Replace::yes : Replace::no, sync));
  if (outcome == Outcome::exists) return object_exists(object.asked);
  if (outcome != Outcome::done) return no_parent_folder(object.path.parent());
  DBC_CHECK(transaction.commit());
  DBC_CHECK(sync.finish());  // not before: those whose turn it is next would wait for it
  return id;
}

Result<std::int64_t> store_object(const NewObject& object, std::string_view content, Replace replace,
                                  const Context& context) {
  DBC_TRY(auto staged, context.files.staging().create());
  DBC_CHECK(staged.append(content));
  return store_object(object, staged, replace, context);
}

Result<Outcome> make_object_folder(const TreePath& path, const std::string& creator, const Context& context) {
  DBC_TRY(const auto entry, context.files.workspace().find(path));
  if (entry) return entry->is_folder ? Outcome::done : Outcome::exists;
  // The lock keeps two who make the same folder from owning it one after the other.
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_TRY(const auto missing, missing_folders(path, context));
  DBC_TRY(const auto outcome, context.files.workspace().make_folder(path));
  if (outcome != Outcome::done || missing.empty()) return outcome;
  ObjectRepository rows(transaction);
  DBC_CHECK(adopt_folders_above(missing.front(), rows, context));
  for (const auto& folder : missing)
    DBC_CHECK(rows.replace(
        {.path = folder, .kind = ObjectKind::directory, .created_at = context.clock.now(), .creator = creator}));
  DBC_CHECK(transaction.commit());
  return outcome;
}

}  // namespace dbc::emulator
