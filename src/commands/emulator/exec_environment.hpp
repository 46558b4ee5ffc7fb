#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dbc::commands {

/// What a child must know to reach its workspace, and only that one.
struct WorkspaceAccess {
  std::string url;
  std::string address;  ///< of the url, without a port
  std::string token;
  std::string profile_file;                             ///< an empty one
  std::filesystem::path folder;                         ///< where the workspace is, for the commands of the emulator
  std::optional<std::filesystem::path> authority = {};  ///< who vouches for the url; nothing where that is not HTTPS
};

/// The environment of a child: that of `inherited` (NAME=VALUE) with the way to this workspace, and without what leads
/// to another one: variables of DATABRICKS_, ARM_ and GOOGLE_. Proxies are told to leave the address alone. With an
/// authority, that is the only one that clients are told to trust.
[[nodiscard]] std::vector<std::string> exec_environment(const std::vector<std::string>& inherited,
                                                        const WorkspaceAccess& access);

}  // namespace dbc::commands
