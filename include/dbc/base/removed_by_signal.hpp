#pragma once

namespace dbc {

/// From now on SIGINT, SIGTERM and SIGHUP remove the file before they end the process, unless the process ignores or
/// handles them itself. Returns what `keep_from_signal` takes; -1 where there is no room for another name.
[[nodiscard]] int remove_by_signal(const char* path) noexcept;
void keep_from_signal(int slot) noexcept;

}  // namespace dbc
