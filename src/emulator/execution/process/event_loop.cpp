#include "emulator/execution/process/event_loop.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace dbc::emulator {

using std::chrono::steady_clock;

Result<std::unique_ptr<EventLoop>> EventLoop::create() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR1);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return system_error(errno, "blocking signals");
  const int descriptor = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor < 0) return system_error(errno, "waiting for signals");
  return std::unique_ptr<EventLoop>(new EventLoop(Descriptor(descriptor)));
}

void EventLoop::watch(int descriptor, Callback callback) {
  readers_[descriptor] = std::make_shared<Callback>(std::move(callback));
}

EventLoop::TimerId EventLoop::after(std::chrono::milliseconds delay, Callback callback) {
  const TimerId id = next_timer_++;
  timers_.emplace(steady_clock::now() + delay, std::pair(id, std::move(callback)));
  return id;
}

void EventLoop::cancel(TimerId timer) {
  std::erase_if(timers_, [timer](const auto& entry) { return entry.second.first == timer; });
}

int EventLoop::wait_time() const {
  if (timers_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

void EventLoop::run_due_timers() {
  const auto now = steady_clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const auto callback = std::move(timers_.begin()->second.second);
    timers_.erase(timers_.begin());
    callback();
  }
}

void EventLoop::read_signals() {
  signalfd_siginfo info{};
  bool has_child_ended = false;
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGCHLD) has_child_ended = true;
    if (info.ssi_signo == SIGTERM && on_request_to_end_) on_request_to_end_();
    if (info.ssi_signo == SIGUSR1 && on_nudge_) on_nudge_();
  }
  if (has_child_ended) reap();
}

void EventLoop::reap() {
  int status = 0;
  for (pid_t ended = 0; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    const auto found = children_.find(ended);
    if (found == children_.end()) continue;
    const auto callback = std::move(found->second);
    children_.erase(found);
    callback(status);
  }
}

Result<void> EventLoop::turn() {
  std::vector<pollfd> polled{{.fd = signals_.get(), .events = POLLIN, .revents = 0}};
  for (const auto& [descriptor, callback] : readers_)
    polled.push_back({.fd = descriptor, .events = POLLIN, .revents = 0});
  if (::poll(polled.data(), polled.size(), wait_time()) < 0 && errno != EINTR)
    return system_error(errno, "waiting for events");
  for (std::size_t i = 1; i < polled.size(); ++i) {
    if (polled[i].revents == 0) continue;
    const auto found = readers_.find(polled[i].fd);
    if (found == readers_.end()) continue;
    const auto callback = found->second;  // it may remove itself
    (*callback)();
  }
  if (polled.front().revents != 0) read_signals();
  run_due_timers();
  return {};
}

}  // namespace dbc::emulator
