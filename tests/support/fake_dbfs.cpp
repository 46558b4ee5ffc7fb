#include "fake_dbfs.hpp"

#include <algorithm>

#include "dbc/base/json.hpp"
#include "dbc/base/text.hpp"

namespace dbc::test {
namespace {

constexpr std::size_t k_read_limit = 1U << 20U;

std::string plain(std::string path) {
  if (path.starts_with("dbfs:")) path.erase(0, 5);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

net::Response ok(const Json& body = Json::object()) { return {.status = 200, .body = write_json(body, {})}; }

std::map<std::string, std::string> query_of(const std::string& target) {
  std::map<std::string, std::string> query;
  for (const auto pair : split(std::string_view(target).substr(target.find('?') + 1), '&')) {
    const auto at = pair.find('=');
    query[std::string(pair.substr(0, at))] = percent_decode(pair.substr(at + 1), true).value();
  }
  return query;
}

/// Content of the form's field, up to the line end before the next boundary.
std::string field(const std::string& form, const std::string& name) {
  const std::string boundary = form.substr(0, form.find("\r\n"));
  const auto head = form.find("name=\"" + name + "\"");
  const auto start = form.find("\r\n\r\n", head) + 4;
  return form.substr(start, form.find("\r\n" + boundary, start) - start);
}

}  // namespace

net::Response refusal(int status, const std::string& code, const std::string& message) {
  return {.status = status, .body = write_json(Json{{"error_code", code}, {"message", message}}, {})};
}

net::Response FakeDbfs::operator()(const net::Request& request) {
  const auto start = std::string("/api/2.0/dbfs/").size();
  const auto operation = request.target.substr(start, request.target.find('?') - start);
  if (request.method == "GET") {
    auto query = query_of(request.target);
    const auto path = plain(query["path"]);
    if (disturb)
      if (auto other = disturb(operation, path)) return *other;
    return get(operation, path, query.contains("offset") ? std::stoull(query["offset"]) : 0);
  }
  return operation == "put" ? put(request.body) : post(operation, request.body);
}

net::Response FakeDbfs::get(const std::string& operation, const std::string& path, std::size_t offset) const {
  if (!files.contains(path) && !folders.contains(path)) return refusal(404, "RESOURCE_DOES_NOT_EXIST", path);
  if (operation == "list") return list(path);
  if (operation == "get-status")
    return ok(Json{{"path", path},
                   {"is_dir", folders.contains(path)},
                   {"file_size", files.contains(path) ? files.at(path).size() : 0}});
  const auto part = files.at(path).substr(std::min(offset, files.at(path).size()), k_read_limit);
  return ok(Json{{"bytes_read", part.size()}, {"data", base64_encode(part)}});
}

net::Response FakeDbfs::list(const std::string& path) const {
  Json found = Json::array();
  const auto below = path == "/" ? path : path + "/";
  const auto is_child = [&](const std::string& name) {
    return name.size() > below.size() && name.starts_with(below) && name.find('/', below.size()) == std::string::npos;
  };
  for (const auto& folder : folders)
    if (is_child(folder)) found.push_back({{"path", folder}, {"is_dir", true}, {"file_size", 0}});
  for (const auto& [name, content] : files)
    if (is_child(name)) found.push_back({{"path", name}, {"is_dir", false}, {"file_size", content.size()}});
  return ok(Json{{"files", found}});
}

net::Response FakeDbfs::store(const std::string& path, std::string content, bool overwrite) {
  if (folders.contains(path) || (files.contains(path) && !overwrite))
    return refusal(400, "RESOURCE_ALREADY_EXISTS", path);
  files[path] = std::move(content);
  return ok();
}

net::Response FakeDbfs::put(const std::string& form) {
  const auto path = plain(field(form, "path"));
  if (disturb)
    if (auto other = disturb("put", path)) return *other;
  return store(path, field(form, "file"), field(form, "overwrite") == "True");
}

net::Response FakeDbfs::post(const std::string& operation, const std::string& text) {
  const Json body = parse_json(text).value();
  const auto path = plain(string_or(body, "path", ""));
  if (disturb)
    if (auto other = disturb(operation, path)) return *other;
  if (operation == "mkdirs") {
    if (files.contains(path)) return refusal(400, "RESOURCE_ALREADY_EXISTS", path);
    for (auto at = path; at != "/" && !at.empty(); at.erase(at.rfind('/'))) folders.insert(at);
    return ok();
  }
  if (operation == "delete") {
    files.erase(path);
    return ok();
  }
  return write(operation, text);
}

net::Response FakeDbfs::write(const std::string& operation, const std::string& text) {
  const Json body = parse_json(text).value();
  if (operation == "create") {
    const auto path = plain(string_or(body, "path", ""));
    auto made = store(path, "", body["overwrite"].get<bool>());
    if (made.status != 200) return made;
    const int handle = static_cast<int>(handles_.size()) + 1;
    handles_[handle] = path;
    return ok(Json{{"handle", handle}});
  }
  const int handle = body["handle"].get<int>();
  if (!handles_.contains(handle)) return refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such handle");
  if (operation == "add-block") files[handles_[handle]] += base64_decode(string_or(body, "data", "")).value();
  if (operation == "close") handles_.erase(handle);
  return ok();
}

}  // namespace dbc::test
