#pragma once

#include <filesystem>
#include <memory>

#include "dbc/base/result.hpp"
#include "emulator/store/connection.hpp"

namespace dbc::emulator {

/// Opens `folder`/workspace.db and brings its schema up to date. Costs one read where it is; else a lock beside the
/// database lets one process do it while the others wait. A schema newer than ours is an error of kind `config`.
[[nodiscard]] Result<std::unique_ptr<Connection>> open_up_to_date(const std::filesystem::path& folder);

/// The schema version that this program works with.
[[nodiscard]] int newest_schema_version();

[[nodiscard]] std::filesystem::path database_file(const std::filesystem::path& folder);

}  // namespace dbc::emulator
