#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.0/workspace and /api/2.0/workspace-files, by the file that holds them.

// object_read.cpp
[[nodiscard]] Result<Reply> get_object_status(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_workspace(const Call& call, Context& context);

// object_change.cpp
[[nodiscard]] Result<Reply> make_workspace_folder(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_object(const Call& call, Context& context);

// object_import.cpp
[[nodiscard]] Result<Reply> import_object(const Call& call, Context& context);

// object_export.cpp
[[nodiscard]] Result<Reply> export_object(const Call& call, Context& context);

// workspace_files.cpp
[[nodiscard]] Result<Reply> import_workspace_file(const Call& call, Context& context);
[[nodiscard]] Result<Reply> read_workspace_file(const Call& call, Context& context);

}  // namespace dbc::emulator
