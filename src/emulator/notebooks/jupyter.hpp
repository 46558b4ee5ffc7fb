#pragma once

#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "emulator/notebooks/notebook.hpp"

// Notebooks as .ipynb files, format 4.

namespace dbc::emulator {

/// The document; INVALID_PARAMETER_VALUE where the text is no notebook of format 4.
[[nodiscard]] Result<Json> parse_jupyter(std::string_view text);
[[nodiscard]] NotebookLanguage language_of_jupyter(const Json& document);
[[nodiscard]] Result<Notebook> read_jupyter(std::string_view text);
[[nodiscard]] std::string write_jupyter(const Notebook& notebook, std::string_view name);
/// The same document without what its cells printed.
[[nodiscard]] std::string without_outputs(Json document);

}  // namespace dbc::emulator
