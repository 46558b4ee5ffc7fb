#include "dbc/base/utf8.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/json.hpp"

using namespace dbc;

TEST_CASE("utf8: well-formed and ill-formed bytes are told apart", "[base][utf8]") {
  for (const std::string good : {"", "a", "é", "€", "😀", "a\0b", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
    CHECK(is_utf8(good));
  // A lone continuation, cut characters, longer forms than needed, a surrogate, beyond the last code point, Latin-1.
  for (const std::string bad : {"\x80", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC0\xAF", "\xE0\x80\xAF",
                                "\xF0\x80\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "caf\xE9", "\xFF"}) {
    CHECK_FALSE(is_utf8(bad));
    CHECK(is_utf8(as_utf8(bad)));
    CHECK(as_utf8(bad).find("\xEF\xBF\xBD") != std::string::npos);
  }
}

TEST_CASE("utf8: a cut keeps whole characters, on either side and at every length", "[base][utf8]") {
  const std::string text = "aé€😀z";
  for (std::size_t most = 0; most <= text.size() + 1; ++most) {
    const auto first = first_characters(text, most);
    const auto last = last_characters(text, most);
    INFO(most);
    CHECK(is_utf8(first));
    CHECK(is_utf8(last));
    CHECK(text.starts_with(first));
    CHECK(text.ends_with(last));
    CHECK(first.size() <= most);
    CHECK(last.size() <= most);
    CHECK(first.size() + 4 > std::min(most, text.size()));
    CHECK(last.size() + 4 > std::min(most, text.size()));
  }
  CHECK(first_characters("\xE2\x82", 2) == "\xE2\x82");  // nothing was cut
  CHECK(last_characters(std::string(100, '\x80'), 50).size() >= 47);
}

TEST_CASE("json: what is written is well-formed, whatever the text", "[base][json][utf8]") {
  const std::string damaged = "\x9F\x98 50% \xE2\x96";
  const Json value{{damaged, Json::array({damaged, "caf\xE9", std::string("a\0b", 3)})}};
  const std::string shown = "\xEF\xBF\xBD\xEF\xBF\xBD 50% \xEF\xBF\xBD\xEF\xBF\xBD";
  for (const bool escapes : {true, false}) {
    const std::string text = write_json(value, {.escape_non_ascii = escapes});
    const auto again = parse_json(text);
    REQUIRE(again);
    CHECK(*again == Json{{shown, Json::array({shown, "caf\xEF\xBF\xBD", std::string("a\0b", 3)})}});
  }
}
