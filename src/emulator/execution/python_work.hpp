#pragma once

#include "emulator/execution/driver_process.hpp"
#include "emulator/execution/python_install.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/task_engine.hpp"

namespace dbc::emulator {

/// A task that runs in the Python driver: one process, what it prints, and what it tells.
class PythonWork final : public Work {
 public:
  PythonWork(RunScene& scene, TaskAttempt attempt, OnEnd on_end);
  ~PythonWork() override;

  void begin();
  void stop() override;

 private:
  [[nodiscard]] Result<void> start();
  [[nodiscard]] Result<Json> start_message();
  [[nodiscard]] ChildSpec spec(const Places& places) const;
  void fail(const RunState& state);
  void hear(std::string_view line);
  void end(int wait_status);

  RunScene& scene_;
  TaskAttempt attempt_;
  OnEnd on_end_;
  std::optional<TaskLog> log_ = {};
  std::unique_ptr<DriverProcess> process_ = {};
  std::optional<EventLoop::TimerId> failure_ = {};
  Json last_message_ = {};  ///< how the task ended, as its driver tells
};

}  // namespace dbc::emulator
