#include "dbfs_upload.hpp"

#include <cerrno>
#include <fstream>
#include <memory>

#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"

namespace dbc::commands {
namespace {

std::string form_field(const std::string& boundary, std::string_view name, std::string_view value) {
  return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" +
         std::string(value) + "\r\n";
}

/// Text before the file, the file, text after it.
class FormBody {
 public:
  FormBody(std::filesystem::path file, std::string head, std::string tail)
      : file_(std::move(file)), head_(std::move(head)), tail_(std::move(tail)) {}

  Result<void> rewind() {
    in_ = std::ifstream(file_, std::ios::binary);
    head_at_ = tail_at_ = 0;
    if (!in_) return system_error(errno, "reading " + file_.string());
    return {};
  }
  Result<std::size_t> read(char* buffer, std::size_t capacity) {
    if (const auto count = copy(head_, head_at_, buffer, capacity); count > 0) return count;
    in_.read(buffer, static_cast<std::streamsize>(capacity));
    if (in_.bad()) return system_error(EIO, "reading " + file_.string());
    if (in_.gcount() > 0) return static_cast<std::size_t>(in_.gcount());
    return copy(tail_, tail_at_, buffer, capacity);
  }

 private:
  static std::size_t copy(const std::string& from, std::size_t& at, char* buffer, std::size_t capacity) {
    const std::size_t count = from.copy(buffer, capacity, at);
    at += count;
    return count;
  }

  std::filesystem::path file_;
  std::string head_;
  std::string tail_;
  std::ifstream in_;
  std::size_t head_at_ = 0;
  std::size_t tail_at_ = 0;
};

}  // namespace

Result<void> put_dbfs_file(api::Client& client, const std::filesystem::path& file, const std::string& remote) {
  const std::string boundary = "dbc-" + random_hex(16);
  const std::string head =
      form_field(boundary, "path", remote) + form_field(boundary, "overwrite", "False") +
      "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
      replace_all(file.filename().string(), "\"", "%22") + "\"\r\nContent-Type: multipart/form-data\r\n\r\n";
  const std::string tail = "\r\n--" + boundary + "--\r\n";
  const auto body = std::make_shared<FormBody>(file, head, tail);
  DBC_CHECK(body->rewind());
  net::Request request{.method = "POST", .target = "/api/2.0/dbfs/put"};
  request.headers.set("Content-Type", "multipart/form-data; boundary=" + boundary);
  request.body_source =
      net::BodySource{.size = head.size() + std::filesystem::file_size(file) + tail.size(),
                      .read = [body](char* buffer, std::size_t capacity) { return body->read(buffer, capacity); },
                      .rewind = [body] { return body->rewind(); }};
  DBC_CHECK(client.send_raw(request));
  return {};
}

}  // namespace dbc::commands
