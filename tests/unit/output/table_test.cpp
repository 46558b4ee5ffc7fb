#include "dbc/output/table.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/json.hpp"
#include "dbc/output/python_text.hpp"

using namespace dbc::output;

TEST_CASE("table: plain style pads columns and drops trailing blanks", "[output][table]") {
  CHECK(render({.rows = {{"a", "bb", ""}, {"ccc", "d", "e"}}}) == "a    bb\nccc  d   e\n");
}

TEST_CASE("table: an empty plain table is one empty line", "[output][table]") { CHECK(render({}) == "\n"); }

TEST_CASE("table: whole numbers are right-aligned, text that only looks like a number is not altered",
          "[output][table]") {
  CHECK(render({.rows = {{"1", "1.50"}, {"22", "1e5"}}}) == " 1  1.50\n22  1e5\n");
  CHECK(render({.rows = {{"1", "a"}, {"", "b"}}}) == "1  a\n   b\n");
  CHECK(render({.rows = {{"1", "a"}, {"22", "b"}}, .align_numbers = false}) == "1   a\n22  b\n");
}

TEST_CASE("table: simple style has dashes at least two wider than the header", "[output][table]") {
  CHECK(render({.style = TableStyle::simple, .headers = {"Scope", "B"}, .rows = {}}) == "Scope    B\n-------  ---\n");
  CHECK(render({.style = TableStyle::simple, .headers = {"Scope", "B"}, .rows = {{"1", "a"}, {"22", "b"}}}) ==
        "  Scope  B\n-------  ---\n      1  a\n     22  b\n");
}

TEST_CASE("table: a row is one line, whatever its cells hold; width counts code points", "[output][table]") {
  CHECK(render({.rows = {{"a\nb", "x"}, {"c", " d "}}}) == "a\\nb  x\nc     d\n");
  CHECK(render({.rows = {{"a\r\tb", "\x1b[2J"},
                         {"\xe2\x80\xae"
                          "c\n",
                          "\xc2\x9b"}}}) == "a\\r\\tb   \\x1b[2J\n\\u202ec  \\x9b\n");
  CHECK(render({.rows = {{"é", "x"}, {"ab", "y"}}}) == "é   x\nab  y\n");
}

TEST_CASE("truncated: cuts after 100 code points", "[output][table]") {
  CHECK(truncated(std::string(100, 'x')) == std::string(100, 'x'));
  CHECK(truncated(std::string(101, 'x')) == std::string(100, 'x') + "...");
}

TEST_CASE("python_literal: writes what repr() writes", "[output][python]") {
  const auto value = dbc::parse_json(R"({"a":"it's","b":"say \"x\"","c":true,"d":null,"e":[1,2.5],"f":"a'b\"c\n"})");
  REQUIRE(value);
  CHECK(python_literal(*value) ==
        R"({'a': "it's", 'b': 'say "x"', 'c': True, 'd': None, 'e': [1, 2.5], 'f': 'a\'b"c\n'})");
}

TEST_CASE("python_literal: what repr() takes for unprintable is escaped", "[output][python]") {
  CHECK(python_literal(dbc::Json("a\x1b\x7f\xc2\x9b\xe2\x80\xae\\é")) == R"('a\x1b\x7f\x9b\u202e\\é')");
}
