#include "emulator/services/workspace_objects/full_names.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_jupyter_extension = "ipynb";

std::string_view extension_of(const ObjectRow& notebook, std::string_view content) {
  if (stored_form_of(content) == StoredForm::jupyter) return k_jupyter_extension;
  return extension_of(notebook.language.value_or(NotebookLanguage::python));
}

Error shared_name(const ObjectRow& existing, const ObjectRow& wanted, const ObjectRow& notebook,
                  std::string_view extension) {
  return api_error(ErrorCode::resource_already_exists,
                   "Path (" + existing.path.text() + ") already exists. " + wanted.path.text() +
                       " cannot be beside it: the full name of the notebook " + notebook.path.name() + " is " +
                       notebook.path.name() + "." + std::string(extension));
}

Result<std::string_view> stored_extension(const ObjectRow& notebook, const Context& context) {
  DBC_TRY(const auto content, read_object(notebook.path, context));
  return extension_of(notebook, content.value_or(""));
}

Result<void> check_notebook(const ObjectRow& notebook, std::string_view content, const std::optional<ObjectRow>& kept,
                            const FindRow& find, const Context& context) {
  const auto extension = extension_of(notebook, content);
  const auto place = notebook.path.parent().child(notebook.path.name() + "." + std::string(extension));
  DBC_TRY(const auto neighbour, find(place));
  if (!neighbour || neighbour->kind != ObjectKind::file) return {};
  if (kept) {
    DBC_TRY(const auto before, stored_extension(*kept, context));
    if (before == extension) return {};
  }
  return shared_name(*neighbour, notebook, notebook, extension);
}

bool may_be_notebooks_extension(std::string_view extension) {
  return extension == k_jupyter_extension || language_of_extension(extension).has_value();
}

Result<void> check_file(const ObjectRow& file, const FindRow& find, const Context& context) {
  const std::string name = file.path.name();
  const auto dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || !may_be_notebooks_extension(name.substr(dot + 1))) return {};
  DBC_TRY(const auto neighbour, find(file.path.parent().child(name.substr(0, dot))));
  if (!neighbour || neighbour->kind != ObjectKind::notebook) return {};
  DBC_TRY(const auto extension, stored_extension(*neighbour, context));
  if (extension != name.substr(dot + 1)) return {};
  return shared_name(*neighbour, file, *neighbour, extension);
}

}  // namespace

Result<void> check_full_name(const ObjectRow& object, std::string_view content, const std::optional<ObjectRow>& kept,
                             const FindRow& find, const Context& context) {
  if (object.kind == ObjectKind::notebook) return check_notebook(object, content, kept, find, context);
  if (object.kind == ObjectKind::file && !kept) return check_file(object, find, context);
  return {};
}

}  // namespace dbc::emulator
