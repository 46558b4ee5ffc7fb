#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dbc::emulator {

/// Where a server serves the workspace in this folder: http://127.0.0.1:8080, without a slash at its end;
/// http://localhost where none does.
[[nodiscard]] std::string server_address(const std::filesystem::path& workspace_folder);

/// What a server leaves in the folders that it serves, for `server_address` and for who looks for the server.
[[nodiscard]] std::filesystem::path server_state_file(const std::filesystem::path& workspace_folder);

}  // namespace dbc::emulator
