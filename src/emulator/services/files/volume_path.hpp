#pragma once

#include <string>

#include "emulator/files/file_store.hpp"
#include "emulator/http/call.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {

/// A path below /Volumes. The names of catalog, schema and volume count without case.
struct VolumePath {
  TreePath place;  ///< in the tree of volumes: /catalog/schema/volume/a

  [[nodiscard]] std::string text() const;                                       ///< /Volumes/catalog/schema/volume/a
  [[nodiscard]] bool is_in_volume() const { return place.names().size() > 3; }  ///< below a volume's root
};

/// Reads the path that follows `files` or `directories` in the URL. What it names need not exist, but the volume must.
[[nodiscard]] Result<VolumePath> volume_path(const Call& call, const Context& context);

[[nodiscard]] Error no_such_file(const VolumePath& path);
[[nodiscard]] Error no_such_directory(const VolumePath& path);
/// For calls on directories.
[[nodiscard]] Error is_a_file(ErrorCode code, const VolumePath& path);
/// The same, about the file that is in the way of a directory at the path or above it.
[[nodiscard]] Error obstructed_by_file(ErrorCode code, const VolumePath& path, const FileTree& volumes);

}  // namespace dbc::emulator
