#pragma once

#include <string>
#include <string_view>

#include "emulator/notebooks/notebook.hpp"

// Notebooks of R as .Rmd files: text with chunks of code.

namespace dbc::emulator {

[[nodiscard]] Notebook read_r_markdown(std::string_view text);
/// INVALID_PARAMETER_VALUE where the notebook's language is not R.
[[nodiscard]] Result<std::string> write_r_markdown(const Notebook& notebook);

}  // namespace dbc::emulator
