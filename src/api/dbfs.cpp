#include "dbc/api/dbfs.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/api/volume_files.hpp"

namespace dbc::api {
namespace {

constexpr int k_unavailable = 503;
constexpr std::string_view k_partial_delete = "PARTIAL_DELETE";

/// A file's size must be told: it decides how much is read, and that an old file gives way to a new one.
Result<DbfsEntry> entry_from(const Json& object) {
  DbfsEntry entry;
  DBC_TRY(entry.path, text_in(object, "path", "what a file of DBFS is called"));
  DBC_CHECK(check_path_length(entry.path));
  DBC_TRY(entry.is_dir, flag_in(object, "is_dir", "what " + entry.path + " is"));
  if (!entry.is_dir) {
    DBC_TRY(entry.size, count_in(object, "file_size", "the size of " + entry.path));
  }
  if (const Json* time = find_member(object, "modification_time"); time != nullptr && time->is_number_integer())
    entry.modification_time = time->get<std::int64_t>();
  return entry;
}

/// The number in "... operation has deleted 42 files ...".
std::optional<std::uint64_t> deleted_files(std::string_view text) {
  constexpr std::string_view k_before = "operation has deleted ";
  const auto at = text.find(k_before);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + k_before.size());
  std::uint64_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (problem != std::errc{} || !rest.starts_with(" files")) return std::nullopt;
  return count;
}

}  // namespace

bool has_error_code(const Error& error, std::string_view code) { return error.http && error.http->error_code == code; }

Result<void> check_path_length(std::string_view path) {
  constexpr std::size_t k_longest_path = 4096;
  if (path.size() <= k_longest_path) return {};
  return wrong_shape("the service names a path of " + std::to_string(path.size()) + " bytes");
}

Result<Json> Dbfs::post(std::string_view verb, const Json& body, bool repeatable, Shape shape) {
  auto request = json_request("POST", "/api/2.0/dbfs/" + std::string(verb), body);
  request.repeatable = repeatable;
  return client_->ask(request, shape);
}

Result<DbfsEntry> Dbfs::get_status(const std::string& path) {
  if (VolumeFiles::serve(path)) return VolumeFiles(*client_).get_status(path);
  DBC_TRY(const Json reply, client_->get("/api/2.0/dbfs/get-status", {{"path", path}}));
  return entry_from(reply);
}

Result<std::vector<DbfsEntry>> Dbfs::list(const std::string& path) {
  if (VolumeFiles::serve(path)) return VolumeFiles(*client_).list(path);
  DBC_TRY(const Json reply, client_->get("/api/2.0/dbfs/list", {{"path", path}}));
  DBC_TRY(const Json* files, list_in(reply, "files"));
  std::vector<DbfsEntry> entries;
  if (files == nullptr) return entries;
  for (const auto& file : *files) {
    DBC_TRY(auto entry, entry_from(file));
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<void> Dbfs::make_folders(const std::string& path) {
  if (VolumeFiles::serve(path)) return VolumeFiles(*client_).make_folders(path);
  DBC_CHECK(post("mkdirs", {{"path", path}}, true));
  return {};
}

Result<DbfsDeletion> Dbfs::remove(const std::string& path, bool recursive) {
  if (VolumeFiles::serve(path)) {
    DBC_CHECK(VolumeFiles(*client_).remove(path, recursive));
    return DbfsDeletion{.finished = true};
  }
  const auto reply = post("delete", {{"path", path}, {"recursive", recursive}}, false);
  if (reply) return DbfsDeletion{.finished = true};
  const auto& http = reply.error().http;
  if (http && http->status == k_unavailable && http->error_code == k_partial_delete)
    return DbfsDeletion{.deleted = deleted_files(reply.error().message)};
  return reply.error();
}

Result<void> Dbfs::move(const std::string& source, const std::string& target) {
  DBC_CHECK(post("move", {{"source_path", source}, {"destination_path", target}}, false));
  return {};
}

}  // namespace dbc::api
