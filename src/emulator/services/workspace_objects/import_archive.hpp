#pragma once

#include <string>
#include <string_view>

#include "emulator/services/workspace_objects/import_content.hpp"

namespace dbc::emulator {

[[nodiscard]] bool is_source_archive(std::string_view content);

/// A zip of sources: notebooks by their extensions, everything else as files. `name` becomes the folder's.
[[nodiscard]] Result<ImportedContent> read_source_archive(std::string_view content, const std::string& name);
/// An archive of notebooks. One that holds a single notebook and no folder is that notebook.
[[nodiscard]] Result<ImportedContent> read_dbc_archive(std::string_view content, const std::string& name);

}  // namespace dbc::emulator
