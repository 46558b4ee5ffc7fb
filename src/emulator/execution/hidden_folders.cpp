#include "emulator/execution/hidden_folders.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "dbc/emulator/seed.hpp"
#include "dbc/emulator/workspaces_place.hpp"
#include "emulator/other_workspaces.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// Not one that programs share, such as /tmp.
bool is_own_folder(const fs::path& folder) {
  struct stat info {};
  return ::stat(folder.c_str(), &info) == 0 && info.st_uid == ::geteuid() && (info.st_mode & (S_ISVTX | S_IWOTH)) == 0;
}

void add_workspaces_in(const fs::path& parent, std::vector<fs::path>& hidden) {
  std::error_code ignored;
  std::vector<fs::path> found;
  bool has_other = false;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    if (is_workspace(entry.path()))
      found.push_back(entry.path());
    else if (entry.path().filename() != k_list_of_others)
      has_other = true;
  }
  if (!has_other && !found.empty() && is_own_folder(parent)) found = {parent};
  hidden.insert(hidden.end(), found.begin(), found.end());
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

/// What lies in another of them cannot be reached any more.
std::vector<fs::path> outermost(std::vector<fs::path> folders) {
  std::ranges::sort(folders);
  std::vector<fs::path> kept;
  for (fs::path& folder : folders)
    if (kept.empty() || !lies_in(folder, kept.back())) kept.push_back(std::move(folder));
  return kept;
}

}  // namespace

std::vector<fs::path> hidden_folders(const fs::path& workspace_folder) {
  std::error_code ignored;
  std::vector<fs::path> hidden = noted_workspaces();
  hidden.push_back(workspace_folder);
  add_workspaces_in(workspace_folder.parent_path(), hidden);
  const auto place = workspaces_place(process_environment());
  if (place && !fs::equivalent(*place, workspace_folder.parent_path(), ignored)) add_workspaces_in(*place, hidden);
  if (place) hidden.push_back(*place / k_list_of_others);
  add_workspaces_in("/dev/shm", hidden);
  // Behind its sockets are programs that start others, outside of any box.
  hidden.push_back("/run/user/" + std::to_string(::geteuid()));
  std::erase_if(hidden, [&](const fs::path& folder) { return !fs::is_directory(folder, ignored); });
  for (fs::path& folder : hidden) folder = fs::weakly_canonical(folder, ignored);
  return outermost(std::move(hidden));
}

}  // namespace dbc::emulator
