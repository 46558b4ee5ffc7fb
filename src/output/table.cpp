#include "dbc/output/table.hpp"

#include <algorithm>
#include <string_view>

#include "dbc/base/text.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/output/colour.hpp"

namespace dbc::output {
namespace {

constexpr std::size_t k_header_padding = 2;  // a header column is at least its header and two blanks wide
constexpr std::size_t k_truncate_at = 100;

/// What Python's int() takes: a sign, digits, single underscores between digits.
bool is_whole_number(std::string_view text) {
  text = trim(text);
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  if (text.empty() || text.front() == '_' || text.back() == '_') return false;
  bool after_underscore = false;
  for (const char c : text) {
    const bool underscore = c == '_';
    if (!underscore && (c < '0' || c > '9')) return false;
    if (underscore && after_underscore) return false;
    after_underscore = underscore;
  }
  return true;
}

struct ColumnLayout {
  std::size_t width = 0;
  bool right = false;
};

bool is_numeric_column(const Table& table, std::size_t column) {
  return table.align_numbers && !table.rows.empty() &&
         std::ranges::all_of(table.rows, [&](const auto& row) { return is_whole_number(row[column]); });
}

std::vector<ColumnLayout> lay_out(const Table& table) {
  const std::size_t count = table.rows.empty() ? table.headers.size() : table.rows.front().size();
  std::vector<ColumnLayout> columns(count);
  for (std::size_t i = 0; i < count; ++i) {
    columns[i].right = is_numeric_column(table, i);
    if (i < table.headers.size()) columns[i].width = count_code_points(table.headers[i]) + k_header_padding;
    for (const auto& row : table.rows) columns[i].width = std::max(columns[i].width, count_code_points(trim(row[i])));
  }
  return columns;
}

std::string padded(std::string_view cell, const ColumnLayout& column, const std::string& colour) {
  const std::size_t width = count_code_points(cell);
  const std::string blanks(width < column.width ? column.width - width : 0, ' ');
  const std::string shown = coloured(cell, colour);
  return column.right ? blanks + shown : shown + blanks;
}

const std::string& colour_of(const std::vector<std::string>& colours, std::size_t column) {
  static const std::string none;
  return column < colours.size() ? colours[column] : none;
}

void append_line(std::string& out, const std::string& line) {
  const auto last = line.find_last_not_of(' ');
  out.append(line, 0, last == std::string::npos ? 0 : last + 1);
  out += '\n';
}

void append_row(std::string& out, const std::vector<std::string>& row, const std::vector<ColumnLayout>& columns,
                const std::vector<std::string>& colours = {}) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line += "  ";
    line += padded(trim(row[i]), columns[i], colour_of(colours, i));
  }
  append_line(out, line);
}

void append_rule(std::string& out, const std::vector<ColumnLayout>& columns) {
  std::string line;
  for (const auto& column : columns) {
    if (!line.empty()) line += "  ";
    line.append(column.width, '-');
  }
  append_line(out, line);
}

bool is_visible_row(const std::vector<std::string>& row) {
  return std::ranges::all_of(row, [](const auto& cell) { return is_visible(trim(cell)); });
}

/// With each cell as one line that steers nothing.
Table with_visible_cells(Table table) {
  for (auto& row : table.rows)
    for (auto& cell : row) cell = visible(trim(cell));
  return table;
}

}  // namespace

std::string render(const Table& table) {
  if (!std::ranges::all_of(table.rows, is_visible_row)) return render(with_visible_cells(table));
  const auto columns = lay_out(table);
  std::string out;
  if (!table.headers.empty()) append_row(out, table.headers, columns);
  if (table.style == TableStyle::simple) append_rule(out, columns);
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    append_row(out, table.rows[i], columns, i < table.colours.size() ? table.colours[i] : std::vector<std::string>{});
  if (out.empty()) out = "\n";
  return out;
}

std::string truncated(const std::string& text) {
  if (count_code_points(text) <= k_truncate_at) return text;
  return std::string(first_code_points(text, k_truncate_at)) + "...";
}

}  // namespace dbc::output
