#include "local_folder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "dbc/base/incoming_file.hpp"

namespace dbc::commands {
namespace {

Error folder_error(int number, const std::string& folder) {
  Error error = system_error(number, "reading " + folder);
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

}  // namespace

LocalKind kind_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return LocalKind::other;
  if (S_ISDIR(info.st_mode)) return LocalKind::folder;
  return S_ISREG(info.st_mode) ? LocalKind::file : LocalKind::other;
}

bool exists_locally(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

Result<std::vector<LocalEntry>> list_local_folder(const std::string& folder, bool hidden) {
  std::error_code problem;
  std::filesystem::directory_iterator at(folder, problem);
  if (problem) return folder_error(problem.value(), folder);
  std::vector<LocalEntry> entries;
  for (; at != std::filesystem::directory_iterator{}; at.increment(problem)) {
    if (problem) return folder_error(problem.value(), folder);
    auto name = at->path().filename().string();
    if ((!hidden && name.starts_with('.')) || is_partial_name(name)) continue;
    const auto kind = kind_of(join_local(folder, name));
    entries.push_back({.name = std::move(name), .kind = kind});
  }
  if (problem) return folder_error(problem.value(), folder);
  std::ranges::sort(entries, {}, &LocalEntry::name);
  return entries;
}

std::string join_local(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  return path + std::string(name);
}

Result<void> check_remote_name(std::string_view name) {
  const bool plain = !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
                     name.find('\0') == std::string_view::npos;
  if (plain) return {};
  return Error{.kind = ErrorKind::http,
               .message = "the service sent '" + std::string(name) + "' as the name of a file",
               .hint = "It would not stay in the target folder, so the copy was ended there"};
}

Result<std::shared_ptr<const FolderTrail>> enter_folder(const std::string& folder,
                                                        std::shared_ptr<const FolderTrail> above) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return folder_error(errno, folder);
  for (const auto* step = above.get(); step != nullptr; step = step->above.get())
    if (step->device == info.st_dev && step->inode == info.st_ino) return std::shared_ptr<const FolderTrail>{};
  return std::make_shared<const FolderTrail>(
      FolderTrail{.device = info.st_dev, .inode = info.st_ino, .above = std::move(above)});
}

std::string loop_warning(const std::string& folder) {
  return "Warning: " + folder + " leads back to a folder above it. Skipped.\n";
}

}  // namespace dbc::commands
