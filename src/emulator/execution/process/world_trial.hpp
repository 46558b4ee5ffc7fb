#pragma once

#include <filesystem>

namespace dbc::emulator {

/// Whether this machine lets this user build worlds at all: tried with one that shows, hides and protects only folders
/// of the trial's own, below `scratch`. Tells a machine that has no namespaces from a folder that stands in the way.
[[nodiscard]] bool can_build_worlds(const std::filesystem::path& scratch);

}  // namespace dbc::emulator
