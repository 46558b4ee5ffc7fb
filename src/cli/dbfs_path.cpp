#include "dbc/cli/dbfs_path.hpp"

#include <algorithm>
#include <filesystem>

namespace dbc::cli {
namespace {

constexpr std::string_view k_scheme = "dbfs:";
constexpr std::string_view k_root = "dbfs:/";

std::string_view without_slash(std::string_view path) {
  if (path != k_root && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

/// "/a/b" with a slash behind it, so that "/a/b" is not taken for the folder of "/a/bc".
std::string normal(std::string_view path) {
  if (path.starts_with(k_scheme)) path.remove_prefix(k_scheme.size());
  while (path.starts_with('/')) path.remove_prefix(1);
  const std::string text = std::filesystem::path("/" + std::string(path)).lexically_normal().string();
  return text.ends_with('/') ? text : text + "/";
}

}  // namespace

bool is_dbfs_path(std::string_view path) { return path.starts_with(k_root); }

Result<void> check_dbfs_path(std::string_view path) {
  const std::string shown(path);
  if (path.starts_with("dbfs://"))
    return Error{.kind = ErrorKind::input,
                 .message = "The path " + shown + " cannot start with dbfs://. It must start with dbfs:/"};
  if (!is_dbfs_path(path))
    return Error{.kind = ErrorKind::input,
                 .message = "The path " + shown + " must start with \"dbfs:/\"",
                 .hint = path.starts_with('/') ? "In DBFS it is `dbfs:" + shown + "`" : ""};
  return {};
}

std::string dbfs_path_of(std::string_view api_path) { return std::string(k_scheme) + std::string(api_path); }

std::string dbfs_name(std::string_view path) {
  path = without_slash(path);
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string join_dbfs(std::string_view folder, std::string_view name) {
  std::string path(without_slash(folder));
  if (path != k_root) path += '/';
  return path + std::string(name);
}

bool names_folder(std::string_view path) {
  constexpr std::string_view k_volumes = "/Volumes/";
  constexpr auto k_slashes_of_root = 5;  // "/Volumes/catalog/schema/volume/"
  const std::string folder = normal(path);
  return path.ends_with('/') || (folder.starts_with(k_volumes) && std::ranges::count(folder, '/') <= k_slashes_of_root);
}

bool is_at_or_below(std::string_view path, std::string_view folder) { return normal(path).starts_with(normal(folder)); }

}  // namespace dbc::cli
