#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/notebooks/notebook.hpp"

// A notebook as one text of its language: a header line, cells between separator lines, and cells in other languages
// behind comment marks.

namespace dbc::emulator {

/// True where the text's first line is the header of that language. Python and R share theirs.
[[nodiscard]] bool has_source_header(std::string_view text, NotebookLanguage language);
/// The language whose header the text begins with; Python where it could be R.
[[nodiscard]] std::optional<NotebookLanguage> language_of_header(std::string_view text);

/// The text with its header, where it was missing, and with plain line feeds. Nothing else changes, so that an exported
/// text comes back byte for byte.
[[nodiscard]] std::string normalize_source_text(std::string_view text, NotebookLanguage language);

[[nodiscard]] Notebook read_source_text(std::string_view text, NotebookLanguage language);
[[nodiscard]] std::string write_source_text(const Notebook& notebook);

}  // namespace dbc::emulator
