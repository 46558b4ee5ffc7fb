#pragma once

#include <string>
#include <vector>

namespace dbc::output {

enum class TableStyle {
  plain,   ///< two blanks between columns; a header only where `headers` has one
  simple,  ///< header, a line of dashes per column, rows
};

/// Rows of text cells, laid out as the legacy client's tables are: a column of whole numbers is right-aligned, trailing
/// blanks of a line are removed, width is counted in code points. A row is one line: control characters, and what else
/// steers a terminal, are written as escapes (\n, \x1b). Other text is never altered.
struct Table {
  TableStyle style = TableStyle::plain;
  std::vector<std::string> headers = {};
  std::vector<std::vector<std::string>> rows = {};
  /// Colours for cells of `rows`, where the stream shows them: an SGR code such as "36", empty for none. Rows and cells
  /// that are absent here have none.
  std::vector<std::vector<std::string>> colours = {};
  bool align_numbers = true;  ///< off: everything is left-aligned
};

/// The table's text with a final newline. An empty plain table without header is one empty line.
[[nodiscard]] std::string render(const Table& table);

/// Text longer than 100 characters is cut there and marked with `...`.
[[nodiscard]] std::string truncated(const std::string& text);

}  // namespace dbc::output
