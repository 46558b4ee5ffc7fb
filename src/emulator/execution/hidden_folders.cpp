#include "emulator/execution/hidden_folders.hpp"

#include <algorithm>
#include <cstdlib>

#include "dbc/emulator/seed.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// Where workspaces lie that nobody gave a place.
fs::path default_place() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  if (auto own = variable("DBC_DATA_HOME"); !own.empty()) return own;
  if (const auto data = variable("XDG_DATA_HOME"); !data.empty()) return fs::path(data) / "dbc/workspaces";
  const auto home = variable("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".local/share/dbc/workspaces";
}

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
  const auto place = default_place();
  if (!place.empty() && !fs::equivalent(place, workspace_folder.parent_path(), ignored))
    add_workspaces_in(place, hidden);
  for (fs::path& folder : hidden) folder = fs::weakly_canonical(folder, ignored);
  return outermost(std::move(hidden));
}

}  // namespace dbc::emulator
