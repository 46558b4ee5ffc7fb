#include "dbc/base/visible_text.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/json.hpp"

using namespace dbc;

TEST_CASE("visible: what steers a terminal or ends a line becomes an escape, all else stays", "[base][visible]") {
  struct Case {
    std::string text;
    std::string shown;
  };
  const auto c = GENERATE(values<Case>({
      {"plain, with blanks", "plain, with blanks"},
      {"é ü 日本 \xf0\x9f\x98\x80 \\n", "é ü 日本 \xf0\x9f\x98\x80 \\n"},
      {"a\nb\r\tc", "a\\nb\\r\\tc"},
      {"\x1b[2J\x7f\x01", "\\x1b[2J\\x7f\\x01"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\xc2\x9b"
       "31m \xc2\x85",
       "\\x9b31m \\x85"},
      {"\xe2\x80\xae"
       "gpj.exe \xe2\x81\xa6x\xe2\x81\xa9",
       "\\u202egpj.exe \\u2066x\\u2069"},
      {"\xe2\x80\xa8-\xe2\x80\xa9", "\\u2028-\\u2029"},
      {"\x9b", "\\x9b"},                                    // no UTF-8: a control character in Latin-1
      {"\xe9t\xe9", "\xe9t\xe9"},                           // no UTF-8 either, but letters there
      {"\xc0\x9b\xe0\x80\x9b", "\xc0\\x9b\xe0\\x80\\x9b"},  // written longer than it must be
      {"\xe2\x80", "\xe2\\x80"},                            // cut off
      {"\xed\xa0\x80", "\xed\xa0\\x80"},                    // half of a pair
      {"\xc2\xa0 \xe2\x80\x93", "\xc2\xa0 \xe2\x80\x93"},
  }));
  CHECK(visible(c.text) == c.shown);
  CHECK(is_visible(c.text) == (c.text == c.shown));
  CHECK(is_visible(c.shown));
}

TEST_CASE("visible_json: the text means what it meant, and steers nothing", "[base][visible]") {
  const Json value{{"a\xc2\x9b", "\x1b\x7f\xe2\x80\xae\xe2\x80\xa8 é"}, {"b", Json::array({1, "x"})}};
  const auto text = visible_json(write_json(value, {.indent = 2, .escape_non_ascii = false}));
  CHECK(text.find("\\u009b") != std::string::npos);
  CHECK(text.find("\\u007f\\u202e\\u2028 é") != std::string::npos);
  CHECK(text.find("\n  \"b\": [") != std::string::npos);
  const auto again = parse_json(text);
  REQUIRE(again);
  CHECK(*again == value);
}

TEST_CASE("visible_lines: line ends and our own erasing stay", "[base][visible]") {
  CHECK(visible_lines("a\nb\x1b[31m\n") == "a\nb\\x1b[31m\n");
  CHECK(visible_lines("\r\x1b[Kwaiting") == "\r\x1b[Kwaiting");
  CHECK(visible_lines("over\rwritten\x1b[K") == "over\\rwritten\\x1b[K");
}
