#include "emulator/notebooks/source_cell.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/notebooks/python_lines.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_magic = "MAGIC";
constexpr std::string_view k_title = "DBTITLE ";
constexpr std::string_view k_shown = "1,";
constexpr std::string_view k_hidden = "0,";

using Lines = std::vector<std::string_view>;

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

/// Takes the line of a title, and blank ones above it.
void take_title(Lines& lines, NotebookCell& cell, NotebookLanguage language) {
  const std::string mark = std::string(comment_of(language)) + std::string(k_title);
  const auto first = std::ranges::find_if_not(lines, [](auto line) { return trim(line).empty(); });
  if (first == lines.end() || !first->starts_with(mark)) return;
  const auto value = first->substr(mark.size());
  const auto comma = value.find(',');
  if (comma != std::string_view::npos) cell.title = value.substr(comma + 1);
  cell.shows_title = cell.title.empty() || !value.starts_with(k_hidden);
  lines.erase(lines.begin(), first + 1);
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

/// A title is one line.
std::string title_line(const NotebookCell& cell, std::string_view mark) {
  std::string title = cell.title;
  std::ranges::replace_if(
      title, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return std::string(mark) + std::string(k_title) + std::string(cell.shows_title ? k_shown : k_hidden) + title + "\n";
}

}  // namespace

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

NotebookCell read_source_cell(Lines lines, NotebookLanguage language) {
  NotebookCell cell;
  take_title(lines, cell, language);
  const std::string magic_mark = std::string(comment_of(language)) + std::string(k_magic);
  if (!is_text_beside_code(lines, magic_mark, language))
    for (auto& line : lines) line = without_magic(line, magic_mark).value_or(line);
  cell.text = join_lines(lines);
  return cell;
}

std::string write_source_cell(const NotebookCell& cell, NotebookLanguage language) {
  const std::string mark(comment_of(language));
  std::string text;
  if (!cell.title.empty()) text = title_line(cell, mark);
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

}  // namespace dbc::emulator
