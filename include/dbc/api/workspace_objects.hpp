#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/api/client.hpp"

namespace dbc::api {

/// A notebook, folder or other thing in the workspace's tree.
struct WorkspaceObject {
  std::string path = {};
  std::string type = {};      ///< DIRECTORY, NOTEBOOK, LIBRARY, REPO, FILE, ...
  std::string language = {};  ///< PYTHON, SCALA, SQL, R; empty where it is no notebook

  /// What can be listed.
  [[nodiscard]] bool is_folder() const { return type == "DIRECTORY" || type == "REPO"; }
  [[nodiscard]] bool is_notebook() const { return type == "NOTEBOOK"; }
};

/// How a notebook travels.
struct NotebookForm {
  std::string format = "SOURCE";  ///< SOURCE, HTML, JUPYTER, DBC
  std::string language = {};      ///< left out of the request where empty
};

/// The Workspace API. Paths are sent as given.
class WorkspaceObjects {
 public:
  explicit WorkspaceObjects(Client& client) : client_(&client) {}

  [[nodiscard]] Result<WorkspaceObject> get_status(const std::string& path);
  [[nodiscard]] Result<std::vector<WorkspaceObject>> list(const std::string& path);
  [[nodiscard]] Result<void> make_folders(const std::string& path);
  /// `content` is the raw bytes of a file in that form.
  [[nodiscard]] Result<void> import_object(const std::string& path, const NotebookForm& form,
                                           const std::string& content, bool overwrite);
  /// The raw bytes of the object in that format.
  [[nodiscard]] Result<std::string> export_object(const std::string& path, const std::string& format);

 private:
  Client* client_;
};

}  // namespace dbc::api
