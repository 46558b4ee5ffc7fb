#include "dbc/base/text.hpp"
#include "emulator/files/zip.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/notebooks/archive_model.hpp"
#include "emulator/services/workspace_objects/export_content.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"

namespace dbc::emulator {
namespace {

/// A walk through a folder that fills an archive.
class FolderExport {
 public:
  FolderExport(ObjectFormat format, const Context& context) : format_(format), context_(context) {}

  Result<void> add_folder(const TreePath& place, const std::string& name) {
    if (entries_.size() >= k_max_archive_entries) return too_many();
    entries_.push_back({.name = name + "/"});
    DBC_TRY(const auto objects, list_objects(place, context_));
    for (const auto& object : objects.value_or(std::vector<WorkspaceObject>{})) {
      const std::string below = name + "/" + object.row.path.name();
      if (is_folder(object.row.kind))
        DBC_CHECK(add_folder(object.row.path, below));
      else
        DBC_CHECK(add_object(object, below));
    }
    return {};
  }

  Result<std::string> finish() { return write_zip(entries_); }

 private:
  Result<void> add_object(const WorkspaceObject& object, const std::string& name) {
    const bool is_notebook = object.row.kind == ObjectKind::notebook;
    if (!is_notebook && format_ != ObjectFormat::automatic) return {};
    if (entries_.size() >= k_max_archive_entries) return too_many();
    DBC_TRY(auto content, read_object(object.row.path, context_));
    if (!content) return {};  // gone meanwhile
    bytes_ += content->size();
    if (bytes_ > k_max_object_bytes) return object_too_large();
    if (!is_notebook) {
      entries_.push_back({.name = name, .content = std::move(*content)});
      return {};
    }
    return format_ == ObjectFormat::dbc ? add_model(*content, object, name) : add_text(*content, object, name);
  }

  static Error too_many() {
    return api_error(ErrorCode::max_notebook_size_exceeded,
                     "The folder holds more than " + std::to_string(k_max_archive_entries) + " objects");
  }

  Result<void> add_model(std::string_view stored, const WorkspaceObject& object, const std::string& name) {
    const auto language = object.row.language.value_or(NotebookLanguage::python);
    DBC_TRY(const auto notebook, read_stored_notebook(stored, language));
    entries_.push_back({.name = name + "." + to_lower(name_of(notebook.language)),
                        .content = json_text(to_archive_model(notebook, object.row.path.name()))});
    return {};
  }

  Result<void> add_text(std::string_view stored, const WorkspaceObject& object, const std::string& name) {
    DBC_TRY(auto text, export_notebook(stored, object, {.format = format_}));
    entries_.push_back({.name = name + "." + text.file_type, .content = std::move(text.bytes)});
    return {};
  }

  ObjectFormat format_;
  const Context& context_;
  std::vector<ZipEntry> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<ExportedContent> export_folder(const WorkspaceObject& folder, ObjectFormat format, const Context& context) {
  if (format != ObjectFormat::dbc && format != ObjectFormat::source && format != ObjectFormat::automatic)
    return invalid_parameter("Exporting a directory is only supported for the DBC, SOURCE, and AUTO formats");
  FolderExport walk(format, context);
  const TreePath& path = folder.row.path;
  DBC_CHECK(walk.add_folder(path, path.is_root() ? "Workspace" : path.name()));
  DBC_TRY(auto archive, walk.finish());
  if (archive.size() > k_max_object_bytes) return object_too_large();
  return ExportedContent{std::move(archive), format == ObjectFormat::dbc ? "dbc" : "zip"};
}

}  // namespace dbc::emulator
