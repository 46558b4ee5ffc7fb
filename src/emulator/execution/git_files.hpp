#pragma once

#include <string>

#include "emulator/execution/run_scene.hpp"

namespace dbc::emulator {

/// True where a task takes its notebook or file from the job's git_source.
[[nodiscard]] bool is_from_git(const RunScene& scene, const Json& task);

/// The place of a file below the run's checkout. A link leads nowhere.
[[nodiscard]] Result<TreePath> find_git_file(const RunScene& scene, const std::string& path);

/// A notebook of the run's checkout as the driver takes it. `path` has no extension, as in a workspace, or the file's.
[[nodiscard]] Result<Json> git_notebook(const RunScene& scene, const std::string& path, const Places& places);

/// The answer to a notebook of the checkout that asks the workspace for another one of it, as %run does; null for what
/// the workspace is to answer itself.
[[nodiscard]] Json answer_from_git(const RunScene& scene, const Json& call);

}  // namespace dbc::emulator
