#include "emulator/services/workspace_objects/import_content.hpp"

#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/target.hpp"
#include "emulator/notebooks/archive_model.hpp"
#include "emulator/notebooks/jupyter.hpp"
#include "emulator/notebooks/r_markdown.hpp"
#include "emulator/notebooks/source_text.hpp"
#include "emulator/services/workspace_objects/import_archive.hpp"

namespace dbc::emulator {
namespace {

Result<void> check_text(std::string_view content) {
  const auto encoding = wide_encoding_of(content);
  if (!encoding.empty())
    return invalid_parameter("The content of a notebook must be UTF-8, and this is " + std::string(encoding) +
                             ", as PowerShell's > writes it");
  if (is_utf8(content)) return {};
  return invalid_parameter("The content of a notebook must be UTF-8");
}

ImportedContent one_object(std::string name, ImportedObject object) {
  ImportedContent imported{.name = std::move(name)};
  imported.objects.push_back(std::move(object));
  return imported;
}

ImportedObject notebook_object(const Notebook& notebook) {
  return {.kind = ObjectKind::notebook, .language = notebook.language, .content = write_source_text(notebook)};
}

Result<ImportedObject> source_object(std::string_view content, std::optional<NotebookLanguage> language) {
  if (!language) return invalid_parameter("The language is required when importing source");
  DBC_CHECK(check_text(content));
  return ImportedObject{
      .kind = ObjectKind::notebook, .language = language, .content = with_source_header(content, *language)};
}

/// Kept as it came: what its cells printed is part of it.
Result<ImportedObject> jupyter_object(std::string_view content) {
  DBC_CHECK(check_text(content));
  DBC_TRY(const Json document, parse_jupyter(content));
  return ImportedObject{
      .kind = ObjectKind::notebook, .language = language_of_jupyter(document), .content = std::string(content)};
}

struct FileName {
  std::string stem;
  std::string extension;  ///< lower case
};

FileName split_name(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {.stem = std::string(name), .extension = {}};
  return {.stem = std::string(name.substr(0, dot)), .extension = to_lower(name.substr(dot + 1))};
}

bool is_source_file(const FileName& name, std::string_view content) {
  const auto language = language_of_extension(name.extension);
  return language && has_source_header(content, *language) && is_utf8(content);
}

/// As far as it can be told without reading all of it.
bool is_large_notebook(const FileName& name, std::string_view content) {
  const auto language = language_of_extension(name.extension);
  if (language) return has_source_header(content, *language);
  return name.extension == "dbc" || name.extension == "rmd" || name.extension == "ipynb";
}

Result<ImportedContent> read_automatic(std::string_view content, const ImportHints& hints) {
  const FileName name = split_name(hints.name);
  if (is_source_file(name, content)) {
    DBC_TRY(auto object, source_object(content, language_of_extension(name.extension)));
    return one_object(name.stem, std::move(object));
  }
  if (name.extension == "ipynb" && parse_jupyter(content)) {
    DBC_TRY(auto object, jupyter_object(content));
    return one_object(name.stem, std::move(object));
  }
  if (name.extension == "dbc") return read_import(content, {.format = ObjectFormat::dbc, .name = name.stem});
  if (name.extension == "rmd") return read_import(content, {.format = ObjectFormat::r_markdown, .name = name.stem});
  return one_object(hints.name, {.kind = ObjectKind::file, .content = std::string(content)});
}

Result<ImportedContent> read_html(std::string_view content, const ImportHints& hints) {
  DBC_CHECK(check_text(content));
  DBC_TRY(const auto notebook, read_notebook_html(content));
  return one_object(hints.name, notebook_object(notebook));
}

}  // namespace

bool is_notebook_file(std::string_view name, std::string_view content) {
  const FileName parts = split_name(name);
  if (content.size() > k_max_object_bytes) return is_large_notebook(parts, content);
  return is_source_file(parts, content) || parts.extension == "dbc" || parts.extension == "rmd" ||
         (parts.extension == "ipynb" && parse_jupyter(content).has_value());
}

Result<ImportedContent> read_import(std::string_view content, const ImportHints& hints) {
  switch (hints.format) {
    case ObjectFormat::source: {
      if (is_source_archive(content)) return read_source_archive(content, hints.name);
      DBC_TRY(auto object, source_object(content, hints.language));
      return one_object(hints.name, std::move(object));
    }
    case ObjectFormat::html:
      return read_html(content, hints);
    case ObjectFormat::jupyter: {
      DBC_TRY(auto object, jupyter_object(content));
      return one_object(hints.name, std::move(object));
    }
    case ObjectFormat::dbc:
      return read_dbc_archive(content, hints.name);
    case ObjectFormat::r_markdown: {
      DBC_CHECK(check_text(content));
      const Notebook notebook = read_r_markdown(content);
      DBC_CHECK(check_cells(notebook.cells.size()));
      return one_object(hints.name, notebook_object(notebook));
    }
    case ObjectFormat::automatic:
      return read_automatic(content, hints);
    case ObjectFormat::raw:
      return one_object(hints.name, {.kind = ObjectKind::file, .content = std::string(content)});
  }
  return invalid_parameter("The format is not known");
}

}  // namespace dbc::emulator
