#include "emulator/http/multipart.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

namespace {

constexpr std::string_view k_type = "multipart/form-data; boundary=XX";
constexpr std::size_t k_any = 1 << 20;

std::string part(const std::string& disposition, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

struct ReadForm {
  Form form;
  std::string file;
};

/// The form of a body that comes in pieces of `step` bytes.
Result<ReadForm> read(std::string_view type, std::string_view body, std::size_t step = k_any,
                      std::size_t max_bytes = k_any) {
  ReadForm read;
  DBC_TRY(auto reader, MultipartReader::begin(type, max_bytes, [&read](std::string_view content) -> Result<void> {
            read.file.append(content);
            return {};
          }));
  for (std::size_t at = 0; at < body.size(); at += step) DBC_CHECK(reader.write(body.substr(at, step)));
  DBC_TRY(read.form, reader.finish());
  return read;
}

}  // namespace

TEST_CASE("multipart: fields and files are told apart and keep every byte, in pieces of any size",
          "[emulator][multipart]") {
  const std::string binary("\r\n--X\0\r\n\r\n--\r", 13);
  const std::string body =
      part("name=\"path\"", "/a b") +
      "--XX\r\ncontent-disposition: form-data; name=contents; filename=\"a;\\\"b.txt\"\r\nContent-Type: x\r\n\r\n" +
      binary + "\r\n" + part("name=\"f\"; filename*=utf-8''%C3%A4", "another") + part("name=e", "") + "--XX--\r\nafter";
  for (std::size_t step = 1; step <= body.size(); ++step) {
    const auto got = read(k_type, body, step);
    REQUIRE(got);
    CHECK(got->form.fields == Query{{"path", "/a b"}, {"e", ""}});
    CHECK(got->form.has_file);
    CHECK(got->file == binary);
  }
}

TEST_CASE("multipart: a file of many pieces comes through whole", "[emulator][multipart]") {
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += "\r\n--X" + std::to_string(i);
  const auto got = read(k_type, part("name=f; filename=f", content) + "--XX--", 4099);
  REQUIRE(got);
  CHECK(got->file == content);
}

TEST_CASE("multipart: quotes, a preamble and an empty form are understood", "[emulator][multipart]") {
  CHECK(read("Multipart/Form-Data; charset=x; boundary=\"XX\"", "--XX--\r\n")->form.fields.empty());
  CHECK(read(k_type, "preamble\r\n" + part("name=a", "b") + "--XX--")->form.fields.size() == 1);
  CHECK_FALSE(read(k_type, part("name=a", "b") + "--XX--")->form.has_file);
  CHECK(is_multipart(" multipart/form-data;boundary=1"));
  CHECK_FALSE(is_multipart("application/json"));
}

TEST_CASE("multipart: what does not keep to its boundary is refused", "[emulator][multipart]") {
  std::string many;
  for (int i = 0; i < 65; ++i) many += part("name=a", "b");
  const auto [type, body] = GENERATE_COPY(table<std::string, std::string>({
      {"multipart/form-data", "--XX--"},
      {"multipart/form-data; boundary=", "--XX--"},
      {"multipart/form-data; boundary=" + std::string(201, 'X'), "--XX--"},
      {std::string(k_type), ""},
      {std::string(k_type), "--XX"},
      {std::string(k_type), part("name=a", "b")},
      {std::string(k_type), "--XX\r\nContent-Type: x\r\n\r\nb\r\n--XX--"},
      {std::string(k_type), "--XX\r\nContent-Disposition: form-data\r\n\r\nb\r\n--XX--"},
      {std::string(k_type), "--XX\r\nContent-Disposition: form-data; name\r\n\r\nb\r\n--XX--"},
      {std::string(k_type), "--XX\r\n" + std::string(20'000, 'h') + "\r\n\r\nb\r\n--XX--"},
      {std::string(k_type), "--XX" + std::string(20'000, ' ') + "\r\n\r\nb\r\n--XX--"},
      {std::string(k_type), many + "--XX--"},
  }));
  const auto step = GENERATE(std::size_t{1}, std::size_t{100'000});
  const auto refused = read(type, body, step);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().http->error_code == "MALFORMED_REQUEST");
}

TEST_CASE("multipart: the fields of a form are bounded together, its files are not", "[emulator][multipart]") {
  const std::string half(60, 'x');
  const auto refused = read(k_type, part("name=a", half) + part("name=b", half) + "--XX--", k_any, 100);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().http->error_code == "MAX_REQUEST_SIZE_EXCEEDED");
  CHECK(read(k_type, part("name=a", half) + part("name=b; filename=b", half + half) + "--XX--", k_any, 100));
}
