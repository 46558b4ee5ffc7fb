#include "emulator/execution/process/world.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include "emulator/execution/process/machine_view.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

WorldProblem failed(const char* step) { return {.error_number = errno, .step = step}; }

bool write_text(const char* path, const std::string& text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  return is_written;
}

/// Ids stay what they are: files keep their owners, and the process is nobody else.
bool map_ids(unsigned uid, unsigned gid) {
  const auto line = [](unsigned id) { return std::to_string(id) + " " + std::to_string(id) + " 1"; };
  (void)write_text("/proc/self/setgroups", "deny");
  return write_text("/proc/self/uid_map", line(uid)) && write_text("/proc/self/gid_map", line(gid));
}

/// Within an open folder, whatever a job may have put in its place, and maybe puts there again.
Descriptor mount_point_in(int folder, const std::string& name) {
  constexpr int k_most_tries = 100;
  Descriptor found;
  for (int i = 0; i < k_most_tries && !found.is_open(); ++i) {
    found = Descriptor(::openat(folder, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (found.is_open()) break;
    if (errno == ENOTDIR || errno == ELOOP) (void)::unlinkat(folder, name.c_str(), 0);
    if (::mkdirat(folder, name.c_str(), 0755) != 0 && errno != EEXIST) break;
  }
  return found;
}

/// The place for a mount, name by name: earlier mounts show folders that jobs can write to.
Descriptor mount_point(const fs::path& root, const std::string& target) {
  Descriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (const auto& name : fs::path(target).relative_path())
    if (folder.is_open()) folder = mount_point_in(folder.get(), name.string());
  return folder;
}

/// Of what is open, wherever its name leads by now.
fs::path path_of(const Descriptor& opened) { return "/proc/self/fd/" + std::to_string(opened.get()); }

WorldProblem place_mount(const Mount& mount, const fs::path& root) {
  const Descriptor point = mount_point(root, mount.target);
  if (!point.is_open()) return failed("making a mount point");
  const fs::path place = path_of(point);
  if (mount.source.empty()) {
    constexpr unsigned long k_flags = MS_NOSUID | MS_NODEV | MS_RDONLY;
    if (::mount("none", place.c_str(), "tmpfs", k_flags, "size=16k,mode=0555") != 0) return failed("mounting nothing");
    return {};
  }
  if (!bind(mount.source, place)) return failed("mounting a folder");
  if (!mount.is_read_only) return {};
  // The descriptor is of what is below the mount; its path is that of the mount again.
  const Descriptor mounted = mount_point(root, mount.target);
  if (!mounted.is_open() || !make_read_only(path_of(mounted))) return failed("mounting a folder to be read only");
  return {};
}

/// What was removed since, or cannot be reached from here, is hidden well enough: a task has no more rights.
bool is_out_of_reach() { return errno == ENOENT || errno == ENOTDIR || errno == EACCES; }

/// The hidden folders go first: what a mount shows of them is seen at another place.
WorldProblem place_mounts(const World& world, const fs::path& root) {
  for (const auto& folder : world.read_only) {
    const fs::path place = root / folder.relative_path();
    if (bind(place, place) ? !make_read_only(place) : !is_out_of_reach()) return failed("protecting a folder");
  }
  if (const auto problem = Hiding(world.hidden, root).apply(); problem.step != nullptr) return problem;
  for (const auto& mount : world.mounts)
    if (const auto problem = place_mount(mount, root); problem.step != nullptr) return problem;
  return {};
}

bool change_root(const fs::path& root) {
  if (::chdir(root.c_str()) != 0) return false;
  // Both on one place: the old root ends up above the new one, and is taken off.
  if (::syscall(SYS_pivot_root, ".", ".") != 0) return false;
  return ::umount2(".", MNT_DETACH) == 0 && ::chdir("/") == 0;
}

}  // namespace

Hiding::Hiding(const std::vector<fs::path>& folders, const fs::path& root) {
  std::set<fs::path> above;  // outer ones first
  for (const auto& folder : folders) {
    hidden_.push_back((root / folder.relative_path()).string());
    // What is right below the root is mounted anyway.
    for (fs::path each = folder.parent_path(); each.has_relative_path() && each.parent_path().has_relative_path();
         each = each.parent_path())
      above.insert(root / each.relative_path());
  }
  for (const auto& each : above) pinned_.push_back(each.string());
}

WorldProblem Hiding::apply() const {
  for (const auto& place : pinned_)
    if (::mount(place.c_str(), place.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0 && !is_out_of_reach())
      return failed("pinning a folder");
  for (const auto& place : hidden_)
    if (::mount("none", place.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=16k,mode=0500") != 0 && !is_out_of_reach())
      return failed("hiding a folder");
  return {};
}

WorldProblem enter_world(const World& world, unsigned uid, unsigned gid) {
  if (!map_ids(uid, gid)) return failed("mapping user ids");
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("taking the mounts apart");
  const fs::path& root = world.scratch;
  if (::mount("none", root.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,mode=0755") != 0)
    return failed("mounting a new root");
  // It lies within a folder of the machine, and would be copied with all that is in it whenever that one is shown.
  if (::mount(nullptr, root.c_str(), nullptr, MS_UNBINDABLE, nullptr) != 0) return failed("mounting a new root");
  // In namespaces of its own a job would not see what is hidden later.
  (void)write_text("/proc/sys/user/max_user_namespaces", "0");
  // The folder to hide is reached through its entry of the machine's root.
  if (!show_machine(world, root)) return failed("showing the machine's folders");
  if (const auto problem = place_mounts(world, root); problem.step != nullptr) return problem;
  if (!change_root(root)) return failed("changing the root");
  (void)::mount(nullptr, "/", nullptr, MS_PRIVATE, nullptr);  // programs of a task may want to bind it
  return {};
}

void drop_world_rights() {
  for (const int right : {CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_CHROOT, CAP_MKNOD, CAP_NET_ADMIN, CAP_SYS_RESOURCE})
    (void)::prctl(PR_CAPBSET_DROP, right, 0, 0, 0);
  (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

}  // namespace dbc::emulator
