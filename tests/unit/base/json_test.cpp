#include "dbc/base/json.hpp"

#include <catch2/catch.hpp>

using dbc::JsonStyle;
using dbc::parse_json;
using dbc::write_json;

TEST_CASE("json: numbers are written as Python writes them", "[base][json]") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"1e5", "100000.0"},
      {"1E-7", "1e-07"},
      {"1.10", "1.1"},
      {"1e16", "1e+16"},
      {"0.0001", "0.0001"},
      {"0.00001", "1e-05"},
      {"-0.0", "-0.0"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775809", "-9223372036854775809"},
  }));
  const auto value = parse_json(given);
  REQUIRE(value);
  CHECK(write_json(*value, {}) == expected);
}

TEST_CASE("json: text is escaped as Python escapes it", "[base][json]") {
  const auto value = parse_json(R"({"k":"é\u007f😀\u0001\/\n\"\\"})");
  REQUIRE(value);
  CHECK(write_json(*value, {}) == R"({"k": "\u00e9\u007f\ud83d\ude00\u0001/\n\"\\"})");
  CHECK(write_json(*value, {.escape_non_ascii = false}).find("é") != std::string::npos);
}

TEST_CASE("json: indentation keeps key order and empty containers", "[base][json]") {
  const auto value = parse_json(R"({"b":[],"a":{},"c":[1,{"d":null}],"b":true})");
  REQUIRE(value);
  CHECK(write_json(*value, {.indent = 2}) ==
        "{\n  \"b\": true,\n  \"a\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": null\n    }\n  ]\n}");
}

TEST_CASE("json: bad input is an error that says where", "[base][json]") {
  for (const std::string text : {"", "{bad", "[1,]", "{\"a\":}", "\"\xff\"", "1 2"}) {
    const auto value = parse_json(text);
    REQUIRE_FALSE(value);
    CHECK(value.error().message.find("byte") != std::string::npos);
  }
  CHECK_FALSE(parse_json(std::string(100000, '[')));
}

TEST_CASE("json: a large object keeps order, and a repeated key its place with the last value", "[base][json]") {
  std::string text = "{";
  for (int i = 0; i < 50'000; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  const auto value = parse_json(text + "\"k7\":-1,\"k49999\":-2}");
  REQUIRE(value);
  CHECK(value->size() == 50'000);
  CHECK(value->begin().key() == "k0");
  CHECK((*value)["k7"] == -1);
  CHECK(std::prev(value->end()).key() == "k49999");
  CHECK(std::prev(value->end()).value() == -2);
}

TEST_CASE("json: what is said of bad text is text itself", "[base][json]") {
  for (const std::string bad : {"\x84\"a\":1}", "{\"a\":\"\xC3\"}", "\xF0\x9F\x98"}) {
    const auto parsed = dbc::parse_json(bad);
    REQUIRE_FALSE(parsed);
    CHECK_THAT(parsed.error().message, Catch::StartsWith("not valid JSON at byte"));
    CHECK(std::ranges::all_of(parsed.error().message, [](char c) { return c >= ' ' && c <= '~'; }));
  }
}
