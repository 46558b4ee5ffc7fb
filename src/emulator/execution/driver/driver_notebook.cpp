#include "emulator/execution/driver/driver_notebook.hpp"

namespace dbc::emulator {

Result<Json> driver_notebook(std::string_view path, std::string_view content, NotebookLanguage language) {
  DBC_TRY(const Notebook notebook, read_stored_notebook(content, language));
  Json cells = Json::array();
  for (const auto& cell : notebook.cells) cells.push_back({{"text", cell.text}, {"title", cell.title}});
  return Json{{"path", path}, {"language", name_of(notebook.language)}, {"cells", cells}};
}

}  // namespace dbc::emulator
