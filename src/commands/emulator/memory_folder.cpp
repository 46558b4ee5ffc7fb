#include "memory_folder.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "dbc/base/descriptors.hpp"
#include "dbc/emulator/tree_removal.hpp"

namespace dbc::commands {
namespace {

constexpr int k_removals = 600;
constexpr useconds_t k_removal_pause = 100'000;

bool is_in_memory(const std::filesystem::path& folder) {
  struct statfs info {};
  return ::statfs(folder.c_str(), &info) == 0 && info.f_type == TMPFS_MAGIC;
}

std::optional<std::filesystem::path> make_folder_in(const std::filesystem::path& parent) {
  std::string name = (parent / "dbc-XXXXXX").string();
  if (parent.empty() || !is_in_memory(parent) || ::mkdtemp(name.data()) == nullptr) return std::nullopt;
  return name;
}

/// Waits, deaf to signals and without anything of its parent's, until nobody holds the other end of the pipe.
[[noreturn]] void keep_watch(int pipe, const std::filesystem::path& folder) {
  ::setsid();
  for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::signal(each, SIG_IGN);
  ::dup2(pipe, STDIN_FILENO);
  ::close_range(STDIN_FILENO + 1, ~0U, 0);
  occupy_standard_descriptors();
  if (::chdir("/") != 0) ::_exit(1);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR) {
  }
  // A program that the workspace started may still write into it for a moment.
  for (int attempt = 0; attempt < k_removals; ++attempt) {
    if (emulator::remove_tree(folder)) ::_exit(0);
    ::usleep(k_removal_pause);
  }
  ::_exit(1);
}

/// Starts the process that watches; it belongs to init, so that nobody has to wait for it.
bool start_watch(int pipe, const std::filesystem::path& folder) {
  const pid_t first = ::fork();
  if (first < 0) return false;
  if (first == 0) {
    const pid_t second = ::fork();
    if (second != 0) ::_exit(second < 0 ? 1 : 0);
    keep_watch(pipe, folder);
  }
  int status = 0;
  while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

Result<std::unique_ptr<MemoryFolder>> MemoryFolder::make(const Environment& environment) {
  auto path = make_folder_in("/dev/shm");
  if (!path) path = make_folder_in(environment("XDG_RUNTIME_DIR").value_or(""));
  if (!path)
    return Error{.kind = ErrorKind::io,
                 .message = "neither /dev/shm nor XDG_RUNTIME_DIR is a folder in memory that can be written",
                 .hint = "--data-dir keeps the workspace in a folder that you choose"};
  int ends[2] = {-1, -1};
  const bool is_watched = ::pipe2(ends, O_CLOEXEC) == 0 && start_watch(ends[0], *path);
  const int problem = errno;
  if (ends[0] >= 0) ::close(ends[0]);
  std::unique_ptr<MemoryFolder> folder(new MemoryFolder(std::move(*path), ends[1]));
  if (!is_watched) return system_error(problem, "starting the process that removes the workspace from memory");
  return folder;
}

MemoryFolder::~MemoryFolder() {
  (void)emulator::remove_tree(path_);
  if (life_ >= 0) ::close(life_);
}

}  // namespace dbc::commands
