#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/files/byte_range.hpp"
#include "emulator/services/files/conditions.hpp"
#include "emulator/services/files/handlers.hpp"
#include "emulator/services/files/volume_path.hpp"

namespace dbc::emulator {
namespace {

Reply no_content() { return Reply{.status = 204}; }

Error outside_volume(const VolumePath& path) {
  return invalid_parameter("The path does not name a file in a volume: " + path.text());
}

Error exists_already(const VolumePath& path) {
  return with_error_info(
      api_error(ErrorCode::already_exists, "The file being created already exists. Path: " + path.text()),
      "FILES_API_FILE_ALREADY_EXISTS");
}

/// What stands at the path may be replaced by a file, or nothing stands there.
Result<void> check_target(const VolumePath& path, Replace replace, const Context& context) {
  DBC_TRY(const auto entry, context.files.volumes().find(path.place));
  if (!entry) return {};
  if (entry->is_folder)
    return api_error(ErrorCode::already_exists, "The given path points to an existing directory: " + path.text());
  if (replace == Replace::no) return exists_already(path);
  return {};
}

/// `If-None-Match: *` asks for a new file as HTTP has it.
Result<Replace> replace_of(const Call& call) {
  const Json query = call.query();
  DBC_TRY(const auto overwrite, Fields(query).boolean("overwrite"));
  if (trim(call.header_field("If-None-Match")) == "*") return Replace::no;
  return overwrite.value_or(true) ? Replace::yes : Replace::no;
}

Result<void> place(StagedFile& file, const VolumePath& path, Replace replace, const Context& context) {
  const FileTree& tree = context.files.volumes();
  DBC_TRY(const auto made, tree.make_folder(path.place.parent()));
  if (made != Outcome::done) return obstructed_by_file(ErrorCode::invalid_parameter_value, path, tree);
  DBC_TRY(const auto outcome, tree.place(file, path.place, replace));
  if (outcome == Outcome::done) return {};
  if (outcome == Outcome::exists) return exists_already(path);
  return no_such_directory({.place = path.place.parent()});
}

/// The headers that every answer about a file has: clients ask for its parts by them.
Reply reply_about(const FileEntry& entry, int status) {
  return Reply{
      .status = status,
      .content_type = "application/octet-stream",
      .headers = {
          {"Last-Modified", http_date(entry.modified_at)}, {"Accept-Ranges", "bytes"}, {"ETag", etag_of(entry)}}};
}

Reply unsatisfiable(const FileEntry& entry) {
  Reply reply = error_reply(api_error(ErrorCode::out_of_range, "The range does not lie within the file"));
  reply.headers.emplace_back("Content-Range", "bytes */" + std::to_string(entry.size));
  return reply;
}

Reply whole(OpenedFile opened) {
  Reply reply = reply_about(opened.entry, 200);
  reply.file = std::make_shared<FileBody>(opened.descriptor.release(), 0, opened.entry.size);
  return reply;
}

Reply part(OpenedFile opened, const ByteRange& range) {
  Reply reply = reply_about(opened.entry, 206);
  reply.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.offset) + "-" +
                                                  std::to_string(range.offset + range.length - 1) + "/" +
                                                  std::to_string(opened.entry.size));
  reply.file = std::make_shared<FileBody>(opened.descriptor.release(), range.offset, range.length);
  return reply;
}

}  // namespace

Result<Reply> upload_file(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  if (!path.is_in_volume()) return outside_volume(path);
  DBC_TRY(const auto replace, replace_of(call));
  DBC_CHECK(check_target(path, replace, context));
  StagedFile& file = *call.staged();
  DBC_CHECK(file.finish(file.size(), context.clock.now()));
  DBC_CHECK(place(file, path, replace, context));
  return no_content();
}

Result<Reply> download_file(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  DBC_TRY(auto opened, context.files.volumes().open(path.place));
  if (!opened) return no_such_file(path);
  const auto verdict = judge_conditions(call, opened->entry);
  if (verdict == Verdict::failed)
    return api_error(ErrorCode::failed_precondition, "The file was changed: " + path.text());
  if (verdict == Verdict::not_modified) return reply_about(opened->entry, 304);
  const auto range = parse_byte_range(call.header_field("Range"), opened->entry.size);
  if (!range || !may_send_part(call, opened->entry)) return whole(std::move(*opened));
  if (!range->is_satisfiable) return unsatisfiable(opened->entry);
  return part(std::move(*opened), *range);
}

/// A session of parts opens also where presigned URLs are switched off; clients learn of that with the first part.
Result<Reply> begin_session(const Call& call, Context& context) {
  const Json query = call.query();
  if (string_or(query, "action", "") != "initiate-upload") return refuse_presigned_url(call, context);
  DBC_TRY(const auto path, volume_path(call, context));
  if (!path.is_in_volume()) return outside_volume(path);
  DBC_TRY(const auto replace, replace_of(call));
  DBC_CHECK(check_target(path, replace, context));
  return ok({{"multipart_upload", {{"session_token", random_hex(16)}}}});
}

Result<Reply> delete_file(const Call& call, Context& context) {
  DBC_TRY(const auto path, volume_path(call, context));
  const FileTree& tree = context.files.volumes();
  DBC_TRY(const auto entry, tree.find(path.place));
  if (!entry || entry->is_folder) return no_such_file(path);
  DBC_TRY(const auto outcome, tree.remove(path.place));
  if (outcome != Outcome::done) return no_such_file(path);
  return no_content();
}

}  // namespace dbc::emulator
