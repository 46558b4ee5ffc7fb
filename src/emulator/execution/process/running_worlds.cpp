#include "emulator/execution/process/running_worlds.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <string>

#include "emulator/execution/process/world.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

namespace fs = std::filesystem;

Descriptor open_below_proc(pid_t process, const char* name) {
  const std::string path = "/proc/" + std::to_string(process) + "/" + name;
  return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

bool is_other_namespace(const Descriptor& other, const char* own) {
  struct stat theirs {};
  struct stat ours {};
  return other.is_open() && ::fstat(other.get(), &theirs) == 0 && ::stat(own, &ours) == 0 &&
         theirs.st_ino != ours.st_ino;
}

/// The first process of a world goes by the command line of the supervisor that made it, in another mount namespace.
bool is_first_of_world(pid_t process) {
  constexpr std::string_view k_command("\0emulator\0supervise\0", 20);
  std::array<char, 4096> text{};
  const Descriptor command = open_below_proc(process, "cmdline");
  const ssize_t size = command.is_open() ? ::read(command.get(), text.data(), text.size()) : -1;
  if (size <= 0 ||
      std::string_view(text.data(), static_cast<std::size_t>(size)).find(k_command) == std::string_view::npos)
    return false;
  return is_other_namespace(open_below_proc(process, "ns/mnt"), "/proc/self/ns/mnt");
}

std::vector<pid_t> first_processes() {
  std::vector<pid_t> found;
  const Descriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc.is_open()) return found;
  for (const auto& name : names_in(proc.get())) {
    pid_t process = 0;
    const char* end = name.data() + name.size();
    if (std::from_chars(name.data(), end, process).ptr == end && is_first_of_world(process)) found.push_back(process);
  }
  return found;
}

}  // namespace

void hide_in_world_of(pid_t process, const std::vector<fs::path>& folders) {
  const Descriptor users = open_below_proc(process, "ns/user");
  const Descriptor mounts = open_below_proc(process, "ns/mnt");
  if (!users.is_open() || !mounts.is_open()) return;
  const Hiding hiding(folders, "/");
  const pid_t child = ::fork();
  if (child == 0) {  // only system calls from here on: there may have been threads
    if (::setns(users.get(), CLONE_NEWUSER) != 0 || ::setns(mounts.get(), CLONE_NEWNS) != 0) ::_exit(1);
    ::_exit(hiding.apply().step == nullptr ? 0 : 1);
  }
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void hide_in_running_worlds(const fs::path& folder) {
  for (const pid_t process : first_processes()) hide_in_world_of(process, {folder});
}

}  // namespace dbc::emulator
