#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/emulator/activity.hpp"

namespace dbc::commands {

/// What a program has done to a workspace that `emulator exec` served.
struct WorkspaceActivity {
  std::string workspace;  ///< empty for the first one
  emulator::ActivityReport activity;
};

/// How a program ended, and all that it did.
struct ExecOutcome {
  std::string program = {};  ///< without its arguments, which may be secret
  int exit_code = 0;
  TimePoint began = {};
  std::chrono::milliseconds duration{0};
  std::vector<WorkspaceActivity> workspaces = {};

  /// "GET /api/2.0/pipelines (pipelines.list_pipelines): 2 requests" for each endpoint that is not modelled.
  [[nodiscard]] std::vector<std::string> unmodelled() const;
};

enum class ReportFormat {
  text,
  json,
  junit,
};

/// "GET /api/2.0/pipelines (pipelines.list_pipelines)", and the workspace where that is not the first one.
[[nodiscard]] std::string name_of(const emulator::EndpointUse& use, const std::string& workspace);
/// "job nightly (123)"
[[nodiscard]] std::string in_words(const emulator::Change& change);

[[nodiscard]] std::string report_text(const ExecOutcome& outcome, ReportFormat format);
/// For continuous integration: a test for the program, and one for each endpoint. An endpoint that is not modelled, or
/// failed by itself, is a failure; so is one that refused a request, where the program failed as well.
[[nodiscard]] std::string junit_text(const ExecOutcome& outcome);

}  // namespace dbc::commands
