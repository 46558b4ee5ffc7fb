#pragma once

#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

/// Paths of DBFS as people write them: "dbfs:/a/b".
namespace dbc::cli {

/// Decides whether an argument that may be either is meant as a path of DBFS.
[[nodiscard]] bool is_dbfs_path(std::string_view path);

/// Refuses what is no path of DBFS, with an error of kind `input`.
[[nodiscard]] Result<void> check_dbfs_path(std::string_view path);

/// "dbfs:/a" from the service's "/a".
[[nodiscard]] std::string dbfs_path_of(std::string_view api_path);

/// Last component; a slash at the end does not count. Empty for the root.
[[nodiscard]] std::string dbfs_name(std::string_view path);

[[nodiscard]] std::string join_dbfs(std::string_view folder, std::string_view name);

/// True where the path can only be a folder's: it ends in a slash, or is a volume's root or above it.
[[nodiscard]] bool names_folder(std::string_view path);

/// True where both name the same thing, or `path` lies below `folder`; "//", "." and ".." are resolved.
[[nodiscard]] bool is_at_or_below(std::string_view path, std::string_view folder);

}  // namespace dbc::cli
