#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"

namespace dbc::emulator {

/// What a task is started with, by the kind of its parameters. Both are empty for a kind that has none.
struct TaskParameters {
  std::optional<Json> named = {};  ///< an object of texts, in order: widgets of a notebook, `--key=value` of a wheel
  std::optional<std::vector<std::string>> positional = {};  ///< argv of a script, a wheel or a jar; commands of dbt
};

/// A task's settings with what its run overrides of it. `overrides` has members as run-now takes them: notebook_params,
/// python_params, ...; those that are not for tasks of this kind are passed over. To be done before references are
/// resolved, because overrides may hold some. The task that a for_each_task repeats is left as it is: it is prepared
/// for each iteration.
[[nodiscard]] Json with_overrides(Json task, const Json& overrides);

/// True where the job's parameters are pushed down to the task.
[[nodiscard]] bool takes_job_parameters(const Json& task);

/// The parameters of a task whose references are resolved. `job_parameters` (an object of texts, resolved) are pushed
/// down to tasks with named parameters, and win over a parameter of the task that has the same name.
[[nodiscard]] TaskParameters task_parameters(const Json& task, const Json& job_parameters);

/// What the references in a task's parameters came to, by its type, as a read of a run shows it; an empty object where
/// a task of its type has no parameters. `task` is resolved.
[[nodiscard]] Json resolved_values(const Json& task, const TaskParameters& parameters);

/// The texts of a run's job parameters by name, from [{name, default, value}] as a read of the run shows them.
[[nodiscard]] Json job_parameter_texts(const Json& job_parameters);

/// The members of a run-now request for the run that a run_job_task, with its references resolved, starts.
[[nodiscard]] Json child_run_parameters(const Json& run_job_task, const Json& job_parameters);

}  // namespace dbc::emulator
