#pragma once

#include "emulator/execution/driver_machine.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/execution/task_engine.hpp"

namespace dbc::emulator {

/// The first message to the Python driver: what it is to run, and all that the task may ask of its surroundings.
/// `not_found` where the task's file is not there.
[[nodiscard]] Result<Json> driver_start(const RunScene& scene, const TaskAttempt& attempt, const Places& places);

}  // namespace dbc::emulator
