#include "emulator/execution/hidden_folders.hpp"

#include <algorithm>

#include "dbc/emulator/seed.hpp"
#include "dbc/emulator/workspaces_place.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

void add_workspaces_in(const fs::path& parent, std::vector<fs::path>& hidden) {
  std::error_code ignored;
  std::vector<fs::path> found;
  bool has_other = false;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    if (is_workspace(entry.path()))
      found.push_back(entry.path());
    else
      has_other = true;
  }
  if (!has_other && !found.empty()) found = {parent};
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
  std::vector<fs::path> hidden;
  add_workspaces_in(workspace_folder.parent_path(), hidden);
  const auto place = workspaces_place(process_environment());
  if (place && !fs::equivalent(*place, workspace_folder.parent_path(), ignored)) add_workspaces_in(*place, hidden);
  for (fs::path& folder : hidden) folder = fs::weakly_canonical(folder, ignored);
  return outermost(std::move(hidden));
}

}  // namespace dbc::emulator
