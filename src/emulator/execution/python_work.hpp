#pragma once

#include "emulator/execution/driver_calls.hpp"
#include "emulator/execution/driver_process.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/task_engine.hpp"

namespace dbc::emulator {

/// A task that runs in the Python driver: one process, what it prints, and what it tells.
class PythonWork final : public Work {
 public:
  PythonWork(RunScene& scene, DriverCalls& calls, TaskAttempt attempt, OnEnd on_end);
  ~PythonWork() override;

  void begin();
  void stop() override;

 private:
  void await_checkout();
  void run();
  [[nodiscard]] Result<void> start();
  [[nodiscard]] Result<void> open_log();
  [[nodiscard]] ChildSpec spec(const Places& places) const;
  void fail(const RunState& state);
  void hear(std::string_view line);
  void answer(const Json& call);
  [[nodiscard]] Result<void> cancel_children();
  void end(int wait_status);

  RunScene& scene_;
  DriverCalls& calls_;
  TaskAttempt attempt_;
  OnEnd on_end_;
  std::optional<TaskLog> log_ = {};
  std::unique_ptr<DriverProcess> process_ = {};
  std::optional<EventLoop::TimerId> failure_ = {};
  Places places_ = {};
  bool is_from_git_ = false;
  bool is_waiting_ = false;         ///< for the files of the job's git_source
  bool may_have_children_ = false;  ///< it asked for a run, as dbutils.notebook.run does
  Json cells_ = Json::array();      ///< of a notebook, as far as its driver told them
  Json ending_ = {};                ///< how the task ended, as its driver tells
};

}  // namespace dbc::emulator
