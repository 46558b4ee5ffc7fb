#include "dbc/api/dbfs.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/api/volume_files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

constexpr int k_unavailable = 503;
constexpr std::string_view k_partial_delete = "PARTIAL_DELETE";

std::uint64_t count_at(const Json& object, std::string_view key) {
  const Json* value = find_member(object, key);
  return value != nullptr && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
}

DbfsEntry entry_from(const Json& object) {
  DbfsEntry entry{.path = string_or(object, "path", ""), .size = count_at(object, "file_size")};
  const Json* is_dir = find_member(object, "is_dir");
  entry.is_dir = is_dir != nullptr && is_dir->is_boolean() && is_dir->get<bool>();
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

Result<Json> Dbfs::post(std::string_view verb, const Json& body, bool repeatable) {
  net::Request request{.method = "POST",
                       .target = "/api/2.0/dbfs/" + std::string(verb),
                       .body = write_json(body, {}),
                       .repeatable = repeatable};
  request.headers.set("Content-Type", "application/json");
  DBC_TRY(const net::Response response, client_->send_raw(request));
  if (trim(response.body).empty()) return Json::object();
  return parse_json(response.body);
}

Result<DbfsEntry> Dbfs::get_status(const std::string& path) {
  if (VolumeFiles::serve(path)) return VolumeFiles(*client_).get_status(path);
  DBC_TRY(const Json reply, client_->get("/api/2.0/dbfs/get-status", {{"path", path}}));
  return entry_from(reply);
}

Result<std::vector<DbfsEntry>> Dbfs::list(const std::string& path) {
  if (VolumeFiles::serve(path)) return VolumeFiles(*client_).list(path);
  DBC_TRY(const Json reply, client_->get("/api/2.0/dbfs/list", {{"path", path}}));
  std::vector<DbfsEntry> entries;
  if (const Json* files = find_member(reply, "files"); files != nullptr && files->is_array())
    for (const auto& file : *files) entries.push_back(entry_from(file));
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
