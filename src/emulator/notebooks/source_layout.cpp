#include "emulator/notebooks/source_layout.hpp"

namespace dbc::emulator {
namespace {

constexpr const char* k_layout = "sourceLayout";
constexpr const char* k_written = "sourceText";
constexpr const char* k_line_end = "lineEnd";
constexpr const char* k_header = "header";
constexpr const char* k_ends_line = "endsLine";
constexpr std::string_view k_windows_end = "\r\n";

}  // namespace

void put_notebook_layout(Json& object, const Notebook& notebook) {
  Json layout = Json::object();
  if (notebook.line_end == k_windows_end) layout[k_line_end] = notebook.line_end;
  if (!notebook.header.empty()) layout[k_header] = notebook.header;
  if (notebook.ends_line) layout[k_ends_line] = true;
  if (!layout.empty()) object[k_layout] = std::move(layout);
}

void take_notebook_layout(const Json& object, Notebook& notebook) {
  const Json* layout = find_member(object, k_layout);
  if (layout == nullptr) return;
  if (string_or(*layout, k_line_end, "") == k_windows_end) notebook.line_end = k_windows_end;
  notebook.header = string_or(*layout, k_header, "");
  const Json* ends_line = find_member(*layout, k_ends_line);
  notebook.ends_line = ends_line != nullptr && *ends_line == true;
}

void put_cell_layout(Json& object, const NotebookCell& cell) {
  if (cell.written) object[k_written] = *cell.written;
}

void take_cell_layout(const Json& object, NotebookCell& cell) {
  const Json* written = find_member(object, k_written);
  if (written != nullptr && written->is_string()) cell.written = written->get<std::string>();
}

}  // namespace dbc::emulator
