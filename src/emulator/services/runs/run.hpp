#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "dbc/base/clock.hpp"
#include "emulator/services/runs/run_state.hpp"

namespace dbc::emulator {

/// A run as it is stored. It is active until `ended_at` is set.
struct Run {
  std::int64_t sequence = 0;  ///< place in the order of creation; settled by the insertion
  std::int64_t id = 0;
  std::int64_t job_id = 0;
  std::string name = {};
  std::string type = "JOB_RUN";
  std::string trigger = "ONE_TIME";
  std::string creator = {};
  bool is_single_task = false;  ///< its one task run has the id of the run itself
  std::int64_t attempt_number = 0;
  std::int64_t original_attempt_run_id = 0;
  std::string settings = {};    ///< JSON text: what it runs with, without `tasks`
  std::string parameters = {};  ///< JSON text: what the request overrides
  RunState state = {};
  TimePoint started_at = {};                  ///< when it was made
  std::optional<TimePoint> admitted_at = {};  ///< when it left the queue, or need not enter it
  std::optional<TimePoint> ended_at = {};
  std::optional<TimePoint> cancel_requested_at = {};    ///< a wish to whoever carries the run out
  std::int64_t repair_number = 0;                       ///< 0 for the first execution
  std::optional<std::int64_t> repair_id = {};           ///< of the latest repair
  std::optional<TimePoint> repaired_at = {};            ///< when that began
  bool is_hidden = false;                               ///< its job is deleted
  std::optional<TimePoint> begun_at = {};               ///< when this execution was taken up by its supervisor
  std::optional<std::int64_t> caller_task_run_id = {};  ///< the task run that made it
};

/// One execution of one task of a run. The newest one of a key tells where the task stands.
struct TaskRun {
  std::int64_t sequence = 0;
  std::int64_t id = 0;
  std::int64_t run_id = 0;
  std::string key = {};
  std::int64_t attempt_number = 0;
  std::int64_t repair_number = 0;  ///< the execution of the run that it belongs to
  std::string settings = {};       ///< JSON text: the task
  RunState state = {};
  std::optional<TimePoint> started_at = {};
  std::optional<TimePoint> ended_at = {};
  std::chrono::milliseconds setup_duration{0};
  std::chrono::milliseconds execution_duration{0};
  std::chrono::milliseconds cleanup_duration{0};
  std::optional<std::string> cluster_id = {};
  std::optional<std::int64_t> spark_context_id = {};
  std::optional<std::int64_t> parent_id = {};  ///< of an iteration: the task run of its for_each_task
  std::string details = "{}";                  ///< JSON text: members laid over the settings when shown
};

/// What a task run left behind, as JSON texts.
struct TaskRunOutput {
  std::string output = "{}";  ///< members of the reply of runs/get-output: error, logs, notebook_output, ...
  std::string views = "[]";   ///< the views of runs/export: {content, name, type}
};

/// A value that a task set for those that follow it.
struct TaskValue {
  std::string task_key;
  std::string name;
  std::string value;  ///< JSON text
};

/// How an execution of a run ended that was repaired since.
struct PastExecution {
  std::int64_t repair_number = 0;
  std::optional<std::int64_t> repair_id = {};  ///< nothing for the first execution
  RunState state = {};
  TimePoint started_at = {};
  std::optional<TimePoint> ended_at = {};
};

}  // namespace dbc::emulator
