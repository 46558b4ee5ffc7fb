#include "dbc/emulator/snapshot.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "dbc/emulator/tree_removal.hpp"
#include "emulator/activity/change_log.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/snapshot/copy_tree.hpp"
#include "emulator/snapshot/unfinished.hpp"
#include "emulator/store/backup.hpp"
#include "emulator/store/migrations.hpp"
#include "emulator/store/replacement.hpp"
#include "emulator/store/secret_box.hpp"
#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// What files hold; staging and trash are of no use to anybody later.
constexpr std::array k_trees{"dbfs", "volumes", "workspace"};
/// What runs and clusters keep: logs, and environments of programs.
constexpr std::array k_kept{"runs", "clusters"};

fs::path snapshots_folder(const fs::path& folder) { return folder / "snapshots"; }

bool is_there(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

Result<fs::path> snapshot_folder(const fs::path& folder, std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  if (!name.empty() && name.size() <= 64 && !name.starts_with('.') && std::ranges::all_of(name, plain))
    return snapshots_folder(folder) / name;
  return Error{.kind = ErrorKind::input,
               .message = "'" + std::string(name) + "' is not a name for a snapshot",
               .hint = "use letters, digits, '-', '_' and '.', at most 64 of them"};
}

Error no_snapshot(const fs::path& folder, std::string_view name) {
  return {.kind = ErrorKind::not_found,
          .message = "there is no snapshot '" + std::string(name) + "' of the workspace in " + folder.string(),
          .hint = "`dbc emulator snapshot list` tells which there are"};
}

Result<fs::path> existing_snapshot(const fs::path& folder, std::string_view name) {
  DBC_TRY(auto path, snapshot_folder(folder, name));
  if (!is_there(database_file(path))) return no_snapshot(folder, name);
  return path;
}

Snapshot describe(const fs::path& path) {
  Snapshot snapshot{.name = path.filename().string()};
  struct stat info {};
  if (::stat(database_file(path).c_str(), &info) == 0)
    snapshot.created_at = from_epoch_millis(info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000);
  std::error_code problem;
  for (fs::recursive_directory_iterator entry(path, problem); !problem && entry != fs::recursive_directory_iterator();
       entry.increment(problem)) {
    std::error_code is_gone;
    if (const auto size = entry->is_regular_file(is_gone) ? entry->file_size(is_gone) : 0; !is_gone)
      snapshot.bytes += size;
  }
  return snapshot;
}

Result<void> copy_files(const fs::path& from, const fs::path& to) {
  DBC_CHECK(make_folders(to / "files", 0700));
  for (const char* tree : k_trees) DBC_CHECK(copy_tree(from / "files" / tree, to / "files" / tree, Links::leave_out));
  return make_folders(to / "files/staging", 0700);  // says that the trees are complete
}

Result<void> copy_if_there(const fs::path& from, const fs::path& to) {
  return is_there(from) ? copy_one_file(from, to) : Result<void>{};
}

Result<void> copy_state(const fs::path& from, const fs::path& to) {
  for (const char* tree : k_kept)
    if (is_there(from / tree)) DBC_CHECK(copy_tree(from / tree, to / tree, Links::keep));
  DBC_CHECK(copy_if_there(secret_key_file(from), secret_key_file(to)));
  return copy_if_there(shared_state_file(from), shared_state_file(to));
}

/// Nobody changes a file while this lasts, so that every answer given before belongs to the copy.
Result<void> copy_workspace(const fs::path& from, const fs::path& to) {
  FileStore files(from);
  DBC_CHECK(files.prepare());
  DBC_TRY(const auto dbfs, files.dbfs().freeze());
  DBC_TRY(const auto volumes, files.volumes().freeze());
  DBC_TRY(const auto workspace, files.workspace().freeze());
  DBC_CHECK(copy_database(database_file(from), database_file(to)));
  DBC_CHECK(remove_change_log(database_file(to)));
  DBC_CHECK(copy_files(from, to));
  return copy_state(from, to);
}

Result<void> set_time(const fs::path& file, TimePoint time) {
  const auto millis = to_epoch_millis(time);
  const timespec moment{.tv_sec = millis / 1000, .tv_nsec = (millis % 1000) * 1'000'000};
  const std::array<timespec, 2> times{moment, moment};
  if (::utimensat(AT_FDCWD, file.c_str(), times.data(), 0) != 0) return system_error(errno, "writing " + file.string());
  return {};
}

Result<void> sync_all(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::syncfs(opened.get()) != 0) return system_error(errno, "writing " + folder.string());
  return {};
}

/// Out of sight in one step, then removed.
Result<void> discard(const fs::path& path) {
  const auto rest = path.parent_path() / (".discarded-" + random_hex(6));
  if (::rename(path.c_str(), rest.c_str()) != 0) return system_error(errno, "removing " + path.string());
  return remove_tree(rest);
}

/// Gives a complete snapshot its name.
Result<void> publish(const fs::path& made, const fs::path& target, bool overwrites) {
  const unsigned flags = is_there(target) && overwrites ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, target.c_str(), flags) != 0)
    return system_error(errno, "making the snapshot " + target.string());
  return flags == RENAME_EXCHANGE ? discard(made) : Result<void>{};
}

}  // namespace

Result<Snapshot> save_snapshot(const fs::path& folder, std::string_view name, bool overwrites, TimePoint now) {
  DBC_TRY(const auto target, snapshot_folder(folder, name));
  if (!is_there(database_file(folder)))
    return Error{.kind = ErrorKind::not_found,
                 .message = "there is no workspace in " + folder.string(),
                 .hint = "`dbc emulator start` makes one"};
  if (is_there(target) && !overwrites)
    return Error{.kind = ErrorKind::input,
                 .message = "there is a snapshot '" + std::string(name) + "' already",
                 .hint = "--overwrite replaces it"};
  DBC_TRY(const auto state, SharedState::open(folder));
  remove_unfinished_snapshots(snapshots_folder(folder));
  const auto made = snapshots_folder(folder) / (".saving-" + random_hex(6));
  DBC_TRY(const auto lock, make_unfinished(made));
  auto done = copy_workspace(folder, made);
  if (done) done = set_time(database_file(made), now);
  if (done) done = sync_all(made);
  if (done) done = publish(made, target, overwrites);
  if (!done) (void)remove_tree(made);
  if (!done) return std::move(done).error();
  return describe(target);
}

Result<void> load_snapshot(const fs::path& folder, std::string_view name) {
  DBC_TRY(const auto source, existing_snapshot(folder, name));
  DBC_TRY(const auto alone, SharedState::open_alone(folder));
  DBC_CHECK(prepare_incoming(folder));
  const auto incoming = incoming_folder(folder);
  DBC_CHECK(copy_database(database_file(source), database_file(incoming)));
  DBC_CHECK(copy_files(source, incoming));
  DBC_CHECK(copy_state(source, incoming));
  return replace_workspace(folder, *alone);
}

Result<std::vector<Snapshot>> list_snapshots(const fs::path& folder) {
  remove_unfinished_snapshots(snapshots_folder(folder));
  std::vector<Snapshot> all;
  std::error_code problem;
  for (fs::directory_iterator entry(snapshots_folder(folder), problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem))
    if (!entry->path().filename().string().starts_with('.')) all.push_back(describe(entry->path()));
  if (problem && problem != std::errc::no_such_file_or_directory)
    return system_error(problem.value(), "listing " + snapshots_folder(folder).string());
  std::ranges::sort(all, {}, &Snapshot::name);
  return all;
}

Result<void> delete_snapshot(const fs::path& folder, std::string_view name) {
  DBC_TRY(const auto path, existing_snapshot(folder, name));
  return discard(path);
}

}  // namespace dbc::emulator
