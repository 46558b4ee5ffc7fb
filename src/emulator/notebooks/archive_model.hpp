#pragma once

#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "emulator/notebooks/notebook.hpp"

// The document that archives and HTML exports carry a notebook in.

namespace dbc::emulator {

[[nodiscard]] Json to_archive_model(const Notebook& notebook, std::string_view name);
/// INVALID_PARAMETER_VALUE where the text is no such document.
[[nodiscard]] Result<Notebook> read_archive_model(std::string_view text);

/// A page that shows the notebook and can be imported again.
[[nodiscard]] std::string write_notebook_html(const Notebook& notebook, std::string_view name);
[[nodiscard]] Result<Notebook> read_notebook_html(std::string_view page);

}  // namespace dbc::emulator
