#include <algorithm>
#include <memory>

#include "dbc/api/upload.hpp"
#include "dbc/base/random.hpp"
#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

constexpr std::size_t k_boundary_bytes = 16;

/// A quoted parameter of a part's header, escaped as browsers do it.
std::string quoted(std::string text) {
  for (const auto& [plain, escaped] : {std::pair{"\"", "%22"}, std::pair{"\r", "%0D"}, std::pair{"\n", "%0A"}})
    text = replace_all(std::move(text), plain, escaped);
  return "\"" + text + "\"";
}

std::string head_of(const MultipartForm& form, const std::string& boundary) {
  std::string head;
  for (const auto& [name, value] : form.fields)
    head += "--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted(name) + "\r\n\r\n" + value + "\r\n";
  return head + "--" + boundary + "\r\nContent-Disposition: form-data; name=" + quoted(form.file_field) +
         "; filename=" + quoted(form.file.file_name) + "\r\nContent-Type: multipart/form-data\r\n\r\n";
}

/// Head, the file, tail, one after the other.
class MultipartReader {
 public:
  MultipartReader(std::string head, net::BodySource file, std::string tail)
      : head_(std::move(head)), file_(std::move(file)), tail_(std::move(tail)) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) {
    if (const std::size_t count = copy(head_, head_at_, buffer, capacity); count > 0) return count;
    if (!file_done_) {
      // Asked for at least one byte more than is left, so that a file that has grown is noticed before the tail.
      DBC_TRY(const std::size_t got, file_.read(buffer, capacity));
      if (got > 0) return got;
      file_done_ = true;
    }
    return copy(tail_, tail_at_, buffer, capacity);
  }

  Result<void> rewind() {
    head_at_ = tail_at_ = 0;
    file_done_ = false;
    return file_.rewind();
  }

 private:
  static std::size_t copy(const std::string& from, std::size_t& at, char* buffer, std::size_t capacity) {
    const std::size_t count = std::min(capacity, from.size() - at);
    std::copy_n(from.data() + at, count, buffer);
    at += count;
    return count;
  }

  std::string head_;
  net::BodySource file_;
  std::string tail_;
  std::size_t head_at_ = 0;
  std::size_t tail_at_ = 0;
  bool file_done_ = false;
};

}  // namespace

void set_multipart_body(net::Request& request, MultipartForm form) {
  const std::string boundary = random_hex(k_boundary_bytes);
  request.headers.set("Content-Type", "multipart/form-data; boundary=" + boundary);
  std::string head = head_of(form, boundary);
  std::string tail = "\r\n--" + boundary + "--\r\n";
  net::BodySource body;
  body.size = head.size() + form.file.content.size.value_or(0) + tail.size();
  const bool can_rewind = form.file.content.rewind != nullptr;
  const auto reader = std::make_shared<MultipartReader>(std::move(head), std::move(form.file.content), std::move(tail));
  body.read = [reader](char* buffer, std::size_t capacity) { return reader->read(buffer, capacity); };
  if (can_rewind) body.rewind = [reader] { return reader->rewind(); };
  request.body_source = std::move(body);
}

}  // namespace dbc::api
