#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dbc/api/workspace_objects.hpp"

/// How notebooks are called on a local disk.
namespace dbc::commands {

/// What a file's name says about the notebook in it.
struct NotebookName {
  std::string name;  ///< without the extension
  api::NotebookForm form;
};

/// Nothing where the extension is not one of those that are imported; letters count as written.
[[nodiscard]] std::optional<NotebookName> read_notebook_name(std::string_view file_name);

/// ".scala, .py, ...": the extensions that are imported, for messages.
[[nodiscard]] std::string importable_extensions();

/// The extension of a notebook that is exported in `format`.
[[nodiscard]] std::string export_extension(std::string_view format, std::string_view language);

}  // namespace dbc::commands
