#include "emulator/notebooks/jupyter.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_cell_metadata = "application/vnd.databricks.v1+cell";
constexpr std::string_view k_notebook_metadata = "application/vnd.databricks.v1+notebook";

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

NotebookCell read_cell(const Json& cell) {
  NotebookCell read{.text = joined_text(find_member(cell, "source"))};
  if (string_or(cell, "cell_type", "code") != "code" && !magic_of(read.text)) read.text.insert(0, "%md\n");
  if (const auto magic = magic_of(read.text); read.text.starts_with("%%") && magic && is_language(*magic))
    read.text.erase(0, 1);
  read.title = string_or(member_or_empty(member_or_empty(cell, "metadata"), k_cell_metadata), "title", "");
  return read;
}

Json write_cell(const NotebookCell& cell) {
  Json metadata = Json::object();
  if (!cell.title.empty()) metadata[std::string(k_cell_metadata)] = {{"title", cell.title}, {"showTitle", true}};
  const auto magic = magic_of(cell.text);
  if (magic && magic->name == "md")
    return {{"cell_type", "markdown"}, {"metadata", metadata}, {"source", lines_of(magic->rest)}};
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
  auto document = parse_notebook_json(text);
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
  return notebook;
}

std::string write_jupyter(const Notebook& notebook, std::string_view name) {
  const std::string language = to_lower(name_of(notebook.language));
  Json cells = Json::array();
  for (const auto& cell : notebook.cells) cells.push_back(write_cell(cell));
  const Json own{{"language", language}, {"notebookName", name}};
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
