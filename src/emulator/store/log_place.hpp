#pragma once

namespace dbc::emulator {

/// Has SQLite bring the name of a new log to the disk once per log, and not once per process: a command that writes
/// would wait for the disk twice. The file itself is marked as one whose name is there. A copy of it is another file,
/// and where files cannot be marked, all is as usual. For all connections of the process.
void sync_names_of_logs_once();

/// Brings the name of `file` to the disk unless that was done. True where it had to be.
bool sync_name_once(const char* file);

}  // namespace dbc::emulator
