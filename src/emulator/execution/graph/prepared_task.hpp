#pragma once

#include "emulator/execution/graph/dynamic_values.hpp"
#include "emulator/execution/graph/task_parameters.hpp"

namespace dbc::emulator {

/// A task as it is about to be executed.
struct PreparedTask {
  Json task;  ///< with overrides put in and references resolved
  TaskParameters parameters;
};

/// `overrides` are the members of the request that made the run, as stored with it.
[[nodiscard]] Result<PreparedTask> prepare_task(const Json& task, const Json& overrides, const ValueContext& context);

}  // namespace dbc::emulator
