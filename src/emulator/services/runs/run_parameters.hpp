#pragma once

#include <set>
#include <string>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// What a request to run or to repair a job overrides: job_parameters, notebook_params, ... as known members. Refuses
/// kinds that exclude each other, texts that are too long, and what is not ASCII where it must be.
[[nodiscard]] Result<Json> read_run_parameters(const Json& input);

/// Refuses parameters that the job's settings do not allow.
[[nodiscard]] Result<void> check_run_parameters(const Json& parameters, const Json& settings);

/// The older kinds of overrides, as a reply shows them under overriding_parameters.
[[nodiscard]] Json overriding_parameters(const Json& parameters);

/// The job's parameters with what the run overrides, as a reply shows them under job_parameters.
[[nodiscard]] Json job_parameters(const Json& parameters, const Json& settings);

/// The tasks that `only` asks for: `key`, `+key` with all that it waits for, `key+` with all that waits for it. Every
/// task where nothing is asked for.
[[nodiscard]] Result<Json> select_tasks(const Json& tasks, const std::vector<std::string>& only);

/// The tasks with these keys, in their order.
[[nodiscard]] Json tasks_with_keys(const Json& tasks, const std::set<std::string>& keys);

}  // namespace dbc::emulator
