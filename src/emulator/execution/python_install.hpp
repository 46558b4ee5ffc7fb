#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// The machine's Python 3.
struct PythonInstall {
  std::filesystem::path program;  ///< the interpreter itself: no script that finds one, and none of an environment
  std::string version;            ///< 3.11
  std::vector<std::string> packages = {};  ///< folders of the virtual environment that it was found in; empty for none
  bool has_own_packages = true;            ///< whether the interpreter's own packages count as well
};

/// What a job must not change, lest it be started outside of its box, or as somebody else: the folders of programs, and
/// Python's own. Those that anybody may write to are left out.
[[nodiscard]] std::vector<std::filesystem::path> program_folders(const PythonInstall& install);

/// The first `python3` of PATH; in a virtual environment, its packages and its interpreter. What it says of itself is
/// kept in `folder`, so that it is asked once. An error of kind `not_found` says what to install.
[[nodiscard]] Result<PythonInstall> find_python(const std::filesystem::path& folder);

/// Runs a program of the machine to its end and returns what it printed. It may be one that a job put there: where
/// there is mounting, it sees no workspace, and of `folder`, that of all runs of one, what `shown` names. The words of
/// `make_argv` may depend on where that is seen.
[[nodiscard]] Result<std::string> output_of(
    const std::filesystem::path& folder, const std::filesystem::path& shown,
    const std::function<std::vector<std::string>(const std::filesystem::path& seen)>& make_argv);

/// Makes a virtual environment at `root` that sees the packages of `install` and takes new ones. No effect where there
/// is one; what a job has broken of it is made anew. `root/bin/pip` installs into it, and changes nothing outside;
/// where the environment has DBC_TASK_PYTHON, it is the pip of that Python.
[[nodiscard]] Result<void> make_environment(const PythonInstall& install, const std::filesystem::path& root);

/// Makes a virtual environment for one task at `root`, over that which the task sees at `below`.
[[nodiscard]] Result<void> make_task_environment(const PythonInstall& install, const std::filesystem::path& root,
                                                 const std::filesystem::path& below);

}  // namespace dbc::emulator
