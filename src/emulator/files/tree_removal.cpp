#include "dbc/emulator/tree_removal.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <vector>

#include "dbc/base/random.hpp"
#include "emulator/files/beneath.hpp"

// A folder within the folder that is removed is emptied by moving the folders in it up, beside itself. So the work
// needs no more descriptors and no longer paths for a deeper tree, and what a crash leaves is a tree to remove as
// before.

namespace dbc::emulator {
namespace {

/// Enough for any honest tree; whoever makes folders faster than this removes them is not waited for.
constexpr int k_most_rounds = 1 << 20;

Descriptor enter(int folder, const std::string& name) {
  open_up(folder, name);
  return open_folder_at(folder, name);
}

/// True where it is gone: a file of any kind, or an empty folder.
bool remove_one(int folder, const std::string& name) {
  if (::unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) return true;
  return ::unlinkat(folder, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT;
}

/// Takes one level out of the folder `name` of `top`; true where that changed anything.
bool unfold(int top, const std::string& name) {
  const Descriptor folder = enter(top, name);
  if (!folder.is_open()) return errno == ENOENT;
  bool has_changed = false;
  for (const auto& each : names_in(folder.get())) {
    if (remove_one(folder.get(), each)) {
      has_changed = true;
      continue;
    }
    open_up(folder.get(), each);  // to change its parent is to write to it
    if (::renameat(folder.get(), each.c_str(), top, random_hex(12).c_str()) == 0) has_changed = true;
  }
  return remove_one(top, name) || has_changed;
}

void empty(int top) {
  for (int round = 0; round < k_most_rounds; ++round) {
    bool has_changed = false;
    for (const auto& name : names_in(top)) has_changed = remove_one(top, name) || unfold(top, name) || has_changed;
    if (!has_changed) return;
  }
}

}  // namespace

Result<void> remove_in(int folder, const std::string& name) {
  if (remove_one(folder, name)) return {};
  const Descriptor top = enter(folder, name);
  if (top.is_open()) empty(top.get());
  if (remove_one(folder, name)) return {};
  return system_error(errno, "removing " + name);
}

Result<void> remove_tree(const std::filesystem::path& path) {
  const Descriptor parent(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.is_open()) return errno == ENOENT ? Result<void>{} : system_error(errno, "removing " + path.string());
  auto removed = remove_in(parent.get(), path.filename().string());
  if (!removed) return std::move(removed).error().with_context("removing " + path.string());
  return {};
}

}  // namespace dbc::emulator
