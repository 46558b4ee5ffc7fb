#pragma once

#include <filesystem>
#include <string>

#include "dbc/api/client.hpp"

namespace dbc::commands {

/// Stores a local file at `remote` ("dbfs:/a/b"), where nothing may stand yet. The file is sent as it is read, so that
/// its size does not matter to our memory.
[[nodiscard]] Result<void> put_dbfs_file(api::Client& client, const std::filesystem::path& file,
                                         const std::string& remote);

}  // namespace dbc::commands
