#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

#include "dbc/base/files.hpp"
#include "emulator/execution/process/child.hpp"

namespace dbc::emulator {
namespace {

/// True where `environment`, entries that end in NUL each, has this one.
bool has_entry(const std::string& environment, const std::string& entry) {
  const std::string whole = entry + '\0';
  const auto at = environment.find(whole);
  return at == 0 || (at != std::string::npos && environment[at - 1] == '\0') ||
         environment.find('\0' + whole) != std::string::npos;
}

bool is_marked(pid_t process, const std::string& entry) {
  const auto environment = read_file("/proc/" + std::to_string(process) + "/environ");
  return environment && has_entry(*environment, entry);
}

/// Kills those that are marked now, and tells how many there were.
int kill_present(const std::string& entry) {
  DIR* folder = ::opendir("/proc");
  if (folder == nullptr) return 0;
  int count = 0;
  while (const dirent* item = ::readdir(folder)) {
    pid_t process = 0;
    const char* end = item->d_name + std::strlen(item->d_name);
    if (std::from_chars(item->d_name, end, process).ptr != end || process == ::getpid()) continue;
    if (is_marked(process, entry) && ::kill(process, SIGKILL) == 0) ++count;
  }
  ::closedir(folder);
  return count;
}

}  // namespace

void kill_marked(const std::string& environment_entry) {
  constexpr int k_most_rounds = 50;  // a process that is being removed may still be seen for a moment
  for (int round = 0; round < k_most_rounds && kill_present(environment_entry) > 0; ++round) ::usleep(1000);
}

}  // namespace dbc::emulator
