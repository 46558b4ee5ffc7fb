#include "emulator/execution/task_source.hpp"

#include <algorithm>
#include <array>

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> k_workspace_roots{"/Users/", "/Shared/", "/Repos/", "/Workspace/"};

/// What follows `prefix`, with a slash in front; empty where `text` does not begin with it.
std::string_view after(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size() - 1) : std::string_view{};
}

Error missing_file(const std::string& text) {
  return {.kind = ErrorKind::not_found, .message = "Cannot read the file " + text + ": it does not exist."};
}

Error unreachable(const std::string& text) {
  return {.kind = ErrorKind::input,
          .message = "Cannot read the file " + text +
                     ": the emulated workspace has the files below dbfs:/, /Workspace and /Volumes, and local ones "
                     "as file:/..."};
}

}  // namespace

Result<TaskFile> TaskFile::in_tree(Place place, const FileTree& tree, std::string_view path, const std::string& text) {
  DBC_TRY(const auto parsed, TreePath::parse(path));
  DBC_TRY(const auto entry, tree.find(parsed));
  if (!entry || entry->is_folder) return missing_file(text);
  TaskFile file;
  file.place_ = place;
  file.size_ = entry->size;
  file.below_ = fs::path(parsed.text()).relative_path();
  file.physical_ = tree.physical(parsed);
  return file;
}

Result<TaskFile> TaskFile::on_machine(std::string_view path, const std::string& text) {
  TaskFile file;
  file.physical_ = fs::path("/" + std::string(path.substr(std::min(path.find_first_not_of('/'), path.size()))));
  std::error_code problem;
  if (!fs::is_regular_file(file.physical_, problem)) return missing_file(text);
  file.size_ = fs::file_size(file.physical_, problem);
  return file;
}

Result<TaskFile> TaskFile::find(const FileStore& files, const std::string& text, std::uint64_t most) {
  DBC_TRY(auto file, locate(files, text));
  if (file.size_ <= most) return file;
  return Error{.kind = ErrorKind::input,
               .message = "Cannot read the file " + text + ": it has " + std::to_string(file.size_) +
                          " bytes, and may have " + std::to_string(most) + "."};
}

Result<TaskFile> TaskFile::locate(const FileStore& files, const std::string& text) {
  if (const auto path = after(text, "dbfs:/"); !path.empty()) {
    if (const auto volume = after(path, "/Volumes/"); !volume.empty())
      return in_tree(Place::volumes, files.volumes(), volume, text);
    return in_tree(Place::dbfs, files.dbfs(), path, text);
  }
  if (const auto path = after(text, "/dbfs/"); !path.empty()) return in_tree(Place::dbfs, files.dbfs(), path, text);
  if (const auto path = after(text, "/Volumes/"); !path.empty())
    return in_tree(Place::volumes, files.volumes(), path, text);
  if (const auto path = after(text, "file:/Workspace/"); !path.empty())
    return in_tree(Place::workspace, files.workspace(), path, text);
  if (const auto path = after(text, "file:/"); !path.empty()) return on_machine(path, text);
  if (const auto path = after(text, "/Workspace/"); !path.empty())
    return in_tree(Place::workspace, files.workspace(), path, text);
  if (std::ranges::any_of(k_workspace_roots, [&](std::string_view root) { return text.starts_with(root); }))
    return in_tree(Place::workspace, files.workspace(), text, text);
  return unreachable(text);
}

std::optional<TreePath> TaskFile::place_in_workspace() const {
  if (place_ != Place::workspace) return std::nullopt;
  auto path = TreePath::parse(below_.string());
  return path ? std::optional(std::move(*path)) : std::nullopt;
}

fs::path TaskFile::seen_from(const Places& places) const {
  switch (place_) {
    case Place::dbfs:
      return places.dbfs / below_;
    case Place::workspace:
      return places.workspace / below_;
    case Place::volumes:
      return places.volumes / below_;
    case Place::machine:
      break;
  }
  return physical_;
}

}  // namespace dbc::emulator
