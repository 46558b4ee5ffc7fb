#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/execution/driver_process.hpp"
#include "emulator/execution/process/event_loop.hpp"

namespace dbc::emulator {

/// How a checkout is to be made: the programs to start one after the other, without a shell.
struct GitStep {
  std::vector<std::string> words;  ///< of git, without the program itself
  bool may_fail = false;           ///< the next step is another way to the same end, and is left out after a success
};

/// The steps for a job's `git_source`, into `folder`. An error where the source names what git is not to reach: what is
/// neither https, http, file:// nor an absolute path.
[[nodiscard]] Result<std::vector<GitStep>> git_steps(const Json& git_source, const std::filesystem::path& folder);

/// The files of a run's git_source, brought here by git once for all its tasks. Git asks nobody, runs no hooks and
/// reads nobody's settings.
class GitCheckout {
 public:
  struct Place {
    std::filesystem::path folder;  ///< to be made; holds the files afterwards
    std::filesystem::path hidden;  ///< a folder that is no remote, nor anything below it
    std::string mark;              ///< in the environment of what is started
    std::chrono::milliseconds grace{0};
  };
  /// An error's message says why there is no checkout.
  using OnDone = std::function<void(const Result<void>& done)>;

  GitCheckout(EventLoop& loop, Place place, Json git_source);
  ~GitCheckout();
  GitCheckout(const GitCheckout&) = delete;
  GitCheckout& operator=(const GitCheckout&) = delete;

  /// Calls once, later. What failed before is tried again.
  void ensure(std::int64_t task_run_id, OnDone on_done);
  /// The task does not wait any longer, and is not called. Git ends when nobody waits.
  void cancel(std::int64_t task_run_id);

  [[nodiscard]] const std::filesystem::path& folder() const { return place_.folder; }
  /// The commit that is checked out; empty before.
  [[nodiscard]] const std::string& commit() const { return commit_; }

 private:
  void begin();
  [[nodiscard]] Result<void> prepare();
  void next();
  [[nodiscard]] Result<void> start(const GitStep& step);
  void end_step(int wait_status);
  [[nodiscard]] Result<void> settle();
  void finish(const Result<void>& done);

  EventLoop& loop_;
  Place place_;
  Json source_;
  std::map<std::int64_t, OnDone> waiting_;
  std::vector<GitStep> steps_;
  std::size_t current_ = 0;
  bool is_under_way_ = false;
  std::string said_;  ///< by the present step
  std::string commit_;
  std::unique_ptr<DriverProcess> process_;
  std::optional<EventLoop::TimerId> step_;
  std::optional<EventLoop::TimerId> limit_;
};

}  // namespace dbc::emulator
