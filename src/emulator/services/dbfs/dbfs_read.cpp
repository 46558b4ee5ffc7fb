#include <algorithm>

#include "emulator/files/file_store.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/dbfs/dbfs_block.hpp"
#include "emulator/services/dbfs/dbfs_path.hpp"
#include "emulator/services/dbfs/handlers.hpp"

namespace dbc::emulator {
namespace {

constexpr std::int64_t k_default_read = 512 * 1024;

/// Where a path is looked up: volumes have a tree of their own.
struct Place {
  const FileTree& tree;
  TreePath path;
};

Place place_of(const TreePath& path, const Context& context) {
  if (is_volume_path(path)) return {.tree = context.files.volumes(), .path = path.below(1)};
  return {.tree = context.files.dbfs(), .path = path};
}

Json file_info(const TreePath& path, const FileEntry& entry) {
  return {{"path", path.text()},
          {"is_dir", entry.is_folder},
          {"file_size", entry.size},
          {"modification_time", to_epoch_millis(entry.modified_at)}};
}

Result<FileEntry> get_entry(const TreePath& path, const Context& context) {
  const Place place = place_of(path, context);
  DBC_TRY(auto entry, place.tree.find(place.path));
  if (!entry) return no_dbfs_file(path);
  return std::move(*entry);
}

Result<std::vector<FileEntry>> entries_of(const TreePath& path, const Context& context) {
  const Place place = place_of(path, context);
  DBC_TRY(auto entries, place.tree.list(place.path));
  if (!entries) return no_dbfs_file(path);
  if (!path.is_root()) return std::move(*entries);
  DBC_TRY(auto volumes, get_entry(path.child("Volumes"), context));
  volumes.name = "Volumes";
  entries->push_back(std::move(volumes));
  std::ranges::sort(*entries, {}, &FileEntry::name);
  return std::move(*entries);
}

struct ReadRange {
  std::int64_t offset = 0;
  std::int64_t length = k_default_read;
};

Result<ReadRange> read_range(const Json& input) {
  DBC_TRY(const auto offset, Fields(input).integer("offset"));
  DBC_TRY(const auto length, Fields(input).integer("length"));
  const ReadRange range{.offset = offset.value_or(0), .length = length.value_or(k_default_read)};
  if (range.offset < 0) return invalid_parameter("The offset must not be negative");
  if (range.length < 0) return invalid_parameter("The length must not be negative");
  if (range.length > k_dbfs_block)
    return api_error(ErrorCode::max_read_size_exceeded,
                     "A read must not exceed " + std::to_string(k_dbfs_block) + " bytes");
  return range;
}

Error unreadable(const TreePath& path, const Context& context) {
  const auto entry = get_entry(path, context);
  if (!entry) return entry.error();
  return entry->is_folder ? invalid_parameter("The path dbfs:" + path.text() + " is a directory") : no_dbfs_file(path);
}

Reply block_of(OpenedFile opened, const ReadRange& range) {
  const auto size = opened.entry.size;
  const auto offset = std::min(static_cast<std::uint64_t>(range.offset), size);
  const auto length = std::min(static_cast<std::uint64_t>(range.length), size - offset);
  return Reply{.file = std::make_shared<DbfsBlock>(opened.descriptor.release(), offset, length)};
}

}  // namespace

Result<Reply> get_dbfs_status(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, dbfs_path(input, "path"));
  DBC_TRY(const auto entry, get_entry(path, context));
  return ok(file_info(path, entry));
}

Result<Reply> list_dbfs(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, dbfs_path(input, "path"));
  DBC_TRY(const auto entry, get_entry(path, context));
  if (!entry.is_folder) return ok({{"files", Json::array({file_info(path, entry)})}});
  DBC_TRY(const auto entries, entries_of(path, context));
  if (entries.empty()) return ok();
  Json files = Json::array();
  for (const auto& each : entries) files.push_back(file_info(path.child(each.name), each));
  return ok({{"files", files}});
}

Result<Reply> read_dbfs(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, changeable_dbfs_path(input, "path"));
  DBC_TRY(const auto range, read_range(input));
  DBC_TRY(auto opened, context.files.dbfs().open(path));
  if (!opened) return unreadable(path, context);
  return block_of(std::move(*opened), range);
}

}  // namespace dbc::emulator
