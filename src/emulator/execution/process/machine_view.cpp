#include "emulator/execution/process/machine_view.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

/// The first name of an absolute path.
std::string top_of(const std::string& target) { return target.substr(1, target.find('/', 1) - 1); }

bool copy_link(const fs::path& link, const fs::path& place) {
  std::error_code problem;
  const fs::path to = fs::read_symlink(link, problem);
  return !problem && ::symlink(to.c_str(), place.c_str()) == 0;
}

/// What the machine has right below its root appears there as well, unless the world has something of that name.
bool show_machine_entry(const std::string& name, unsigned char type, const fs::path& root) {
  const fs::path source = "/" + name;
  const fs::path place = root / name;
  if (type == DT_LNK) return copy_link(source, place);
  if (type != DT_DIR) return true;  // files there are of no use, and sockets could be
  if (::mkdir(place.c_str(), 0755) != 0) return false;
  return bind(source, place) || errno == ENOENT || errno == EACCES;
}

/// With all that is mounted below it; kernels before 5.12 cannot, and then its own mount has to do.
void make_all_read_only(const fs::path& place) {
  struct {
    std::uint64_t set = 1;  // MOUNT_ATTR_RDONLY
    std::uint64_t clear = 0, propagation = 0, users = 0;
  } attributes;
  constexpr long k_mount_setattr = 442;
  constexpr unsigned k_recursively = 0x8000;
  if (::syscall(k_mount_setattr, AT_FDCWD, place.c_str(), k_recursively, &attributes, sizeof attributes) != 0)
    (void)make_read_only(place);
}

/// The process numbers of this namespace; where a container forbids it, the machine's own stay visible. Root's own
/// files there are switches of the whole machine, and ask for no other right than to be root.
void mount_processes(const fs::path& root) {
  const fs::path processes = root / "proc";
  (void)::mount("proc", processes.c_str(), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  if (::geteuid() != 0) return;
  for (const char* name : {"sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi", "mtrr"})
    if (bind(processes / name, processes / name)) (void)make_read_only(processes / name);
}

/// What is on a disk could be read there as well, by a user who may open it.
bool cover_disks(const fs::path& root) {
  const std::unique_ptr<DIR, int (*)(DIR*)> devices(::opendir((root / "dev").c_str()), ::closedir);
  while (const dirent* entry = devices ? ::readdir(devices.get()) : nullptr) {
    const fs::path place = root / "dev" / entry->d_name;
    if (entry->d_type == DT_BLK && ::faccessat(AT_FDCWD, place.c_str(), R_OK, AT_EACCESS) == 0)
      if (!bind("/dev/null", place)) return false;
  }
  return true;
}

}  // namespace

bool bind(const fs::path& source, const fs::path& target) {
  return ::mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0;
}

/// What was set on the file system's own mount must stay so.
bool make_read_only(const fs::path& place) {
  struct statvfs info {};
  if (::statvfs(place.c_str(), &info) != 0) return false;
  unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY;
  constexpr unsigned long k_kept = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME;
  flags |= info.f_flag & k_kept;  // statvfs has the same numbers, but for MS_RELATIME
  if ((info.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
  return ::mount(nullptr, place.c_str(), nullptr, flags, nullptr) == 0;
}

bool show_machine(const World& world, const fs::path& root) {
  DIR* folder = ::opendir("/");
  if (folder == nullptr) return false;
  bool is_shown = true;
  while (is_shown) {
    const dirent* entry = ::readdir(folder);
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    const bool is_ours =
        std::ranges::any_of(world.mounts, [&](const Mount& mount) { return top_of(mount.target) == name; });
    if (name != "." && name != ".." && !is_ours) is_shown = show_machine_entry(name, entry->d_type, root);
  }
  ::closedir(folder);
  if (!is_shown) return false;
  mount_processes(root);
  make_all_read_only(root / "sys");
  return cover_disks(root);
}

}  // namespace dbc::emulator
