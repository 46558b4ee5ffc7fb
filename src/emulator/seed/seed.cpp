#include "dbc/emulator/seed.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "emulator/seed/seed_kinds.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// What people keep beside the content.
bool is_note(std::string_view name) {
  return to_lower(name).starts_with("readme") || to_lower(name).starts_with("license");
}

/// Programs leave files of such names anywhere: `.DS_Store`, `.gitkeep`, `job.json~`.
bool is_litter(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name.ends_with('~');
}

bool is_left_alone(const fs::recursive_directory_iterator& found) {
  return is_litter(found->path()) || (found.depth() == 0 && is_note(found->path().filename().string()));
}

/// True for a folder of which nothing else will come into the workspace.
bool is_empty_folder(const fs::path& folder) {
  std::error_code ignored;
  return std::ranges::all_of(fs::directory_iterator(folder, ignored),
                             [](const fs::directory_entry& entry) { return is_litter(entry.path()); });
}

Error unusable(const std::string& seed, const std::string& path, const std::string& why) {
  return {.kind = ErrorKind::input, .message = "the seed " + seed + " cannot be used: " + path + " " + why};
}

Result<SeedEntry> entry_of(const fs::directory_entry& found, const fs::path& folder, bool is_folder) {
  SeedEntry entry{.path = found.path().lexically_relative(folder).generic_string(), .is_folder = is_folder};
  if (!is_folder) entry.file = found.path();
  std::error_code problem;
  if (is_folder || found.is_regular_file(problem)) return entry;
  return unusable(folder.string(), entry.path, "is neither a file nor a folder");
}

Result<std::vector<SeedEntry>> scan(const fs::path& folder) {
  std::vector<SeedEntry> entries;
  std::error_code problem;
  fs::recursive_directory_iterator found(folder, problem);
  for (; !problem && found != fs::recursive_directory_iterator(); found.increment(problem)) {
    const bool is_folder = found->is_directory(problem);
    if (is_left_alone(found)) {
      found.disable_recursion_pending();
      continue;
    }
    if (is_folder && !is_empty_folder(found->path())) continue;
    DBC_TRY(auto entry, entry_of(*found, folder, is_folder));
    entries.push_back(std::move(entry));
  }
  if (problem) return system_error(problem.value(), "reading the seed " + folder.string());
  std::ranges::sort(entries, {}, &SeedEntry::path);
  return entries;
}

}  // namespace

Result<std::string> SeedEntry::read() const { return file.empty() ? std::string(text) : read_file(file); }

Result<Seed> Seed::read(const fs::path& folder) {
  DBC_TRY(auto entries, scan(folder));
  Seed seed(folder.string(), std::move(entries));
  DBC_CHECK(seed.check());
  return seed;
}

Result<void> Seed::check() const {
  for (const auto& entry : entries_) {
    const auto top = std::string_view(entry.path).substr(0, entry.path.find('/'));
    const SeedKind* kind = find_seed_kind(top);
    if (kind == nullptr) return unusable(name_, std::string(top), "is not part of a seed. Known are " + seed_names());
    const bool is_below = entry.path.size() > top.size();
    if (entry.is_folder && !is_below && !kind->is_file) continue;  // it could hold something
    if (is_below == kind->is_file)
      return unusable(name_, entry.path, kind->is_file ? "must be a file" : "must be a folder");
    if (kind->is_json && (entry.is_folder || !entry.path.ends_with(".json")))
      return unusable(name_, entry.path, "must be a file that ends with .json");
  }
  return {};
}

Result<void> Seed::apply(Workspace& workspace, const OnWarning& on_warning) const {
  SeedRun run(workspace);
  for (const SeedKind& kind : seed_kinds()) {
    const std::string prefix = std::string(kind.name) + (kind.is_file ? "" : "/");
    for (const auto& entry : entries_) {
      if (kind.is_file ? entry.path != prefix : !entry.path.starts_with(prefix)) continue;
      auto done = kind.apply(run, kind, entry);
      if (!done) return unusable(name_, entry.path, "is refused: " + done.error().message);
      for (const auto& warning : run.take_warnings())
        if (on_warning) on_warning(entry.path + ": " + warning);
    }
  }
  workspace.derive_ids_from({});
  return {};
}

}  // namespace dbc::emulator
