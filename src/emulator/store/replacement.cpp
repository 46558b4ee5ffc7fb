#include "emulator/store/replacement.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "dbc/emulator/tree_removal.hpp"
#include "emulator/files/beneath.hpp"
#include "emulator/store/migrations.hpp"
#include "emulator/store/secret_box.hpp"

// The incoming folder gets another name when it is complete: from that moment the new workspace counts, and every step
// that follows can be repeated until all of them are done. The database comes last.

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// The folders of a workspace: its files, and what runs and clusters keep.
constexpr std::array k_trees{"files", "runs", "clusters"};

fs::path decided_folder(const fs::path& folder) { return folder / ".replacement"; }

bool is_there(const fs::path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

Result<void> rename_to(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return system_error(errno, "replacing " + to.string());
  return {};
}

Result<void> sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.get()) != 0) return system_error(errno, "writing " + folder.string());
  return {};
}

/// All of a file system at once: cheaper than file by file, and this is rare.
Result<void> sync_everything(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::syncfs(opened.get()) != 0) return system_error(errno, "writing " + folder.string());
  return {};
}

Result<void> replace_key(const fs::path& folder) {
  const auto key = read_own_file(secret_key_file(decided_folder(folder)));
  if (key) return write_file_atomically(secret_key_file(folder), *key, 0600);
  if (key.error().kind != ErrorKind::not_found) return key.error();
  return remove_tree(secret_key_file(folder));
}

/// Its place in the decided folder is empty once it is done.
Result<void> replace_tree(const fs::path& folder, const std::string& name) {
  const auto fresh = decided_folder(folder) / name;
  const auto old = decided_folder(folder) / (name + ".old");
  if (!is_there(fresh)) return {};
  if (is_there(folder / name) && !is_there(old)) DBC_CHECK(rename_to(folder / name, old));
  return rename_to(fresh, folder / name);
}

Result<void> replace_database(const fs::path& folder) {
  const auto fresh = database_file(decided_folder(folder));
  if (!is_there(fresh)) return {};
  for (const char* suffix : {"-wal", "-shm"}) DBC_CHECK(remove_tree(database_file(folder).string() + suffix));
  return rename_to(fresh, database_file(folder));
}

}  // namespace

fs::path incoming_folder(const fs::path& folder) { return folder / ".incoming"; }

Result<void> prepare_incoming(const fs::path& folder) {
  DBC_CHECK(remove_tree(incoming_folder(folder)));
  return make_folders(incoming_folder(folder), 0700);
}

bool is_replacement_pending(const fs::path& folder) { return is_there(decided_folder(folder)); }

Result<void> replace_workspace(const fs::path& folder, SharedState& alone) {
  for (const char* tree : k_trees) DBC_CHECK(make_folders(incoming_folder(folder) / tree, 0700));
  DBC_CHECK(sync_everything(incoming_folder(folder)));
  DBC_CHECK(rename_to(incoming_folder(folder), decided_folder(folder)));
  DBC_CHECK(sync_folder(folder));
  return finish_replacement(folder, alone);
}

Result<void> finish_replacement(const fs::path& folder, SharedState& alone) {
  if (!is_replacement_pending(folder)) return {};
  DBC_CHECK(alone.copy_from(shared_state_file(decided_folder(folder))));
  DBC_CHECK(replace_key(folder));
  for (const char* tree : k_trees) DBC_CHECK(replace_tree(folder, tree));
  DBC_CHECK(replace_database(folder));
  DBC_CHECK(sync_folder(folder));
  // Out of the way in one step, so that a crash while it is removed decides nothing.
  const auto rest = folder / (".replaced-" + random_hex(6));
  DBC_CHECK(rename_to(decided_folder(folder), rest));
  return remove_tree(rest);
}

}  // namespace dbc::emulator
