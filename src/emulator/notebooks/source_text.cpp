#include "emulator/notebooks/source_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dbc/base/text.hpp"
#include "emulator/notebooks/python_lines.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_header = "Databricks notebook source";
constexpr std::string_view k_separator = "COMMAND ----------";
constexpr std::string_view k_magic = "MAGIC";
constexpr std::string_view k_title = "DBTITLE ";

/// What begins a comment, with its blank.
std::string_view comment_of(NotebookLanguage language) {
  switch (language) {
    case NotebookLanguage::scala:
      return "// ";
    case NotebookLanguage::sql:
      return "-- ";
    case NotebookLanguage::python:
    case NotebookLanguage::r:
      return "# ";
  }
  return "# ";
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  return line;
}

bool is_comment(std::string_view line, NotebookLanguage language, std::string_view text) {
  const auto mark = comment_of(language);
  line = without_end(line);
  return line.starts_with(mark) && line.substr(mark.size()) == text;
}

std::string_view first_line(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return text.substr(0, text.find('\n'));
}

using Lines = std::vector<std::string_view>;

void drop_blank_ends(Lines& lines) {
  const auto is_blank = [](std::string_view line) { return without_end(line).empty(); };
  while (!lines.empty() && is_blank(lines.back())) lines.pop_back();
  lines.erase(lines.begin(), std::ranges::find_if_not(lines, is_blank));
}

std::string join_lines(const Lines& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) text.append(i == 0 ? "" : "\n").append(lines[i]);
  return text;
}

/// `# MAGIC %md` without its mark; nothing where the line has none.
std::optional<std::string_view> without_magic(std::string_view line, std::string_view mark) {
  if (!line.starts_with(mark)) return std::nullopt;
  line.remove_prefix(mark.size());
  if (!line.empty() && line.front() != ' ') return std::nullopt;
  return line.empty() ? line : line.substr(1);
}

bool is_comment_or_blank(std::string_view line, NotebookLanguage language) {
  line = trim(line);
  return line.empty() || line.starts_with(trim(comment_of(language)));
}

/// A cell of Python may have magics among its lines. Where it begins in another language, though, what stands beside
/// the marks without one would be lost in it: there the marks are comments.
bool is_text_beside_code(const Lines& lines, std::string_view mark, NotebookLanguage language) {
  constexpr std::array<std::string_view, 7> k_whole_cells{"md", "md-sandbox", "python", "r", "scala", "sh", "sql"};
  const auto is_marked = [&](auto line) { return without_magic(line, mark).has_value(); };
  const auto first = std::ranges::find_if(lines, is_marked);
  if (first == lines.end()) return true;
  if (std::ranges::all_of(lines, [&](auto line) { return is_marked(line) || is_comment_or_blank(line, language); }))
    return false;
  const auto text = *without_magic(*first, mark);
  const auto magic = magic_of(text);
  if (language != NotebookLanguage::python || (!magic && !trim(text).starts_with('!'))) return true;
  return magic && std::ranges::find(k_whole_cells, magic->name) != k_whole_cells.end();
}

NotebookCell read_cell(Lines lines, NotebookLanguage language) {
  NotebookCell cell;
  drop_blank_ends(lines);
  const std::string title_mark = std::string(comment_of(language)) + std::string(k_title);
  if (!lines.empty() && lines.front().starts_with(title_mark)) {
    const auto comma = lines.front().find(',');
    if (comma != std::string_view::npos) cell.title = lines.front().substr(comma + 1);
    lines.erase(lines.begin());
  }
  const std::string magic_mark = std::string(comment_of(language)) + std::string(k_magic);
  if (!is_text_beside_code(lines, magic_mark, language))
    for (auto& line : lines) line = without_magic(line, magic_mark).value_or(line);
  cell.text = join_lines(lines);
  return cell;
}

/// Finds the lines of a cell that carry the mark of a magic.
class MagicLines {
 public:
  MagicLines(const NotebookCell& cell, NotebookLanguage language)
      : language_(language), is_all_magic_(magic_of(cell.text).has_value()) {}

  bool is_marked(std::string_view line) {
    // A magic below comments makes all that follows its own.
    if (is_above_code_ && magic_of(line)) is_all_magic_ = true;
    if (!is_comment_or_blank(line, language_)) is_above_code_ = false;
    return is_all_magic_ || (language_ == NotebookLanguage::python && is_among_python(line));
  }

 private:
  bool is_among_python(std::string_view line) {
    const bool is_magic =
        is_continued_ || (python_.is_at_statement() && (magic_of(line).has_value() || trim(line).starts_with('!')));
    is_continued_ = is_magic && line.ends_with('\\');
    if (!is_magic) python_.pass(line);
    return is_magic;
  }

  NotebookLanguage language_;
  PythonLines python_ = {};
  bool is_all_magic_;
  bool is_above_code_ = true;
  bool is_continued_ = false;  ///< a magic goes on
};

std::string write_cell(const NotebookCell& cell, NotebookLanguage language) {
  const std::string mark(comment_of(language));
  std::string text;
  if (!cell.title.empty()) text = mark + std::string(k_title) + "1," + cell.title + "\n";
  MagicLines lines(cell, language);
  bool is_first = true;
  for (const auto line : split(cell.text, '\n')) {
    if (!is_first) text += '\n';
    is_first = false;
    if (lines.is_marked(line)) text.append(mark).append(k_magic).append(line.empty() ? "" : " ");
    text.append(line);
  }
  return text;
}

}  // namespace

bool has_source_header(std::string_view text, NotebookLanguage language) {
  return is_comment(first_line(text), language, k_header);
}

std::optional<NotebookLanguage> language_of_header(std::string_view text) {
  for (const auto language : {NotebookLanguage::python, NotebookLanguage::scala, NotebookLanguage::sql})
    if (has_source_header(text, language)) return language;
  return std::nullopt;
}

std::string normalize_source_text(std::string_view text, NotebookLanguage language) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string normal = replace_all(std::string(text), "\r\n", "\n");
  if (has_source_header(normal, language)) return normal;
  return std::string(comment_of(language)) + std::string(k_header) + "\n" + normal;
}

Notebook read_source_text(std::string_view text, NotebookLanguage language) {
  const std::string normal = normalize_source_text(text, language);
  Notebook notebook{.language = language};
  Lines lines;
  bool is_header = true;
  for (const auto line : split(normal, '\n')) {
    if (is_comment(line, language, k_separator)) {
      notebook.cells.push_back(read_cell(std::exchange(lines, {}), language));
    } else if (!is_header) {
      lines.push_back(line);
    }
    is_header = false;
  }
  auto last = read_cell(std::move(lines), language);
  if (!notebook.cells.empty() || !last.text.empty() || !last.title.empty()) notebook.cells.push_back(std::move(last));
  return notebook;
}

std::string write_source_text(const Notebook& notebook) {
  const std::string mark(comment_of(notebook.language));
  std::string text = mark + std::string(k_header) + "\n";
  const std::string separator = "\n\n" + mark + std::string(k_separator) + "\n\n";
  for (std::size_t i = 0; i < notebook.cells.size(); ++i) {
    if (i > 0) text += separator;
    text += write_cell(notebook.cells[i], notebook.language);
  }
  return text;
}

}  // namespace dbc::emulator
