#include "emulator/notebooks/jupyter.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/notebooks/source_layout.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_cell_metadata = "application/vnd.databricks.v1+cell";
constexpr std::string_view k_notebook_metadata = "application/vnd.databricks.v1+notebook";
constexpr std::string_view k_usual_markdown = "%md\n";

Error no_notebook(std::string_view why) {
  return invalid_parameter("The content is no Jupyter notebook: " + std::string(why));
}

/// A text that Jupyter keeps whole or in lines.
std::string joined_text(const Json* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  std::string text;
  if (value->is_array())
    for (const auto& line : *value)
      if (line.is_string()) text += line.get_ref<const std::string&>();
  return text;
}

Json lines_of(std::string_view text) {
  Json lines = Json::array();
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

const Json& member_or_empty(const Json& object, std::string_view key) {
  static const Json k_empty = Json::object();
  const Json* member = find_member(object, key);
  return member != nullptr && member->is_object() ? *member : k_empty;
}

/// Whether a cell of this magic is one of another language; the others with two % belong to IPython, and mean what they
/// say there.
bool is_language(const CellMagic& magic) {
  constexpr std::array<std::string_view, 8> k_languages{"fs", "md", "pip", "python", "r", "run", "scala", "sql"};
  return std::ranges::find(k_languages, magic.name) != k_languages.end();
}

/// The cell's text up to where what its magic is about begins: "%md\n".
std::string_view magic_part(std::string_view text) {
  const auto magic = magic_of(text);
  return magic ? text.substr(0, text.size() - magic->rest.size()) : std::string_view{};
}

bool has_two_signs(std::string_view text) {
  const auto magic = magic_of(text);
  return magic && text.starts_with("%%") && is_language(*magic);
}

/// Text, or code. `magic` is how the cell began where it was not written as it is read.
std::string cell_text(const Json& cell, std::string_view magic) {
  std::string text = joined_text(find_member(cell, "source"));
  const auto known = magic_of(magic);
  if (string_or(cell, "cell_type", "code") != "code") {
    if (known && known->name == "md" && known->rest.empty()) return std::string(magic) + text;
    return magic_of(text) ? text : std::string(k_usual_markdown) + text;
  }
  if (has_two_signs(text) && (magic.empty() || !text.starts_with(magic))) text.erase(0, 1);
  return text;
}

NotebookCell read_cell(const Json& cell) {
  const Json& own = member_or_empty(member_or_empty(cell, "metadata"), k_cell_metadata);
  NotebookCell read{.text = cell_text(cell, string_or(own, "magic", "")), .title = string_or(own, "title", "")};
  const Json* shows_title = find_member(own, "showTitle");
  read.shows_title = read.title.empty() || shows_title == nullptr || *shows_title != false;
  take_cell_layout(own, read);
  return read;
}

Json cell_metadata(const NotebookCell& cell, bool is_markdown) {
  Json own = Json::object();
  if (!cell.title.empty()) own = {{"title", cell.title}, {"showTitle", cell.shows_title}};
  const auto magic = magic_part(cell.text);
  // A text that begins with a magic of its own is read as it stands.
  const bool is_usual =
      is_markdown ? magic == k_usual_markdown && !magic_of(magic_of(cell.text)->rest) : !has_two_signs(cell.text);
  if (!is_usual) own["magic"] = magic;
  put_cell_layout(own, cell);
  return own.empty() ? own : Json{{k_cell_metadata, own}};
}

Json write_cell(const NotebookCell& cell) {
  const auto magic = magic_of(cell.text);
  const bool is_markdown = magic && magic->name == "md";
  Json metadata = cell_metadata(cell, is_markdown);
  if (is_markdown) return {{"cell_type", "markdown"}, {"metadata", metadata}, {"source", lines_of(magic->rest)}};
  return {{"cell_type", "code"},
          {"execution_count", nullptr},
          {"metadata", metadata},
          {"outputs", Json::array()},
          {"source", lines_of(cell.text)}};
}

std::string document_text(const Json& document) {
  return write_json(document, {.indent = 1, .escape_non_ascii = false}) + "\n";
}

}  // namespace

Result<Json> parse_jupyter(std::string_view text) {
  auto document = parse_notebook_json(without_utf8_mark(text));
  if (!document) return no_notebook("it is not JSON that can be read");
  if (!document->is_object()) return no_notebook("it is not an object");
  const Json* cells = find_member(*document, "cells");
  if (cells == nullptr || !cells->is_array()) return no_notebook("it has no cells");
  DBC_CHECK(check_cells(cells->size()));
  for (const auto& cell : *cells)
    if (!cell.is_object()) return no_notebook("a cell is not an object");
  return document;
}

NotebookLanguage language_of_jupyter(const Json& document) {
  const Json& metadata = member_or_empty(document, "metadata");
  for (const auto& name : {string_or(member_or_empty(metadata, k_notebook_metadata), "language", ""),
                           string_or(member_or_empty(metadata, "language_info"), "name", ""),
                           string_or(member_or_empty(metadata, "kernelspec"), "language", "")})
    if (const auto language = language_of_name(name)) return *language;
  return NotebookLanguage::python;
}

Result<Notebook> read_jupyter(std::string_view text) {
  DBC_TRY(const Json document, parse_jupyter(text));
  Notebook notebook{.language = language_of_jupyter(document)};
  for (const auto& cell : document.at("cells")) notebook.cells.push_back(read_cell(cell));
  take_notebook_layout(member_or_empty(member_or_empty(document, "metadata"), k_notebook_metadata), notebook);
  return notebook;
}

std::string write_jupyter(const Notebook& notebook, std::string_view name) {
  const std::string language = to_lower(name_of(notebook.language));
  Json cells = Json::array();
  for (const auto& cell : notebook.cells) cells.push_back(write_cell(cell));
  Json own{{"language", language}, {"notebookName", name}};
  put_notebook_layout(own, notebook);
  return document_text({{"cells", cells},
                        {"metadata", {{k_notebook_metadata, own}, {"language_info", {{"name", language}}}}},
                        {"nbformat", 4},
                        {"nbformat_minor", 0}});
}

std::string without_outputs(Json document) {
  for (auto& cell : document.at("cells")) {
    if (cell.contains("outputs")) cell["outputs"] = Json::array();
    if (cell.contains("execution_count")) cell["execution_count"] = nullptr;
  }
  return document_text(document);
}

}  // namespace dbc::emulator
