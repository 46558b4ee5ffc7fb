#include "dbc/base/json_limits.hpp"

#include <catch2/catch.hpp>

using dbc::parse_json;

TEST_CASE("json limits: values and members are counted where they are read", "[base][json]") {
  const auto [text, is_fine] = GENERATE(table<std::string, bool>({
      {"[1,2,3,4]", true},
      {"[1,2,3,4,5]", false},
      {"[[],[[]],{}]", true},
      {"[[],[[]],{},{}]", false},
      {R"({"a":1,"b":2,"c":3})", true},
      {R"({"a":1,"b":2,"c":3,"d":4})", false},
      {R"({"a":{"b":{"c":{}}}})", true},
      {R"([{"a":1},{"b":2}])", true},
  }));
  INFO(text);
  const auto parsed = parse_json(text, {.values = 5, .members = 3});
  CHECK(parsed.has_value() == is_fine);
  CHECK(parse_json(text));
  if (!parsed) CHECK(parsed.error().message.find("more than") != std::string::npos);
}

TEST_CASE("json: an error quotes nothing of the text", "[base][json]") {
  for (const std::string text : {R"({"string_value": "hunter2)", R"({"string_value": hunter2})", "{'p': 'hunter2'}",
                                 R"({"password":"hunter2" "x"})", R"({"a":1,hunter2})"}) {
    const auto parsed = parse_json(text);
    REQUIRE_FALSE(parsed);
    INFO(parsed.error().message);
    CHECK(parsed.error().message.find("hunter2") == std::string::npos);
    CHECK(parsed.error().message.find("not valid JSON at byte") == 0);
  }
}
