#include "emulator/seed/seed_kinds.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/text_encoding.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_post = "POST";

Error wrong_shape(const std::string& what) { return {.kind = ErrorKind::input, .message = what}; }

/// Path of an entry below its kind: "/Users/a.py" of "workspace/Users/a.py".
std::string path_below(const SeedKind& kind, const SeedEntry& entry) { return entry.path.substr(kind.name.size()); }

/// Folder by folder, each an object of its own: the ids of all do not depend on which file comes first.
Result<void> make_workspace_folders(SeedRun& run, const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string folder = path.substr(0, end);
    if (run.begin_object("folder " + folder))
      DBC_CHECK(run.send(k_post, "/api/2.0/workspace/mkdirs", {{"path", folder}}));
    if (end == std::string::npos) return {};
  }
}

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::string encoded(const std::string& path) {
  std::string text;
  for (const auto name : split(std::string_view(path).substr(1), '/')) text += "/" + percent_encode(name);
  return text;
}

Result<Json> read_json(const SeedRun& run, const SeedEntry& entry) {
  DBC_TRY(std::string bytes, entry.read());
  DBC_TRY(const std::string text, as_utf8_text(std::move(bytes)));
  DBC_TRY(Json body, parse_json(text));
  DBC_CHECK(run.fill_in(body));
  return body;
}

Result<void> make_object(SeedRun& run, const SeedKind& kind, const SeedEntry& entry) {
  DBC_TRY(const Json body, read_json(run, entry));
  run.begin_object(entry.path);
  DBC_TRY(const Json reply, run.send(k_post, std::string(kind.target), body));
  if (const Json* id = find_member(reply, kind.id))
    run.keep_id(entry.path.substr(0, entry.path.size() - std::string_view(".json").size()), *id);
  return {};
}

/// {"scope": {"key": "value"}}
Result<void> make_secrets(SeedRun& run, const SeedKind&, const SeedEntry& entry) {
  DBC_TRY(const Json scopes, read_json(run, entry));
  if (!scopes.is_object()) return wrong_shape("it must be an object of scopes");
  for (const auto& [scope, secrets] : scopes.items()) {
    if (!secrets.is_object()) return wrong_shape("the scope " + scope + " must be an object of keys and values");
    DBC_CHECK(run.send(k_post, "/api/2.0/secrets/scopes/create", {{"scope", scope}}));
    for (const auto& [key, value] : secrets.items()) {
      if (!value.is_string()) return wrong_shape("the secret " + scope + "/" + key + " must be a text");
      DBC_CHECK(run.send(k_post, "/api/2.0/secrets/put", {{"scope", scope}, {"key", key}, {"string_value", value}}));
    }
  }
  return {};
}

/// Notebooks are told from files as an import in the format AUTO tells them.
Result<void> make_workspace_object(SeedRun& run, const SeedKind& kind, const SeedEntry& entry) {
  const std::string path = path_below(kind, entry);
  const std::string folder = entry.is_folder ? path : parent_of(path);
  if (!folder.empty()) DBC_CHECK(make_workspace_folders(run, folder));
  if (entry.is_folder) return {};
  DBC_TRY(const std::string content, entry.read());
  run.begin_object(entry.path);
  DBC_CHECK(run.send(k_post, "/api/2.0/workspace/import",
                     {{"path", path}, {"format", "AUTO"}, {"content", base64_encode(content)}}));
  return {};
}

Result<void> make_dbfs_file(SeedRun& run, const SeedKind& kind, const SeedEntry& entry) {
  const std::string path = path_below(kind, entry);
  if (entry.is_folder) {
    DBC_CHECK(run.send(k_post, "/api/2.0/dbfs/mkdirs", {{"path", path}}));
    return {};
  }
  const std::string boundary = random_hex(16);  // that the content cannot know
  // The path goes into the query: a form's fields have no way to write every name.
  Request head{.method = "POST",
               .target = "/api/2.0/dbfs/put?path=" + percent_encode(path),
               .headers = {{"Content-Type", "multipart/form-data; boundary=" + boundary}}};
  const std::string before =
      "--" + boundary + "\r\nContent-Disposition: form-data; name=\"contents\"; filename=\"contents\"\r\n\r\n";
  return run.send_content(std::move(head), entry, before, "\r\n--" + boundary + "--\r\n");
}

Result<void> make_volume_file(SeedRun& run, const SeedKind& kind, const SeedEntry& entry) {
  const std::string path = "/Volumes" + path_below(kind, entry);
  const std::string folder = entry.is_folder ? path : parent_of(path);
  DBC_CHECK(run.send("PUT", "/api/2.0/fs/directories" + encoded(folder), nullptr));
  if (entry.is_folder) return {};
  Request head{.method = "PUT",
               .target = "/api/2.0/fs/files" + encoded(path),
               .headers = {{"Content-Type", "application/octet-stream"}}};
  return run.send_content(std::move(head), entry, "", "");
}

/// What tells a request from others of the same method and path, also after a change of its details: the name in it.
std::string name_in(const Json& body) {
  for (const std::string_view key : {"name", "cluster_name", "instance_pool_name", "run_name", "userName",
                                     "displayName", "display_name", "path", "scope", "label", "job_id", "cluster_id"})
    if (const Json* name = find_member(body, key)) return name->dump();
  return body.dump();
}

/// [{"method": "POST", "path": "/api/2.0/...", "body": {}}]
Result<void> send_requests(SeedRun& run, const SeedKind&, const SeedEntry& entry) {
  DBC_TRY(const Json requests, read_json(run, entry));
  if (!requests.is_array()) return wrong_shape("it must be a list of requests");
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::string method = string_or(requests[i], "method", "");
    const std::string path = string_or(requests[i], "path", "");
    const std::string which = "request " + std::to_string(i + 1) + ": ";
    if (method.empty() || !path.starts_with('/')) return wrong_shape(which + "it needs a method and a path");
    const Json* body = find_member(requests[i], "body");
    run.begin_object(method + " " + path + " " + name_in(body == nullptr ? Json() : *body));
    const auto sent = run.send(method, path, body == nullptr ? Json() : *body);
    if (!sent) return wrong_shape(which + sent.error().message);
  }
  return {};
}

constexpr std::array k_kinds{
    SeedKind{"users", false, true, make_object, "/api/2.0/preview/scim/v2/Users", "id"},
    SeedKind{"service-principals", false, true, make_object, "/api/2.0/preview/scim/v2/ServicePrincipals", "id"},
    SeedKind{"groups", false, true, make_object, "/api/2.0/preview/scim/v2/Groups", "id"},
    SeedKind{"secrets.json", true, true, make_secrets},
    SeedKind{"workspace", false, false, make_workspace_object},
    SeedKind{"dbfs", false, false, make_dbfs_file},
    SeedKind{"volumes", false, false, make_volume_file},
    SeedKind{"cluster-policies", false, true, make_object, "/api/2.0/policies/clusters/create", "policy_id"},
    SeedKind{"instance-pools", false, true, make_object, "/api/2.0/instance-pools/create", "instance_pool_id"},
    SeedKind{"clusters", false, true, make_object, "/api/2.1/clusters/create", "cluster_id"},
    SeedKind{"jobs", false, true, make_object, "/api/2.1/jobs/create", "job_id"},
    SeedKind{"requests.json", true, true, send_requests},
};

}  // namespace

std::span<const SeedKind> seed_kinds() { return k_kinds; }

const SeedKind* find_seed_kind(std::string_view name) {
  const auto found = std::ranges::find(k_kinds, name, &SeedKind::name);
  return found == k_kinds.end() ? nullptr : &*found;
}

std::string seed_names() {
  std::string names;
  for (const auto& kind : k_kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

}  // namespace dbc::emulator
