#include <algorithm>

#include "dbc/api/dbfs.hpp"
#include "dbc/api/volume_files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

/// A whole block, unless the content ends before.
Result<std::string> next_block(const net::BodySource& content) {
  std::string block(Dbfs::k_block_size, '\0');
  std::size_t filled = 0;
  while (filled < block.size()) {
    DBC_TRY(const std::size_t got, content.read(block.data() + filled, block.size() - filled));
    if (got == 0) break;
    filled += got;
  }
  block.resize(filled);
  return block;
}

/// The text needs no escapes, and is put in behind the JSON writer's back.
net::Request block_request(const Json& handle, std::string_view block) {
  net::Request request = json_request("POST", "/api/2.0/dbfs/add-block", {{"handle", handle}, {"data", ""}});
  request.body.insert(request.body.size() - std::string_view("\"}").size(), base64_encode(block));
  request.repeatable = false;
  return request;
}

}  // namespace

Result<void> Dbfs::put(Upload upload, const std::string& path, bool overwrite) {
  if (VolumeFiles::serve(path)) return VolumeFiles(*client_).put(std::move(upload), path, overwrite);
  const auto size = upload.content.size;
  if (size && *size < multipart_limit_) return put_multipart(std::move(upload), path, overwrite);
  return put_blocks(upload, path, overwrite);
}

Result<void> Dbfs::put_multipart(Upload upload, const std::string& path, bool overwrite) {
  net::Request request{.method = "POST", .target = "/api/2.0/dbfs/put"};
  set_multipart_body(request, {.fields = {{"path", path}, {"overwrite", overwrite ? "True" : "False"}},
                               .file_field = "file",
                               .file = std::move(upload)});
  DBC_CHECK(client_->ask(request, Shape::acknowledgement));
  return {};
}

Result<void> Dbfs::put_blocks(const Upload& upload, const std::string& path, bool overwrite) {
  DBC_TRY(const Json created, post("create", {{"path", path}, {"overwrite", overwrite}}, false, Shape::object));
  const Json* handle = find_member(created, "handle");
  if (handle == nullptr || !handle->is_number())
    return Error{.kind = ErrorKind::http, .message = "the service opened " + path + " without giving a handle"};
  auto stored = add_blocks(*handle, upload.content);
  auto closed = post("close", {{"handle", *handle}}, false);
  if (stored && closed) return {};
  // Half a file under its final name would pass for the whole one.
  (void)post("delete", {{"path", path}, {"recursive", false}}, false);
  return stored ? std::move(closed).error() : std::move(stored).error();
}

Result<void> Dbfs::add_blocks(const Json& handle, const net::BodySource& content) {
  while (true) {
    DBC_TRY(const std::string block, next_block(content));
    if (block.empty()) return {};
    DBC_CHECK(client_->ask(block_request(handle, block), Shape::acknowledgement));
  }
}

}  // namespace dbc::api
