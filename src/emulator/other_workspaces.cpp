#include "emulator/other_workspaces.hpp"

#include <algorithm>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/seed.hpp"
#include "dbc/emulator/workspaces_place.hpp"
#include "emulator/execution/process/running_worlds.hpp"
#include "emulator/files/beneath.hpp"
#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// Where they are written down, a path per line. Among the workspaces, so that no task can change it.
std::optional<fs::path> list_file() {
  const auto place = workspaces_place(process_environment());
  return place ? std::optional(*place / k_list_of_others / "folders") : std::nullopt;
}

/// Or is about to become one; what else was made in the place of one that was removed is none of ours.
bool is_or_becomes_workspace(const fs::path& folder) {
  std::error_code problem;
  return is_workspace(folder) || fs::exists(shared_state_file(folder), problem) || fs::is_empty(folder, problem);
}

std::vector<fs::path> read_list(const fs::path& file) {
  std::vector<fs::path> folders;
  const auto text = read_own_file(file);
  if (!text) return folders;
  for (const auto line : split(*text, '\n'))
    if (line.starts_with('/') && is_or_becomes_workspace(line)) folders.emplace_back(line);
  return folders;
}

bool is_known(const fs::path& folder, const fs::path& list) {
  const fs::path place = list.parent_path().parent_path();
  std::error_code ignored;
  return folder.parent_path() == fs::weakly_canonical(place, ignored) || folder.parent_path() == "/dev/shm" ||
         std::ranges::count(read_list(list), folder) > 0;
}

}  // namespace

std::vector<fs::path> noted_workspaces() {
  const auto list = list_file();
  return list ? read_list(*list) : std::vector<fs::path>{};
}

void note_workspace(const fs::path& folder) {
  const auto list = list_file();
  std::error_code problem;
  const fs::path path = fs::canonical(folder, problem);
  if (!list || problem || path.native().find('\n') != std::string::npos || is_known(path, *list)) return;
  if (!make_folders(list->parent_path(), 0700)) return;  // nobody is to be kept from working by a home without room
  const auto lock = FileLock::acquire_replaceable(*list);
  if (!lock) return;
  std::string text = path.string() + "\n";
  for (const auto& other : read_list(*list))
    if (other != path) text += other.string() + "\n";
  (void)write_file_atomically_unsynced(*list, text, 0600);
}

void hide_from_tasks(const fs::path& folder) {
  note_workspace(folder);
  std::error_code problem;
  const fs::path path = fs::canonical(folder, problem);
  if (!problem) hide_in_running_worlds(path);
}

}  // namespace dbc::emulator
