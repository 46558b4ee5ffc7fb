#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dbc/base/clock.hpp"
#include "emulator/files/tree_path.hpp"
#include "emulator/notebooks/notebook.hpp"

namespace dbc::emulator {

enum class ObjectKind {
  directory,
  notebook,
  file,
  repo,
};

[[nodiscard]] std::string_view name_of(ObjectKind kind);  ///< DIRECTORY
[[nodiscard]] std::optional<ObjectKind> object_kind_of(std::string_view name);
[[nodiscard]] bool is_folder(ObjectKind kind);

/// What the database keeps of an object.
struct ObjectRow {
  std::int64_t id = 0;  ///< 0 before it is stored
  TreePath path = {};
  ObjectKind kind = ObjectKind::file;
  std::optional<NotebookLanguage> language = {};
  TimePoint created_at = {};
  std::string creator = {};  ///< user name; empty for what was found on disk
};

/// An object in the workspace's tree.
struct WorkspaceObject {
  ObjectRow row = {};
  TimePoint modified_at = {};
  std::uint64_t size = 0;  ///< of its file
};

}  // namespace dbc::emulator
