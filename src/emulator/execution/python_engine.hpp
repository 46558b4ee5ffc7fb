#pragma once

#include <memory>

#include "emulator/execution/task_engine.hpp"

namespace dbc::emulator {

struct RunScene;

/// Carries out notebook_task, spark_python_task and python_wheel_task with the machine's Python 3.
[[nodiscard]] std::unique_ptr<TaskEngine> make_python_engine(RunScene& scene);

}  // namespace dbc::emulator
