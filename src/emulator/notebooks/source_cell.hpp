#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/notebooks/notebook.hpp"

// A cell within a source text: its title, and the marks before lines of another language.

namespace dbc::emulator {

/// What begins a comment, with its blank.
[[nodiscard]] std::string_view comment_of(NotebookLanguage language);

[[nodiscard]] NotebookCell read_source_cell(std::vector<std::string_view> lines, NotebookLanguage language);
[[nodiscard]] std::string write_source_cell(const NotebookCell& cell, NotebookLanguage language);

}  // namespace dbc::emulator
