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

/// The text with its header, where it was missing. Nothing else changes, so that an exported text comes back byte for
/// byte.
[[nodiscard]] std::string with_source_header(std::string_view text, NotebookLanguage language);

[[nodiscard]] Notebook read_source_text(std::string_view text, NotebookLanguage language);
/// What `read_source_text` took, byte for byte, as long as the cells are the same.
[[nodiscard]] std::string write_source_text(const Notebook& notebook);

/// The line end of all lines of the text: "\r\n", or "\n" where any line has that.
[[nodiscard]] std::string line_end_of(std::string_view text);

}  // namespace dbc::emulator
