#pragma once

#include <span>
#include <string_view>

// The Python driver of tasks, as it is built into the program.

namespace dbc::emulator {

struct DriverFile {
  std::string_view path;  ///< within the driver's folder, such as "dbc_driver/channel.py"
  std::string_view content;
};

/// Every file of the driver. A task starts as `python3 -u -s -B FOLDER/main.py`, FOLDER being where they were
/// written: see driver_folder.hpp.
[[nodiscard]] std::span<const DriverFile> driver_files();

}  // namespace dbc::emulator
