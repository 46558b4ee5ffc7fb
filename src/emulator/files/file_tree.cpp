#include "emulator/files/file_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "emulator/files/beneath.hpp"
#include "emulator/files/disk_error.hpp"
#include "emulator/files/tree_rename.hpp"
#include "emulator/http/target.hpp"

namespace dbc::emulator {
namespace {

constexpr mode_t k_folder_mode = 0700;

Error tree_error(std::string_view doing) { return disk_error(errno, std::string(doing) + " in the workspace's files"); }

std::string tag_of(const struct stat& info) {
  char text[33];
  const auto time = static_cast<std::uint64_t>(info.st_mtim.tv_sec) * 1'000'000'000ULL +
                    static_cast<std::uint64_t>(info.st_mtim.tv_nsec);
  const auto place = static_cast<std::uint64_t>(info.st_ino) ^ static_cast<std::uint64_t>(info.st_size) << 40U;
  (void)std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(time),
                      static_cast<unsigned long long>(place));
  return text;
}

/// Nothing for what is neither file nor folder.
std::optional<FileEntry> to_entry(std::string name, const struct stat& info) {
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return std::nullopt;
  const bool is_folder = S_ISDIR(info.st_mode);
  return FileEntry{.name = std::move(name),
                   .is_folder = is_folder,
                   .size = is_folder ? 0 : static_cast<std::uint64_t>(info.st_size),
                   .modified_at = from_epoch_millis(info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000),
                   .tag = tag_of(info)};
}

std::optional<FileEntry> entry_at(int folder, const std::string& name) {
  struct stat info {};
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return to_entry(name, info);
}

bool is_dots(std::string_view name) { return name == "." || name == ".."; }

/// What stands in the way of a rename, by errno.
std::optional<Outcome> outcome_of(int number) {
  switch (number) {
    case ENOENT:
      return Outcome::missing;
    case ENOTDIR:
      return Outcome::obstructed;
    case EEXIST:
    case EISDIR:
      return Outcome::exists;
    case ENOTEMPTY:
      return Outcome::not_empty;
    default:
      return std::nullopt;
  }
}

Result<Outcome> finish_change(bool is_done, std::initializer_list<int> folders, std::string_view doing) {
  if (!is_done) {
    if (const auto outcome = outcome_of(errno)) return *outcome;
    return tree_error(doing);
  }
  for (const int folder : folders)
    if (::fsync(folder) != 0) return tree_error(doing);
  return Outcome::done;
}

/// Makes one folder, or finds it made.
Result<Outcome> make_one(int parent, const std::string& name) {
  if (::mkdirat(parent, name.c_str(), k_folder_mode) == 0) return finish_change(true, {parent}, "making a folder");
  if (errno != EEXIST) return tree_error("making a folder");
  const auto there = entry_at(parent, name);
  return there && there->is_folder ? Outcome::done : Outcome::exists;
}

}  // namespace

Result<FileTree::Reached> FileTree::reach(const TreePath& path) const {
  Reached reached{.folder = Descriptor(::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
  if (!reached.folder.is_open()) return tree_error("opening the root");
  for (const auto& name : path.names()) {
    Descriptor next = open_folder_at(reached.folder.get(), name);
    if (!next.is_open()) {
      if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) return tree_error("opening a folder");
      reached.outcome = errno == ENOENT ? Outcome::missing : Outcome::obstructed;
      return reached;
    }
    reached.folder = std::move(next);
  }
  return reached;
}

Result<Descriptor> FileTree::enter(bool alone) const {
  // Beside the tree: what lies in it, or is its root, a job could lock and keep locked.
  const std::string name = root_.string() + ".lock";
  Descriptor lock(::open(name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
  if (!lock.is_open()) return tree_error("opening the lock");
  while (::flock(lock.get(), alone ? LOCK_EX : LOCK_SH) != 0)
    if (errno != EINTR) return tree_error("taking the lock");
  return lock;
}

Result<std::optional<FileEntry>> FileTree::find(const TreePath& path) const {
  DBC_TRY(const auto parent, reach(path.parent()));
  if (parent.outcome != Outcome::done) return std::optional<FileEntry>{};
  return path.is_root() ? entry_at(parent.folder.get(), ".") : entry_at(parent.folder.get(), path.name());
}

Result<std::optional<std::vector<FileEntry>>> FileTree::list(const TreePath& path) const {
  DBC_TRY(auto reached, reach(path));
  if (reached.outcome != Outcome::done) return std::optional<std::vector<FileEntry>>{};
  const int folder = reached.folder.get();
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(folder), ::closedir);
  if (entries == nullptr) return tree_error("listing a folder");
  (void)reached.folder.release();
  std::vector<FileEntry> found;
  while (const dirent* each = ::readdir(entries.get())) {
    const std::string name(each->d_name);
    if (is_dots(name) || !is_utf8(name)) continue;
    if (auto entry = entry_at(folder, name)) found.push_back(std::move(*entry));
  }
  std::ranges::sort(found, {}, &FileEntry::name);
  return std::optional(std::move(found));
}

Result<std::optional<OpenedFile>> FileTree::open(const TreePath& path) const {
  DBC_TRY(const auto parent, reach(path.parent()));
  if (parent.outcome != Outcome::done || path.is_root()) return std::optional<OpenedFile>{};
  const auto entry = entry_at(parent.folder.get(), path.name());
  if (!entry || entry->is_folder) return std::optional<OpenedFile>{};
  // A pipe that took the file's place must not block.
  Descriptor file(::openat(parent.folder.get(), path.name().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (!file.is_open() || ::fstat(file.get(), &info) != 0) {
    if (errno == ENOENT || errno == ELOOP) return std::optional<OpenedFile>{};
    return tree_error("opening a file");
  }
  auto opened = to_entry(path.name(), info);
  if (!opened || opened->is_folder) return std::optional<OpenedFile>{};
  return std::optional(OpenedFile{.entry = std::move(*opened), .descriptor = std::move(file)});
}

Result<Descriptor> FileTree::open_to_append(const TreePath& path) const {
  DBC_TRY(const auto made, make_folder(path.parent()));
  DBC_TRY(const auto parent, reach(path.parent()));
  if (made != Outcome::done || parent.outcome != Outcome::done)
    return Error{.kind = ErrorKind::io, .message = path.parent().text() + " is no folder"};
  return file_to_append(parent.folder.get(), path.name());
}

Result<Outcome> FileTree::make_folder(const TreePath& path) const {
  DBC_TRY(auto reached, reach(path));
  if (reached.outcome == Outcome::done) return Outcome::done;
  DBC_TRY(const auto entered, enter());
  DBC_TRY(reached, reach(TreePath{}));
  const auto& names = path.names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    Descriptor next = open_folder_at(reached.folder.get(), names[i]);
    if (!next.is_open()) {
      DBC_TRY(const auto made, make_one(reached.folder.get(), names[i]));
      if (made != Outcome::done) return i + 1 == names.size() ? Outcome::exists : Outcome::obstructed;
      next = open_folder_at(reached.folder.get(), names[i]);
    }
    if (!next.is_open()) return tree_error("making a folder");
    reached.folder = std::move(next);
  }
  return Outcome::done;
}

Result<void> FolderSync::finish() {
  if (folder_.is_open() && ::fsync(folder_.get()) != 0) return tree_error("placing a file");
  return {};
}

Result<Outcome> FileTree::place(StagedFile& file, const TreePath& path, Replace replace) const {
  FolderSync sync;
  DBC_TRY(const auto outcome, place(file, path, replace, sync));
  DBC_CHECK(sync.finish());
  return outcome;
}

Result<Outcome> FileTree::place(StagedFile& file, const TreePath& path, Replace replace, FolderSync& sync) const {
  if (path.is_root()) return Outcome::exists;
  DBC_TRY(const auto entered, enter());
  DBC_TRY(auto parent, reach(path.parent()));
  if (parent.outcome != Outcome::done) return parent.outcome;
  const Renaming renaming{.from_folder = AT_FDCWD,
                          .from = file.path().string(),
                          .to_folder = parent.folder.get(),
                          .to = path.name(),
                          .replaces = replace == Replace::yes};
  DBC_TRY(const auto outcome, finish_change(rename_at(renaming), {}, "placing a file"));
  if (outcome != Outcome::done) return outcome;
  file.set_placed();
  sync.folder_ = std::move(parent.folder);
  return outcome;
}

Result<Outcome> FileTree::move(const TreePath& from, const TreePath& to) const {
  DBC_TRY(const auto entered, enter());
  DBC_TRY(const auto source, reach(from.parent()));
  if (source.outcome != Outcome::done) return Outcome::missing;
  if (!entry_at(source.folder.get(), from.name())) return Outcome::missing;
  DBC_TRY(const auto target, reach(to.parent()));
  if (target.outcome != Outcome::done) return Outcome::obstructed;
  const Renaming renaming{.from_folder = source.folder.get(),
                          .from = from.name(),
                          .to_folder = target.folder.get(),
                          .to = to.name(),
                          .replaces = false};
  return finish_change(rename_at(renaming), {target.folder.get(), source.folder.get()}, "moving a file");
}

Result<Outcome> FileTree::remove(const TreePath& path) const {
  DBC_TRY(const auto entered, enter());
  DBC_TRY(const auto parent, reach(path.parent()));
  if (parent.outcome != Outcome::done) return Outcome::missing;
  const auto entry = entry_at(parent.folder.get(), path.name());
  if (!entry) return Outcome::missing;
  const int flags = entry->is_folder ? AT_REMOVEDIR : 0;
  const bool is_done = ::unlinkat(parent.folder.get(), path.name().c_str(), flags) == 0;
  // rmdir may report a folder with entries as EEXIST.
  if (!is_done && errno == EEXIST) return Outcome::not_empty;
  return finish_change(is_done, {parent.folder.get()}, "removing a file");
}

Result<Outcome> FileTree::remove_all(const TreePath& path, const std::filesystem::path& trash) const {
  DBC_TRY(const auto entered, enter());
  DBC_TRY(const auto parent, reach(path.parent()));
  if (parent.outcome != Outcome::done) return Outcome::missing;
  if (!entry_at(parent.folder.get(), path.name())) return Outcome::missing;
  return throw_away(parent.folder.get(), path.name(), trash);
}

std::filesystem::path FileTree::physical(const TreePath& path) const {
  auto place = root_;
  for (const auto& name : path.names()) place /= name;
  return place;
}

}  // namespace dbc::emulator
