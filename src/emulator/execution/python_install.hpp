#pragma once

#include <filesystem>
#include <string>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// The machine's Python 3.
struct PythonInstall {
  std::filesystem::path program;  ///< the interpreter itself, not a script that finds one
  std::string version;            ///< 3.11
};

/// The first `python3` of PATH. What it says of itself is kept in `folder`, so that it is asked once. An error of kind
/// `not_found` says what to install.
[[nodiscard]] Result<PythonInstall> find_python(const std::filesystem::path& folder);

/// Makes a virtual environment at `root` that sees the machine's packages and takes new ones. No effect where there is
/// one. Packages are installed by `root/bin/python -m pip`.
[[nodiscard]] Result<void> make_environment(const PythonInstall& install, const std::filesystem::path& root);

/// Writes the files of the Python driver below `folder`, compiled for this Python, and returns their place. No effect
/// where they are there.
[[nodiscard]] Result<std::filesystem::path> place_driver(const PythonInstall& install,
                                                         const std::filesystem::path& folder);

}  // namespace dbc::emulator
