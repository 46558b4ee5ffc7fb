#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// What is known of one task of the run.
struct TaskFacts {
  std::int64_t run_id = 0;
  std::int64_t execution_count = 1;  ///< how often it was executed, retries and repairs included
  std::string notebook_path = {};    ///< empty where it has none
  std::string result = {};           ///< SUCCESS, FAILED, ...; empty where it has not ended
  std::string code = {};             ///< RUN_EXECUTION_ERROR, ...
  Json values = Json::object();      ///< the task values that it set
};

/// What references in the settings of a task come to.
struct ValueContext {
  std::int64_t job_id = 0;
  std::string job_name = {};
  std::int64_t job_run_id = 0;
  std::int64_t repair_count = 0;
  TimePoint job_start_time = {};
  std::string trigger = "ONE_TIME";  ///< as the run says it
  TimePoint trigger_time = {};
  std::optional<std::string> file_arrival_location = {};
  Json job_parameters = Json::object();  ///< name to text, which may have references of its own
  std::string task_key = {};
  TaskFacts task = {};
  std::int64_t retry_count = 0;
  TimePoint task_start_time = {};
  std::map<std::string, TaskFacts> tasks = {};  ///< the others, by key
  std::optional<Json> input = {};               ///< of the iteration, in a task that is repeated
  std::int64_t workspace_id = 0;
  std::string workspace_url = {};  ///< without a slash at its end
};

/// Puts values in the place of references. Text in braces that is no reference stays; what was put in is not read
/// again. A reference without a value is an error that names it.
[[nodiscard]] Result<std::string> resolve_text(std::string_view text, const ValueContext& context);

/// The settings of a task with each text resolved, apart from its description, its place in the graph, and the task
/// that a for_each_task repeats. The operands of a condition_task may not be lists or objects.
[[nodiscard]] Result<Json> resolve_task(const Json& task, const ValueContext& context);

/// The job's parameters, each resolved.
[[nodiscard]] Result<Json> resolve_job_parameters(const ValueContext& context);

}  // namespace dbc::emulator
