#include <algorithm>

#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/files/handlers.hpp"
#include "emulator/services/files/volume_path.hpp"

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_max_page = 1000;

Error outside_volume(const VolumePath& path) {
  return invalid_parameter("The path does not name a directory in a volume: " + path.text());
}

Error not_empty(const VolumePath& path) {
  return with_error_info(invalid_parameter("The directory being deleted is not empty. Path: " + path.text()),
                         "FILES_API_DIRECTORY_IS_NOT_EMPTY");
}

Result<Page> read_page(const Json& query, const VolumePath& path) {
  DBC_TRY(const auto size, Fields(query).integer("page_size"));
  DBC_TRY(const auto token, Fields(query).text("page_token"));
  if (size && *size < 0) return invalid_parameter("page_size must not be negative");
  Page page{.size = static_cast<std::size_t>(k_max_page)};
  if (size && *size > 0) page.size = static_cast<std::size_t>(std::min(*size, k_max_page));
  if (!token || token->empty()) return page;
  DBC_TRY(page.offset, read_page_token(*token, path.text()));
  return page;
}

Json entry_info(const VolumePath& directory, const FileEntry& entry) {
  Json info{{"path", directory.text() + "/" + entry.name}, {"is_directory", entry.is_folder}};
  if (!entry.is_folder) info["file_size"] = entry.size;
  info["last_modified"] = to_epoch_millis(entry.modified_at);
  info["name"] = entry.name;
  return info;
}

Result<std::vector<FileEntry>> entries_of(const VolumePath& path, const Context& context) {
  DBC_TRY(auto entries, context.files.volumes().list(path.place));
  if (entries) return std::move(*entries);
  DBC_TRY(const auto there, context.files.volumes().find(path.place));
  if (there) return is_a_file(ErrorCode::invalid_parameter_value, path);
  return no_such_directory(path);
}

}  // namespace

Result<Reply> create_directory(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  if (path.place.names().size() < 3) return outside_volume(path);
  DBC_TRY(const auto outcome, context.files.volumes().make_folder(path.place));
  if (outcome == Outcome::exists) return is_a_file(ErrorCode::already_exists, path);
  if (outcome != Outcome::done)
    return obstructed_by_file(ErrorCode::invalid_parameter_value, path, context.files.volumes());
  return Reply{.status = 204};
}

Result<Reply> describe_directory(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  DBC_TRY(const auto entry, context.files.volumes().find(path.place));
  if (!entry || !entry->is_folder) return no_such_directory(path);
  return ok();
}

Result<Reply> list_directory(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  DBC_TRY(const auto entries, entries_of(path, context));
  DBC_TRY(const auto page, read_page(call.query(), path));
  const std::size_t from = std::min(page.offset, entries.size());
  const std::size_t count = std::min(page.size, entries.size() - from);
  Json body = Json::object();
  if (count > 0) body["contents"] = Json::array();
  for (std::size_t i = from; i < from + count; ++i) body["contents"].push_back(entry_info(path, entries[i]));
  if (from + count < entries.size()) body["next_page_token"] = make_page_token(from + count, path.text());
  return ok(body);
}

Result<Reply> delete_directory(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  if (!path.is_in_volume()) return outside_volume(path);
  const FileTree& tree = context.files.volumes();
  DBC_TRY(const auto entry, tree.find(path.place));
  if (!entry) return no_such_directory(path);
  if (!entry->is_folder) return is_a_file(ErrorCode::invalid_parameter_value, path);
  DBC_TRY(const auto outcome, tree.remove(path.place));
  if (outcome == Outcome::not_empty) return not_empty(path);
  if (outcome == Outcome::missing) return no_such_directory(path);
  return Reply{.status = 204};
}

}  // namespace dbc::emulator
