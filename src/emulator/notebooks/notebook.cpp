#include "emulator/notebooks/notebook.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/json_limits.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/notebooks/jupyter.hpp"
#include "emulator/notebooks/source_text.hpp"

namespace dbc::emulator {
namespace {

struct LanguageRow {
  NotebookLanguage language;
  std::string_view name;
  std::string_view extension;
};

constexpr std::array k_languages{
    LanguageRow{NotebookLanguage::python, "PYTHON", "py"},
    LanguageRow{NotebookLanguage::scala, "SCALA", "scala"},
    LanguageRow{NotebookLanguage::sql, "SQL", "sql"},
    LanguageRow{NotebookLanguage::r, "R", "r"},
};

const LanguageRow& row_of(NotebookLanguage language) { return k_languages.at(static_cast<std::size_t>(language)); }

std::optional<NotebookLanguage> find_language(std::string_view text, std::string_view LanguageRow::*member) {
  for (const auto& row : k_languages)
    if (equals_ignoring_case(row.*member, text)) return row.language;
  return std::nullopt;
}

constexpr std::string_view k_blanks = " \t\r\n";  // before a magic they change nothing

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }

}  // namespace

std::string_view name_of(NotebookLanguage language) { return row_of(language).name; }

std::string_view extension_of(NotebookLanguage language) { return row_of(language).extension; }

std::optional<NotebookLanguage> language_of_name(std::string_view name) {
  return find_language(name, &LanguageRow::name);
}

std::optional<NotebookLanguage> language_of_extension(std::string_view extension) {
  return find_language(extension, &LanguageRow::extension);
}

std::optional<CellMagic> magic_of(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of(k_blanks), cell.size()));
  if (!cell.starts_with('%')) return std::nullopt;
  cell.remove_prefix(cell.starts_with("%%") ? 2 : 1);
  const auto end = std::ranges::find_if_not(cell, is_word);
  const std::string_view name(cell.begin(), end);
  if (name.empty()) return std::nullopt;
  std::string_view rest = cell.substr(name.size());
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  if (rest.starts_with('\n')) rest.remove_prefix(1);
  return CellMagic{.name = name, .rest = rest};
}

StoredForm stored_form_of(std::string_view content) {
  return trim(without_utf8_mark(content)).starts_with('{') ? StoredForm::jupyter : StoredForm::source;
}

Result<Notebook> read_stored_notebook(std::string_view content, NotebookLanguage language) {
  if (stored_form_of(content) == StoredForm::jupyter) return read_jupyter(content);
  Notebook notebook = read_source_text(content, language);
  DBC_CHECK(check_cells(notebook.cells.size()));
  return notebook;
}

Result<void> check_cells(std::size_t count) {
  if (count <= k_max_notebook_cells) return {};
  return api_error(ErrorCode::max_notebook_size_exceeded,
                   "The notebook has more than " + std::to_string(k_max_notebook_cells) + " cells");
}

Result<Json> parse_notebook_json(std::string_view text) {
  return parse_json(text, {.values = k_max_notebook_values, .members = k_max_json_members});
}

}  // namespace dbc::emulator
