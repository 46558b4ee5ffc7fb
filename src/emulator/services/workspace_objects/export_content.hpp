#pragma once

#include <string>
#include <string_view>

#include "emulator/http/call.hpp"
#include "emulator/services/workspace_objects/object_format.hpp"
#include "emulator/services/workspace_objects/workspace_object.hpp"

namespace dbc::emulator {

/// An object on its way out.
struct ExportedContent {
  std::string bytes;
  std::string file_type;  ///< py, ipynb, dbc, ...; empty for a file without extension
};

struct ExportOptions {
  ObjectFormat format = ObjectFormat::source;
  bool has_outputs = true;  ///< what cells printed goes with a Jupyter notebook
};

/// INVALID_PARAMETER_VALUE where the object cannot have that format.
[[nodiscard]] Result<ExportedContent> export_notebook(std::string_view stored, const WorkspaceObject& object,
                                                      const ExportOptions& options);
[[nodiscard]] Result<ExportedContent> export_file(std::string content, const WorkspaceObject& object,
                                                  ObjectFormat format);
/// An archive of the folder with all below it: notebooks, and in AUTO the files as well.
[[nodiscard]] Result<ExportedContent> export_folder(const WorkspaceObject& folder, ObjectFormat format,
                                                    const Context& context);

}  // namespace dbc::emulator
