#include "emulator/execution/git_files.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/execution/driver/driver_notebook.hpp"
#include "emulator/execution/git_checkout.hpp"
#include "emulator/files/file_tree.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/http/target.hpp"
#include "emulator/notebooks/jupyter.hpp"
#include "emulator/notebooks/source_text.hpp"
#include "emulator/services/jobs/job_view.hpp"

namespace dbc::emulator {
namespace {

constexpr std::uint64_t k_most_notebook = 10 << 20;

constexpr std::array<std::string_view, 7> k_extensions{"", ".py", ".ipynb", ".sql", ".scala", ".r", ".R"};

/// A notebook's file, found and read.
struct GitNotebook {
  TreePath place;
  std::string content;
  NotebookLanguage language = NotebookLanguage::python;
};

FileTree tree_of(const RunScene& scene) { return FileTree(scene.checkout->folder()); }

Error no_file(const std::string& path, const std::string& why) {
  return {.kind = ErrorKind::not_found, .message = "Cannot read the file " + path + " of the job's git_source: " + why};
}

Result<TreePath> read_path(const std::string& path) {
  if (path.starts_with('/')) return no_file(path, "paths in a repository do not begin with '/'.");
  return TreePath::parse("/" + path);
}

Result<std::string> read_all(const OpenedFile& file, const std::string& path) {
  if (file.entry.size > k_most_notebook) return no_file(path, "a notebook has at most 10 MB.");
  std::string content(file.entry.size, '\0');
  std::size_t got = 0;
  while (got < content.size()) {
    const auto part =
        ::pread(file.descriptor.get(), content.data() + got, content.size() - got, static_cast<off_t>(got));
    if (part <= 0) break;
    got += static_cast<std::size_t>(part);
  }
  content.resize(got);
  return content;
}

std::string extension_of_name(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

/// Nothing where the file is an ordinary one.
std::optional<GitNotebook> as_notebook(const TreePath& place, std::string content) {
  const std::string extension = extension_of_name(place.name());
  if (extension == "ipynb")
    return GitNotebook{.place = place, .content = std::move(content), .language = NotebookLanguage::python};
  const auto language = language_of_extension(extension);
  if (!language || !has_source_header(content, *language)) return std::nullopt;
  return GitNotebook{.place = place, .content = std::move(content), .language = *language};
}

Result<GitNotebook> find_notebook(const RunScene& scene, const std::string& path) {
  DBC_TRY(const auto base, read_path(path));
  if (base.is_root()) return no_file(path, "it names no notebook.");
  for (const auto extension : k_extensions) {
    const TreePath place = base.parent().child(base.name() + std::string(extension));
    DBC_TRY(const auto file, tree_of(scene).open(place));
    if (!file || file->entry.is_folder) continue;
    DBC_TRY(auto content, read_all(*file, path));
    if (auto notebook = as_notebook(place, std::move(content))) return std::move(*notebook);
  }
  return Error{.kind = ErrorKind::not_found,
               .message = "Unable to access the notebook \"" + path + "\" in the remote repository: commit " +
                          scene.checkout->commit() + " has no notebook of that path."};
}

/// Under which path in the workspace notebooks see the checkout.
std::string git_root_in_workspace(const RunScene& scene) {
  return "/Repos/.internal/" + std::to_string(scene.run.job_id) + "_commits/" + scene.checkout->commit();
}

Result<std::string> as_jupyter(const RunScene& scene, const std::string& path) {
  DBC_TRY(const auto found, find_notebook(scene, path));
  DBC_TRY(const auto notebook, read_stored_notebook(found.content, found.language));
  return write_jupyter(notebook, found.place.name());
}

std::string source_of(const RunScene& scene, const Json& task) {
  for (const std::string type : {"notebook_task", "spark_python_task"})
    if (const Json* details = find_member(task, type))
      return string_or(*details, "source", default_source(scene.run_settings));
  return {};
}

}  // namespace

bool is_from_git(const RunScene& scene, const Json& task) { return source_of(scene, task) == "GIT"; }

Result<TreePath> find_git_file(const RunScene& scene, const std::string& path) {
  DBC_TRY(const auto place, read_path(path));
  DBC_TRY(const auto entry, tree_of(scene).find(place));
  if (!entry || entry->is_folder) return no_file(path, "commit " + scene.checkout->commit() + " has no such file.");
  return place;
}

Result<Json> git_notebook(const RunScene& scene, const std::string& path, const Places& places) {
  DBC_TRY(const auto notebook, find_notebook(scene, path));
  const TreePath folder = notebook.place.parent();
  DBC_TRY(Json message,
          driver_notebook(git_root_in_workspace(scene) + "/" + path, notebook.content, notebook.language));
  message["folders"] = {(places.checkout / std::filesystem::path(folder.text()).relative_path()).string(),
                        places.checkout.string()};
  return message;
}

Json answer_from_git(const RunScene& scene, const Json& call) {
  const auto target = parse_target(string_or(call, "path", ""));
  if (!target || string_or(call, "method", "") != "GET" || target->api_path() != "/workspace/export") return {};
  const auto path = std::ranges::find(target->query, "path", &std::pair<std::string, std::string>::first);
  const std::string root = git_root_in_workspace(scene) + "/";
  if (path == target->query.end() || !path->second.starts_with(root)) return {};
  const auto document = as_jupyter(scene, path->second.substr(root.size()));
  if (!document)
    return {{"status", 404},
            {"body", json_text({{"error_code", "RESOURCE_DOES_NOT_EXIST"}, {"message", document.error().message}})}};
  return {{"status", 200}, {"body", json_text({{"content", base64_encode(*document)}, {"file_type", "ipynb"}})}};
}

}  // namespace dbc::emulator
