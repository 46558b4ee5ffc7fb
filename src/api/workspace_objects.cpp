#include "dbc/api/workspace_objects.hpp"

#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

Result<WorkspaceObject> object_from(const Json& reply) {
  WorkspaceObject object{.path = string_or(reply, "path", ""), .language = string_or(reply, "language", "")};
  DBC_TRY(object.type, text_in(reply, "object_type", "what kind of object " + object.path + " is"));
  return object;
}

}  // namespace

Result<WorkspaceObject> WorkspaceObjects::get_status(const std::string& path) {
  DBC_TRY(const Json reply, client_->get("/api/2.0/workspace/get-status", {{"path", path}}));
  return object_from(reply);
}

Result<std::vector<WorkspaceObject>> WorkspaceObjects::list(const std::string& path) {
  DBC_TRY(const Json reply, client_->get("/api/2.0/workspace/list", {{"path", path}}));
  DBC_TRY(const Json* list, list_in(reply, "objects"));
  std::vector<WorkspaceObject> objects;
  if (list == nullptr) return objects;
  for (const auto& each : *list) {
    DBC_TRY(auto object, object_from(each));
    objects.push_back(std::move(object));
  }
  return objects;
}

Result<void> WorkspaceObjects::make_folders(const std::string& path) {
  DBC_CHECK(client_->send("POST", "/api/2.0/workspace/mkdirs", {{"path", path}}, Shape::acknowledgement));
  return {};
}

Result<void> WorkspaceObjects::import_object(const std::string& path, const NotebookForm& form,
                                             const std::string& content, bool overwrite) {
  Json body{{"path", path}, {"format", form.format}};
  if (!form.language.empty()) body["language"] = form.language;
  body["content"] = base64_encode(content);
  body["overwrite"] = overwrite;
  DBC_CHECK(client_->send("POST", "/api/2.0/workspace/import", body, Shape::acknowledgement));
  return {};
}

Result<std::string> WorkspaceObjects::export_object(const std::string& path, const std::string& format) {
  DBC_TRY(const Json reply, client_->get("/api/2.0/workspace/export", {{"path", path}, {"format", format}}));
  const Json* content = find_member(reply, "content");
  auto bytes = content != nullptr && content->is_string() ? base64_decode(content->get<std::string>()) : std::nullopt;
  if (!bytes) return Error{.kind = ErrorKind::http, .message = "the service sent no readable content of " + path};
  return std::move(*bytes);
}

}  // namespace dbc::api
