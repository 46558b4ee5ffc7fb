#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

enum class NotebookLanguage {
  python,
  scala,
  sql,
  r,
};

[[nodiscard]] std::string_view name_of(NotebookLanguage language);                      ///< PYTHON
[[nodiscard]] std::string_view extension_of(NotebookLanguage language);                 ///< py, without a dot
[[nodiscard]] std::optional<NotebookLanguage> language_of_name(std::string_view name);  ///< without case
[[nodiscard]] std::optional<NotebookLanguage> language_of_extension(std::string_view extension);

/// A cell as its author typed it: one in another language than the notebook's begins with `%md`, `%sql`, ...
struct NotebookCell {
  std::string text;
  std::string title = {};
  bool shows_title = true;
  std::optional<std::string> written = {};  ///< how it stands in the source text, where that is not the usual way
};

/// `line_end` and what follows, and `written` of its cells, are what a source text has beside cells. Forms that have no
/// place for it carry it along (source_layout.hpp), so that the text comes back byte for byte.
struct Notebook {
  NotebookLanguage language = NotebookLanguage::python;
  std::vector<NotebookCell> cells = {};
  std::string line_end = "\n";
  std::string header = {};  ///< with its line end; empty: the usual one
  bool ends_line = false;   ///< a line end follows the last cell
};

/// A cell's magic: `md` of "%md\n# Title", and what follows it. Nothing where the cell has none.
struct CellMagic {
  std::string_view name;
  std::string_view rest;
};
[[nodiscard]] std::optional<CellMagic> magic_of(std::string_view cell);

/// The form in which a notebook's file lies on disk. It is told by its first sign.
enum class StoredForm {
  source,
  jupyter,
};
[[nodiscard]] StoredForm stored_form_of(std::string_view content);

/// Reads a notebook's file. `language` decides where the text does not say.
[[nodiscard]] Result<Notebook> read_stored_notebook(std::string_view content, NotebookLanguage language);

/// A short text can hold very many cells, each of which takes its place in the form that it is converted to.
[[nodiscard]] Result<void> check_cells(std::size_t count);

/// As `parse_json`, within what a notebook may hold.
[[nodiscard]] Result<Json> parse_notebook_json(std::string_view text);

}  // namespace dbc::emulator
