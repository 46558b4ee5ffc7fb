#include "emulator/files/obstacle.hpp"

namespace dbc::emulator {

Result<TreePath> obstacle_on(const TreePath& path, const FileTree& tree) {
  for (TreePath place = path; !place.is_root(); place = place.parent()) {
    DBC_TRY(const auto entry, tree.find(place));
    if (entry && !entry->is_folder) return place;
  }
  return path;
}

}  // namespace dbc::emulator
