#include "dbc/api/volume_files.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "dbc/api/page_walk.hpp"
#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

constexpr std::string_view k_scheme = "dbfs:";
constexpr std::string_view k_root = "/Volumes/";
constexpr const char* k_files = "/api/2.0/fs/files";
constexpr const char* k_folders = "/api/2.0/fs/directories";

std::string_view without_scheme(std::string_view path) {
  return path.starts_with(k_scheme) ? path.substr(k_scheme.size()) : path;
}

std::vector<std::string_view> names_of(std::string_view path) {
  auto names = split(without_scheme(path), '/');
  std::erase(names, std::string_view());
  return names;
}

/// "/api/2.0/fs/files/Volumes/a%20b" of "dbfs:/Volumes/a b": each name is one segment of the target.
std::string target_of(const char* api, std::string_view path) {
  std::string target = api;
  for (const auto name : names_of(path)) target += "/" + percent_encode(name);
  return target;
}

/// The codes by which callers know the errors of DBFS. A reply to HEAD has no body to tell one.
Error in_terms_of_dbfs(Error error, const std::string& path) {
  if (!error.http) return error;
  if (error.http->status == 409) error.http->error_code = k_already_exists;
  if (error.http->status != 404) return error;
  if (error.http->error_code.empty())
    error.message = std::string(k_does_not_exist) + ": No file or directory exists on path " + path;
  error.http->error_code = k_does_not_exist;
  return error;
}

bool is_missing(const Error& error) { return has_error_code(error, k_does_not_exist); }

std::optional<std::uint64_t> number_in(const net::Headers& headers, std::string_view name) {
  const auto* text = headers.find(name);
  std::uint64_t number = 0;
  if (text == nullptr) return std::nullopt;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

/// Of "Sat, 21 Nov 2026 07:01:02 GMT".
std::optional<std::int64_t> last_modified(const net::Headers& headers) {
  const auto* text = headers.find("Last-Modified");
  std::tm parts{};
  if (text == nullptr || ::strptime(text->c_str(), "%a, %d %b %Y %H:%M:%S", &parts) == nullptr) return std::nullopt;
  return std::int64_t{::timegm(&parts)} * 1000;
}

/// A file directly in `folder`. What lies elsewhere, or is the folder itself, would lead a walk through folders astray.
Result<DbfsEntry> entry_from(const Json& object, std::string_view folder) {
  DbfsEntry entry;
  DBC_TRY(entry.path, text_in(object, "path", "what a file is called"));
  const auto above = names_of(folder);
  const auto names = names_of(entry.path);
  if (names.size() != above.size() + 1 || !std::equal(above.begin(), above.end(), names.begin()))
    return wrong_shape("the service lists " + entry.path + " as if it were in " + std::string(folder));
  DBC_CHECK(check_path_length(entry.path));
  const Json* is_folder = find_member(object, "is_directory");
  entry.is_dir = is_folder != nullptr && *is_folder == true;
  if (const Json* size = find_member(object, "file_size"); size != nullptr && size->is_number_unsigned())
    entry.size = size->get<std::uint64_t>();
  if (const Json* time = find_member(object, "last_modified"); time != nullptr && time->is_number_integer())
    entry.modification_time = time->get<std::int64_t>();
  return entry;
}

/// "bytes 0-4/9", where the service tells which part it is.
Result<void> check_range(const net::Response& response, const std::string& path, std::uint64_t offset) {
  const auto* range = response.headers.find("Content-Range");
  if (range == nullptr || range->starts_with("bytes " + std::to_string(offset) + "-")) return {};
  return wrong_shape("the service sent another part of " + path + " than was asked for: " + *range);
}

Result<std::vector<DbfsEntry>> entries_from(const Json& contents, const std::string& folder) {
  std::vector<DbfsEntry> entries;
  for (const Json& each : contents) {
    DBC_TRY(auto entry, entry_from(each, folder));
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

bool VolumeFiles::serve(std::string_view path) { return without_scheme(path).starts_with(k_root); }

Result<net::Response> VolumeFiles::head(std::string target, const std::string& path) {
  auto response = client_->fetch({.method = "HEAD", .target = std::move(target)});
  if (response) return response;
  return in_terms_of_dbfs(std::move(response).error(), path);
}

Result<void> VolumeFiles::send(std::string_view method, std::string target, const std::string& path) {
  const auto done = client_->ask({.method = std::string(method), .target = std::move(target)}, Shape::acknowledgement);
  if (done) return {};
  return in_terms_of_dbfs(done.error(), path);
}

Result<DbfsEntry> VolumeFiles::get_status(const std::string& path) {
  DbfsEntry entry{.path = std::string(without_scheme(path))};
  const auto file = head(target_of(k_files, path), path);
  if (file) {
    const auto size = number_in(file->headers, "Content-Length");
    if (!size) return Error{.kind = ErrorKind::http, .message = "the service does not tell the size of " + path};
    entry.size = *size;
    entry.modification_time = last_modified(file->headers);
    return entry;
  }
  if (!is_missing(file.error())) return file.error();
  DBC_CHECK(head(target_of(k_folders, path), path));
  entry.is_dir = true;
  return entry;
}

Result<std::vector<DbfsEntry>> VolumeFiles::list(const std::string& path) {
  auto entries = list_folder(path);
  const bool refused = !entries && entries.error().http && entries.error().http->status >= 400;
  if (!refused) return entries;
  auto file = get_status(path);
  if (!file || file->is_dir) return entries;
  return std::vector{std::move(*file)};
}

Result<std::vector<DbfsEntry>> VolumeFiles::list_folder(const std::string& path) {
  Json contents = Json::array();
  PageWalk walk(*client_);
  Query query;
  while (true) {
    auto reply = client_->get(target_of(k_folders, path), query);
    if (!reply) return in_terms_of_dbfs(std::move(reply).error(), path);
    DBC_TRY(const auto page, walk.take(*reply, "contents", contents));
    if (page.next_token.empty()) return entries_from(contents, path);
    query = {{"page_token", page.next_token}};
  }
}

Result<void> VolumeFiles::make_folders(const std::string& path) {
  DBC_CHECK(send("PUT", target_of(k_folders, path), path));
  return {};
}

Result<void> VolumeFiles::remove(const std::string& path, bool recursive) {
  const auto file = send("DELETE", target_of(k_files, path), path);
  if (file) return {};
  if (!is_missing(file.error())) return file.error();
  if (recursive) DBC_CHECK(remove_below(path));
  DBC_CHECK(send("DELETE", target_of(k_folders, path), path));
  return {};
}

Result<void> VolumeFiles::remove_below(const std::string& path) {
  DBC_TRY(const auto entries, list_folder(path));
  for (const auto& entry : entries) {
    if (entry.is_dir) DBC_CHECK(remove_below(entry.path));
    DBC_CHECK(send("DELETE", target_of(entry.is_dir ? k_folders : k_files, entry.path), entry.path));
  }
  return {};
}

Result<void> VolumeFiles::put(Upload upload, const std::string& path, bool overwrite) {
  net::Request request{.method = "PUT",
                       .target = target_of(k_files, path) + (overwrite ? "?overwrite=true" : "?overwrite=false"),
                       .body_source = std::move(upload.content),
                       .repeatable = overwrite};
  request.headers.set("Content-Type", "application/octet-stream");
  const auto stored = client_->ask(request, Shape::acknowledgement);
  if (!stored) return in_terms_of_dbfs(stored.error(), path);
  return {};
}

Result<std::string> VolumeFiles::read_part(const std::string& path, std::uint64_t offset, std::uint64_t length) {
  net::Request request{.target = target_of(k_files, path)};
  request.headers.set("Range", "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1));
  auto response = client_->fetch(std::move(request));
  if (!response && response.error().http && response.error().http->status == 416) return std::string{};
  if (!response) return in_terms_of_dbfs(std::move(response).error(), path);
  if (response->status != 206 && offset > 0)
    return Error{.kind = ErrorKind::http, .message = "the service sent all of " + path + " instead of a part"};
  if (response->status == 206) DBC_CHECK(check_range(*response, path, offset));
  return std::move(response->body);
}

Result<void> VolumeFiles::read(const std::string& path, const net::BodySink& sink) {
  const auto response = client_->fetch({.target = target_of(k_files, path), .sink = sink});
  if (!response) return in_terms_of_dbfs(response.error(), path);
  return {};
}

}  // namespace dbc::api
