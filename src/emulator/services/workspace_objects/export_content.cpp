#include "emulator/services/workspace_objects/export_content.hpp"

#include "dbc/base/text.hpp"
#include "emulator/files/zip.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/notebooks/archive_model.hpp"
#include "emulator/notebooks/jupyter.hpp"
#include "emulator/notebooks/r_markdown.hpp"
#include "emulator/notebooks/source_text.hpp"

namespace dbc::emulator {
namespace {

NotebookLanguage language_of(const WorkspaceObject& object) {
  return object.row.language.value_or(NotebookLanguage::python);
}

std::string extension_of_name(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string{} : std::string(name.substr(dot + 1));
}

/// As it lies on disk, where that is the form in question: every byte comes back then.
Result<ExportedContent> export_source(std::string_view stored, const WorkspaceObject& object) {
  const std::string extension(extension_of(language_of(object)));
  if (stored_form_of(stored) == StoredForm::source) return ExportedContent{std::string(stored), extension};
  DBC_TRY(const auto notebook, read_stored_notebook(stored, language_of(object)));
  return ExportedContent{write_source_text(notebook), extension};
}

Result<ExportedContent> export_jupyter(std::string_view stored, const WorkspaceObject& object, bool has_outputs) {
  if (stored_form_of(stored) == StoredForm::source) {
    DBC_TRY(const auto notebook, read_stored_notebook(stored, language_of(object)));
    return ExportedContent{write_jupyter(notebook, object.row.path.name()), "ipynb"};
  }
  if (has_outputs) return ExportedContent{std::string(stored), "ipynb"};
  DBC_TRY(auto document, parse_jupyter(stored));
  return ExportedContent{without_outputs(std::move(document)), "ipynb"};
}

std::string archive_name(const WorkspaceObject& object) {
  return object.row.path.name() + "." + to_lower(name_of(language_of(object)));
}

Result<ExportedContent> export_dbc(const Notebook& notebook, const WorkspaceObject& object) {
  const std::string model = json_text(to_archive_model(notebook, object.row.path.name()));
  DBC_TRY(auto archive, write_zip({{.name = archive_name(object), .content = model}}));
  return ExportedContent{std::move(archive), "dbc"};
}

}  // namespace

Result<ExportedContent> export_notebook(std::string_view stored, const WorkspaceObject& object,
                                        const ExportOptions& options) {
  const bool is_jupyter = stored_form_of(stored) == StoredForm::jupyter;
  const bool keeps_form = options.format == ObjectFormat::automatic || options.format == ObjectFormat::raw;
  if (options.format == ObjectFormat::source || (keeps_form && !is_jupyter)) return export_source(stored, object);
  if (options.format == ObjectFormat::jupyter || keeps_form) return export_jupyter(stored, object, options.has_outputs);
  DBC_TRY(const auto notebook, read_stored_notebook(stored, language_of(object)));
  if (options.format == ObjectFormat::html)
    return ExportedContent{write_notebook_html(notebook, object.row.path.name()), "html"};
  if (options.format == ObjectFormat::dbc) return export_dbc(notebook, object);
  DBC_TRY(auto text, write_r_markdown(notebook));
  return ExportedContent{std::move(text), "Rmd"};
}

Result<ExportedContent> export_file(std::string content, const WorkspaceObject& object, ObjectFormat format) {
  if (format != ObjectFormat::source && format != ObjectFormat::automatic && format != ObjectFormat::raw)
    return invalid_parameter("A file cannot be exported in the format " + std::string(name_of(format)));
  return ExportedContent{std::move(content), extension_of_name(object.row.path.name())};
}

}  // namespace dbc::emulator
