#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/workspace_objects/object_format.hpp"
#include "emulator/services/workspace_objects/workspace_object.hpp"

namespace dbc::emulator {

/// One object that an import makes: its place below the path that was asked for, and its file.
struct ImportedObject {
  TreePath place = {};  ///< the root for the path itself
  ObjectKind kind = ObjectKind::file;
  std::optional<NotebookLanguage> language = {};
  std::string content = {};
};

/// What a content comes to in a format. An archive of several objects is a folder.
struct ImportedContent {
  std::string name = {};  ///< what the last name of the path becomes: notebooks lose their extension in AUTO
  bool is_folder = false;
  std::vector<ImportedObject> objects = {};
};

/// What the client says of a content.
struct ImportHints {
  ObjectFormat format = ObjectFormat::source;
  std::optional<NotebookLanguage> language = {};
  std::string name = {};  ///< last name of the path
};

/// INVALID_PARAMETER_VALUE where content and format do not belong together.
[[nodiscard]] Result<ImportedContent> read_import(std::string_view content, const ImportHints& hints);

/// The notebook that AUTO sees in a file of that name; nothing where it stays a file.
[[nodiscard]] bool is_notebook_file(std::string_view name, std::string_view content);

}  // namespace dbc::emulator
