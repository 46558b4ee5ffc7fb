#include "emulator/http/multipart.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

namespace {

constexpr std::string_view k_type = "multipart/form-data; boundary=XX";

std::string part(const std::string& disposition, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

}  // namespace

TEST_CASE("multipart: fields and files are told apart, and keep every byte", "[emulator][multipart]") {
  const std::string binary("\r\n--X\0\r\n\r\n--", 12);
  const std::string body =
      part("name=\"path\"", "/a b") +
      "--XX\r\ncontent-disposition: form-data; name=contents; filename=\"a;\\\"b.txt\"\r\nContent-Type: x\r\n\r\n" +
      binary + "\r\n" + part("name=\"f\"; filename*=utf-8''%C3%A4", "") + "--XX--\r\n";
  const auto parts = parse_multipart(k_type, body);
  REQUIRE(parts);
  REQUIRE(parts->size() == 3);
  CHECK((*parts)[0].name == "path");
  CHECK_FALSE((*parts)[0].is_file);
  CHECK((*parts)[0].content == "/a b");
  CHECK((*parts)[1].name == "contents");
  CHECK((*parts)[1].is_file);
  CHECK((*parts)[1].content == binary);
  CHECK((*parts)[2].is_file);
  CHECK((*parts)[2].content.empty());
}

TEST_CASE("multipart: quotes, a preamble and an empty form are understood", "[emulator][multipart]") {
  CHECK(parse_multipart("Multipart/Form-Data; charset=x; boundary=\"XX\"", "--XX--\r\n")->empty());
  CHECK(parse_multipart(k_type, "preamble\r\n" + part("name=a", "b") + "--XX--")->size() == 1);
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
      {std::string(k_type), many + "--XX--"},
  }));
  const auto refused = parse_multipart(type, body);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().http->error_code == "MALFORMED_REQUEST");
}
