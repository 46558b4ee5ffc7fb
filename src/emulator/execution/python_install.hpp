#pragma once

#include <filesystem>
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

/// The first `python3` of PATH; in a virtual environment, its packages and its interpreter. What it says of itself is
/// kept in `folder`, so that it is asked once. An error of kind `not_found` says what to install.
[[nodiscard]] Result<PythonInstall> find_python(const std::filesystem::path& folder);

/// Makes a virtual environment at `root` that sees the packages of `install` and takes new ones. No effect where there
/// is one. `root/bin/pip` installs into it, and changes nothing outside.
[[nodiscard]] Result<void> make_environment(const PythonInstall& install, const std::filesystem::path& root);

/// Writes the files of the Python driver below `folder`, compiled for this Python, and returns their place. No effect
/// where they are there.
[[nodiscard]] Result<std::filesystem::path> place_driver(const PythonInstall& install,
                                                         const std::filesystem::path& folder);

}  // namespace dbc::emulator
