#include "emulator/notebooks/archive_model.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/notebooks/html_text.hpp"
#include "emulator/notebooks/source_layout.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_page_variable = "__DATABRICKS_NOTEBOOK_MODEL = '";

Error no_model(std::string_view why) {
  return invalid_parameter("The content is no exported notebook: " + std::string(why));
}

/// An id that is the same each time a notebook is exported.
std::string stable_id(std::string_view text) {
  const std::string digest = sha256(text);
  return digest.substr(0, 8) + "-" + digest.substr(8, 4) + "-" + digest.substr(12, 4) + "-" + digest.substr(16, 4) +
         "-" + digest.substr(20, 12);
}

Json to_command(const NotebookCell& cell, std::size_t number) {
  Json command{{"version", "CommandV1"},
               {"origId", 0},
               {"guid", stable_id(std::to_string(number) + "\n" + cell.text)},
               {"subtype", "command"},
               {"commandType", "auto"},
               {"position", static_cast<double>(number)},
               {"command", cell.text},
               {"commandVersion", 0},
               {"state", "finished"},
               {"results", nullptr},
               {"commandTitle", cell.title},
               {"showCommandTitle", cell.shows_title && !cell.title.empty()}};
  put_cell_layout(command, cell);
  return command;
}

struct PlacedCell {
  double position;
  NotebookCell cell;
};

PlacedCell read_command(const Json& command) {
  const Json* position = find_member(command, "position");
  const Json* shows_title = find_member(command, "showCommandTitle");
  NotebookCell cell{.text = string_or(command, "command", ""), .title = string_or(command, "commandTitle", "")};
  cell.shows_title = cell.title.empty() || (shows_title != nullptr && *shows_title == true);
  take_cell_layout(command, cell);
  return {.position = position != nullptr && position->is_number() ? position->get<double>() : 0.0,
          .cell = std::move(cell)};
}

}  // namespace

Json to_archive_model(const Notebook& notebook, std::string_view name) {
  Json commands = Json::array();
  for (std::size_t i = 0; i < notebook.cells.size(); ++i) commands.push_back(to_command(notebook.cells[i], i + 1));
  Json model{{"version", "NotebookV1"},
             {"origId", 0},
             {"name", name},
             {"language", to_lower(name_of(notebook.language))},
             {"commands", commands},
             {"dashboards", Json::array()},
             {"guid", stable_id(name)},
             {"globalVars", Json::object()},
             {"iPythonMetadata", nullptr},
             {"inputWidgets", Json::object()}};
  put_notebook_layout(model, notebook);
  return model;
}

Result<Notebook> read_archive_model(std::string_view text) {
  const auto model = parse_notebook_json(text);
  if (!model || !model->is_object()) return no_model("it is not JSON that can be read");
  const auto language = language_of_name(string_or(*model, "language", ""));
  const Json* commands = find_member(*model, "commands");
  if (!language) return no_model("it names no language");
  if (commands == nullptr || !commands->is_array()) return no_model("it has no commands");
  DBC_CHECK(check_cells(commands->size()));
  std::vector<PlacedCell> cells;
  for (const auto& command : *commands)
    if (command.is_object()) cells.push_back(read_command(command));
  std::ranges::stable_sort(cells, {}, &PlacedCell::position);
  Notebook notebook{.language = *language};
  for (auto& each : cells) notebook.cells.push_back(std::move(each.cell));
  take_notebook_layout(*model, notebook);
  return notebook;
}

std::string write_notebook_html(const Notebook& notebook, std::string_view name) {
  const Json model = to_archive_model(notebook, name);
  const std::string encoded = base64_encode(percent_encode(write_json(model, {.escape_non_ascii = false})));
  const std::string title = escape_html(name);
  std::string page =
      "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n<script>var ";
  page.append(k_page_variable).append(encoded).append("';</script>\n</head>\n<body>\n<h1>").append(title);
  page += "</h1>\n";
  for (const auto& cell : notebook.cells) {
    if (!cell.title.empty()) page += "<h2>" + escape_html(cell.title) + "</h2>\n";
    page += "<pre>" + escape_html(cell.text) + "</pre>\n";
  }
  return page + "</body>\n</html>\n";
}

Result<Notebook> read_notebook_html(std::string_view page) {
  const auto at = page.find(k_page_variable);
  if (at == std::string_view::npos) return no_model("the page carries none");
  page.remove_prefix(at + k_page_variable.size());
  const auto encoded = base64_decode(page.substr(0, page.find('\'')));
  const auto text = encoded ? percent_decode(*encoded, false) : std::nullopt;
  if (!text) return no_model("the page's copy of it is broken");
  return read_archive_model(*text);
}

}  // namespace dbc::emulator
