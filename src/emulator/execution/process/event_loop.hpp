#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include "dbc/base/result.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {

/// Waits for descriptors, for times and for the ends of child processes, in one thread. What it calls may add and
/// remove whatever it likes.
class EventLoop {
 public:
  using Callback = std::function<void()>;
  using ExitCallback = std::function<void(int wait_status)>;
  using TimerId = std::uint64_t;
  using Steady = std::chrono::steady_clock::time_point;

  /// From here on, SIGCHLD, SIGTERM and SIGUSR1 of this process come through the loop.
  [[nodiscard]] static Result<std::unique_ptr<EventLoop>> create();

  /// Calls whenever the descriptor can be read or was hung up.
  void watch(int descriptor, Callback callback);
  void unwatch(int descriptor) { readers_.erase(descriptor); }
  /// Calls once.
  TimerId after(std::chrono::milliseconds delay, Callback callback);
  void cancel(TimerId timer);
  /// True where the next turn will not wait.
  [[nodiscard]] bool has_due_timer() const { return wait_time() == 0; }
  /// Calls once, when this child process has ended.
  void on_exit(pid_t process, ExitCallback callback) { children_[process] = std::move(callback); }
  /// Calls whenever this process is asked to end.
  void on_request_to_end(Callback callback) { on_request_to_end_ = std::move(callback); }
  /// Calls whenever somebody nudges this process.
  void on_nudge(Callback callback) { on_nudge_ = std::move(callback); }

  /// Waits until something happens, and calls whom it concerns.
  [[nodiscard]] Result<void> turn();

 private:
  explicit EventLoop(Descriptor signals) : signals_(std::move(signals)) {}
  [[nodiscard]] int wait_time() const;
  void run_due_timers();
  void read_signals();
  void reap();

  Descriptor signals_;
  std::map<int, std::shared_ptr<Callback>> readers_;
  std::multimap<Steady, std::pair<TimerId, Callback>> timers_;
  std::map<pid_t, ExitCallback> children_;
  Callback on_request_to_end_;
  Callback on_nudge_;
  TimerId next_timer_ = 1;
};

}  // namespace dbc::emulator
