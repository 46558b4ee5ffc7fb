#include "emulator/notebooks/source_text.hpp"

#include <algorithm>
#include <utility>

#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"
#include "emulator/notebooks/source_cell.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_header = "Databricks notebook source";
constexpr std::string_view k_separator = "COMMAND ----------";
constexpr std::string_view k_windows_end = "\r\n";

std::string_view without_end(std::string_view line) {
  while (!line.empty() && std::string_view("\r\n \t").find(line.back()) != std::string_view::npos)
    line.remove_suffix(1);
  return line;
}

bool is_comment(std::string_view line, NotebookLanguage language, std::string_view text) {
  const auto mark = comment_of(language);
  line = without_end(line);
  return line.starts_with(mark) && line.substr(mark.size()) == text;
}

/// Takes a line with its end.
std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
  text.remove_prefix(line.size());
  return line;
}

std::string_view first_line(std::string_view text) { return text.empty() ? text : take_line(text); }

std::string usual_header(const Notebook& notebook) {
  return std::string(comment_of(notebook.language)) + std::string(k_header) + notebook.line_end;
}

bool is_header(std::string_view line, const Notebook& notebook) {
  const bool is_one_line = line.find('\n') >= line.size() - 1;
  return is_one_line && (line.ends_with('\n') || notebook.cells.empty()) && has_source_header(line, notebook.language);
}

/// What stands between two separators: the text with the second one, and its lines without. One empty line after the
/// first separator and one before the second belong to these, as does the text's last line end.
struct Piece {
  std::string_view written;
  std::vector<std::string_view> lines = {};
  bool ends_line = false;  ///< of the last one
};

void add_line(Piece& piece, std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(line.ends_with(k_windows_end) ? k_windows_end.size() : 1);
  piece.lines.push_back(line);
}

void drop_border_lines(Piece& piece, bool is_first, bool is_last) {
  auto& lines = piece.lines;
  piece.ends_line = is_last && piece.written.ends_with('\n');
  if (!is_first && !lines.empty() && lines.front().empty()) lines.erase(lines.begin());
  if (!is_last && !lines.empty() && lines.back().empty()) lines.pop_back();
}

/// The pieces below the header. The last one has no separator, and may be empty.
std::vector<Piece> split_cells(std::string_view text, NotebookLanguage language, bool has_first) {
  std::vector<Piece> pieces;
  while (true) {
    const auto rest = text;
    Piece piece{.written = {}};
    bool is_last = true;
    while (is_last && !text.empty()) {
      const auto line = take_line(text);
      is_last = !is_comment(line, language, k_separator);
      if (is_last) add_line(piece, line);
    }
    piece.written = rest.substr(0, rest.size() - text.size());
    drop_border_lines(piece, has_first && pieces.empty(), is_last);
    pieces.push_back(std::move(piece));
    if (is_last) return pieces;
  }
}

struct Place {
  bool is_first;
  bool is_last;
};

std::string write_in_usual_way(const NotebookCell& cell, const Notebook& notebook, Place place) {
  std::string text = place.is_first ? "" : "\n";
  text += write_source_cell(cell, notebook.language);
  if (!place.is_last)
    text.append("\n\n").append(comment_of(notebook.language)).append(k_separator).append("\n");
  else if (notebook.ends_line || cell.text.ends_with('\n') || (place.is_first && text.empty()))
    text += "\n";
  return notebook.line_end == "\n" ? text : replace_all(std::move(text), "\n", notebook.line_end);
}

/// Whether what is said to be the cell's source text still is: whoever edits an export edits the cell itself.
bool is_written_so(const NotebookCell& cell, const Notebook& notebook, Place place) {
  const auto pieces = split_cells(*cell.written, notebook.language, place.is_first);
  if (place.is_last ? pieces.size() != 1 : pieces.size() != 2 || !pieces.back().written.empty()) return false;
  const NotebookCell read = read_source_cell(pieces.front().lines, notebook.language);
  return read.text == cell.text && read.title == cell.title && read.shows_title == cell.shows_title;
}

std::string write_cell(const NotebookCell& cell, const Notebook& notebook, Place place) {
  if (cell.written && is_written_so(cell, notebook, place)) return *cell.written;
  return write_in_usual_way(cell, notebook, place);
}

void add_cells(Notebook& notebook, const std::vector<Piece>& pieces) {
  if (pieces.size() == 1 && pieces.front().written.empty()) return;
  notebook.ends_line = pieces.back().ends_line;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    NotebookCell cell = read_source_cell(pieces[i].lines, notebook.language);
    const Place place{.is_first = i == 0, .is_last = i + 1 == pieces.size()};
    if (write_in_usual_way(cell, notebook, place) != pieces[i].written) cell.written = std::string(pieces[i].written);
    notebook.cells.push_back(std::move(cell));
  }
}

}  // namespace

bool has_source_header(std::string_view text, NotebookLanguage language) {
  return is_comment(first_line(without_utf8_mark(text)), language, k_header);
}

std::optional<NotebookLanguage> language_of_header(std::string_view text) {
  for (const auto language : {NotebookLanguage::python, NotebookLanguage::scala, NotebookLanguage::sql})
    if (has_source_header(text, language)) return language;
  return std::nullopt;
}

std::string with_source_header(std::string_view text, NotebookLanguage language) {
  if (has_source_header(text, language)) return std::string(text);
  const auto content = without_utf8_mark(text);
  const std::string mark(text.substr(0, text.size() - content.size()));
  return mark + usual_header({.language = language, .line_end = line_end_of(text)}) + std::string(content);
}

Notebook read_source_text(std::string_view text, NotebookLanguage language) {
  Notebook notebook{.language = language, .line_end = line_end_of(text)};
  const std::string whole = with_source_header(text, language);
  std::string_view rest = whole;
  const auto header = take_line(rest);
  if (header != usual_header(notebook)) notebook.header = header;
  add_cells(notebook, split_cells(rest, language, true));
  return notebook;
}

std::string write_source_text(const Notebook& notebook) {
  std::string text = is_header(notebook.header, notebook) ? notebook.header : usual_header(notebook);
  const std::size_t count = notebook.cells.size();
  for (std::size_t i = 0; i < count; ++i)
    text += write_cell(notebook.cells[i], notebook, {.is_first = i == 0, .is_last = i + 1 == count});
  return text;
}

std::string line_end_of(std::string_view text) {
  std::size_t lines = 0;
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1), ++lines)
    if (at == 0 || text[at - 1] != '\r') return "\n";
  return std::string(lines == 0 ? std::string_view("\n") : k_windows_end);
}

}  // namespace dbc::emulator
