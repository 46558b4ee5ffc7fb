#pragma once

#include <memory>

#include "dbc/emulator/workspace.hpp"
#include "emulator/execution/run_scene.hpp"

namespace dbc::emulator {

/// The workspace's REST API for tasks: dbutils asks it, as the user whose rights the run has.
class DriverCalls {
 public:
  explicit DriverCalls(RunScene& scene) : scene_(scene) {}

  /// The reply to a message {"method", "path", "body"} of a task run as {"status", "body"}; to one with `content`
  /// (base64) and `content_type` in place of the body as {"status", "headers", "content"}.
  [[nodiscard]] Json answer(const Json& call, std::int64_t task_run_id);

 private:
  [[nodiscard]] Result<Workspace*> workspace();
  RunScene& scene_;
  std::unique_ptr<Workspace> workspace_ = {};  ///< opened with the first call
};

}  // namespace dbc::emulator
