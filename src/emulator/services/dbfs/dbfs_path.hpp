#pragma once

#include "emulator/files/tree_path.hpp"
#include "emulator/http/call.hpp"

namespace dbc::emulator {

/// What DBFS calls a megabyte: the most that one block, one read or one JSON put may carry.
constexpr std::int64_t k_dbfs_block = 1 << 20;

/// The path in a field of the request: `/a/b` or `dbfs:/a/b`.
[[nodiscard]] Result<TreePath> dbfs_path(const Json& input, std::string_view field);
/// The same for a call that changes something. /Volumes belongs to the Files API, so what lies there is refused.
[[nodiscard]] Result<TreePath> changeable_dbfs_path(const Json& input, std::string_view field);

[[nodiscard]] bool is_volume_path(const TreePath& path);

[[nodiscard]] Error no_dbfs_file(const TreePath& path);      ///< RESOURCE_DOES_NOT_EXIST
[[nodiscard]] Error dbfs_file_exists(const TreePath& path);  ///< RESOURCE_ALREADY_EXISTS

}  // namespace dbc::emulator
