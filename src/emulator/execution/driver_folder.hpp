#pragma once

#include <filesystem>

#include "dbc/base/result.hpp"
#include "emulator/execution/python_install.hpp"

namespace dbc::emulator {

/// Whether tasks could change the driver's files before the next one starts.
enum class DriverUse {
  read_only,   ///< mounted so: compiled once, for all tasks
  changeable,  ///< as it is: nothing is used that cannot be compared with the program's own
};

/// The folder of the Python driver's files below `folder`, for this Python. It is looked through each time, down to the
/// last byte: where a file is missing, changed or too many, all are written anew.
[[nodiscard]] Result<std::filesystem::path> place_driver(const PythonInstall& install,
                                                         const std::filesystem::path& folder, DriverUse use);

struct RunScene;
struct DriverHome;

/// Sees to it that Python starts in this home: in its virtual environment, with the driver of its machine. Returns the
/// Python that it is.
[[nodiscard]] Result<PythonInstall> prepare_python(RunScene& scene, const DriverHome& home);

}  // namespace dbc::emulator
