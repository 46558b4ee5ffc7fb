#include "emulator/services/files/volume_path.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/files/obstacle.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_volume_depth = 3;  // catalog, schema, volume

TreePath with_lower_names(const TreePath& path) {
  TreePath lowered;
  for (std::size_t i = 0; i < path.names().size(); ++i)
    lowered = lowered.child(i < k_volume_depth ? to_lower(path.names()[i]) : path.names()[i]);
  return lowered;
}

TreePath first(const TreePath& path, std::size_t count) {
  TreePath head;
  for (std::size_t i = 0; i < count; ++i) head = head.child(path.names()[i]);
  return head;
}

/// The catalog keeps volumes by making their folders, so a volume exists where its folder does.
Result<void> check_volume(const TreePath& place, const Context& context) {
  if (place.names().size() < k_volume_depth) return {};
  DBC_TRY(const auto volume, context.files.volumes().find(first(place, k_volume_depth)));
  if (volume && volume->is_folder) return {};
  return api_error(ErrorCode::not_found,
                   "Volume '" + join(std::span(place.names()).first(k_volume_depth), ".") + "' does not exist.");
}

}  // namespace

std::string VolumePath::text() const { return place.is_root() ? "/Volumes" : "/Volumes" + place.text(); }

Result<VolumePath> volume_path(const Call& call, const Context& context) {
  DBC_TRY(const auto path, TreePath::parse(call.path_parameter("path")));
  if (!path.is_root() && path.names().front() == "Workspace")
    return api_error(ErrorCode::not_implemented,
                     "The emulated workspace does not serve paths below /Workspace in the Files API yet");
  if (path.is_root() || path.names().front() != "Volumes")
    return invalid_parameter("The path must begin with /Volumes: " + path.text());
  VolumePath found{.place = with_lower_names(path.below(1))};
  DBC_CHECK(check_volume(found.place, context));
  return found;
}

Error no_such_file(const VolumePath& path) {
  return with_error_info(api_error(ErrorCode::not_found, "The file being accessed is not found. Path: " + path.text()),
                         "FILES_API_FILE_NOT_FOUND");
}

Error no_such_directory(const VolumePath& path) {
  return with_error_info(
      api_error(ErrorCode::not_found, "The directory being accessed is not found. Path: " + path.text()),
      "FILES_API_DIRECTORY_IS_NOT_FOUND");
}

Error is_a_file(ErrorCode code, const VolumePath& path) {
  return api_error(
      code,
      "The given path points to an existing file. This API does not support operations on files. Path: " + path.text());
}

Error obstructed_by_file(ErrorCode code, const VolumePath& path, const FileTree& volumes) {
  auto obstacle = obstacle_on(path.place, volumes);
  return obstacle ? is_a_file(code, {.place = std::move(*obstacle)}) : std::move(obstacle).error();
}

}  // namespace dbc::emulator
