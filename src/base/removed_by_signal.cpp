#include "dbc/base/removed_by_signal.hpp"

#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace dbc {
namespace {

/// A handler may neither allocate nor wait, and must find a name whole or not at all.
struct Slot {
  std::atomic<bool> is_taken{false};
  std::atomic<pid_t> owner{0};  ///< 0: the name does not count
  char path[PATH_MAX] = {};
};

constexpr std::size_t k_slots = 64;  // more than a program has threads that write files
std::array<Slot, k_slots> g_slots;
std::atomic<pid_t> g_installed_by{0};  ///< a child may handle signals in another way

extern "C" void remove_and_end(int signal) {
  const int before = errno;
  for (Slot& slot : g_slots)
    if (slot.owner.load() == ::getpid()) ::unlink(slot.path);
  errno = before;
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void install(int signal) noexcept {
  struct sigaction present {};
  if (::sigaction(signal, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) return;
  struct sigaction ours {};
  ours.sa_handler = remove_and_end;
  ours.sa_flags = SA_RESTART | SA_NODEFER;
  (void)::sigaction(signal, &ours, nullptr);
}

}  // namespace

int remove_by_signal(const char* path) noexcept {
  const pid_t process = ::getpid();
  if (g_installed_by.exchange(process) != process)
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) install(signal);
  if (std::strlen(path) >= sizeof Slot::path) return -1;
  for (std::size_t i = 0; i < g_slots.size(); ++i) {
    if (g_slots[i].is_taken.exchange(true)) continue;
    std::strcpy(g_slots[i].path, path);
    g_slots[i].owner = process;
    return static_cast<int>(i);
  }
  return -1;
}

void keep_from_signal(int slot) noexcept {
  if (slot < 0) return;
  g_slots[static_cast<std::size_t>(slot)].owner = 0;
  g_slots[static_cast<std::size_t>(slot)].is_taken = false;
}

}  // namespace dbc
