#include "dbc/base/text_encoding.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace std::string_literals;

namespace {

/// Each 16-bit unit in the order that is asked for.
std::string utf16(const std::u16string& text, bool little, bool marked) {
  std::string bytes;
  for (const char16_t unit : (marked ? u"\ufeff" : u"") + text) {
    const char high = static_cast<char>(static_cast<unsigned char>(unit >> 8U));
    const char low = static_cast<char>(static_cast<unsigned char>(unit & 0xffU));
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

}  // namespace

TEST_CASE("text encoding: UTF-16 becomes UTF-8 in either order, with a mark and without", "[base][encoding]") {
  const bool little = GENERATE(true, false);
  const bool marked = GENERATE(true, false);
  const std::string bytes = utf16(u"{\"n\": \"\u00e9\u20ac\U0001f600\"}\r\n", little, marked);
  CHECK(wide_encoding_of(bytes) == "UTF-16");
  CHECK(*as_utf8_text(bytes) == "{\"n\": \"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}\r\n");
}

TEST_CASE("text encoding: other bytes stay as they are", "[base][encoding]") {
  const std::string bytes =
      GENERATE(as<std::string>{}, "", "a", "{}", "\xef\xbb\xbf{}", "\xff", "\xff\xffx", "\0\0"s, "ab\0c"s, "\x80\x81");
  CHECK(wide_encoding_of(bytes).empty());
  CHECK(*as_utf8_text(bytes) == bytes);
}

TEST_CASE("text encoding: what is broken or wider is refused", "[base][encoding]") {
  const auto [bytes, told] = GENERATE(table<std::string, std::string>({
      {"\xff\xfe\x61"s, "broken at byte 2"},
      {"\xff\xfe\x00\xd8"s, "broken at byte 2"},
      {"\xff\xfe\x00\xd8\x61\x00"s, "broken at byte 2"},
      {"\xfe\xff\x00\x61\xdc\x00"s, "broken at byte 4"},
      {"\xff\xfe\x00\x00\x61\x00\x00\x00"s, "UTF-32"},
      {"\x00\x00\xfe\xff\x00\x00\x00\x61"s, "UTF-32"},
  }));
  const auto read = as_utf8_text(bytes);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::input);
  CHECK(read.error().message.find(told) != std::string::npos);
}

TEST_CASE("text encoding: a file of text is read, and JSON that is not UTF-8 is named", "[base][encoding]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "x.json";
  REQUIRE(write_file_atomically(file, utf16(u"{}", true, true), 0600));
  CHECK(*read_text_file(file) == "{}");
  REQUIRE(write_file_atomically(file, "\xff\xfe{", 0600));
  CHECK(read_text_file(file).error().context.front().find("x.json") != std::string::npos);
  CHECK(read_text_file(folder.path() / "none").error().kind == ErrorKind::not_found);
  CHECK(parse_json(utf16(u"{}", true, true)).error().message.find("it is UTF-16, and should be UTF-8") !=
        std::string::npos);
}
