#include "emulator/services/dbfs/dbfs_path.hpp"

#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_scheme = "dbfs:";

}  // namespace

Result<TreePath> dbfs_path(const Json& input, std::string_view field) {
  DBC_TRY(const auto text, Fields(input).required_text(field));
  std::string_view path = text;
  if (path.starts_with(k_scheme)) path.remove_prefix(k_scheme.size());
  if (!path.starts_with('/')) return invalid_parameter("Path must be absolute: " + text);
  return TreePath::parse(path);
}

Result<TreePath> changeable_dbfs_path(const Json& input, std::string_view field) {
  DBC_TRY(auto path, dbfs_path(input, field));
  if (is_volume_path(path)) return api_error(ErrorCode::permission_denied, "No operations allowed on this path.");
  return path;
}

bool is_volume_path(const TreePath& path) { return !path.is_root() && path.names().front() == "Volumes"; }

Error no_dbfs_file(const TreePath& path) {
  return api_error(ErrorCode::resource_does_not_exist, "No file or directory exists on path dbfs:" + path.text() + ".");
}

Error dbfs_file_exists(const TreePath& path) {
  return api_error(ErrorCode::resource_already_exists,
                   "A file or directory already exists at the input path dbfs:" + path.text() + ".");
}

}  // namespace dbc::emulator
