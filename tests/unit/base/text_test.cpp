#include "dbc/base/text.hpp"

#include <catch2/catch.hpp>

using namespace dbc;

TEST_CASE("base64: encodes and decodes every length", "[base][text]") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const auto decoded = base64_decode(base64_encode(bytes));
    REQUIRE(decoded);
    CHECK(*decoded == bytes);
    bytes += static_cast<char>(i * 7);
  }
  CHECK(base64_encode("ab") == "YWI=");
  CHECK_FALSE(base64_decode("a"));
  CHECK_FALSE(base64_decode("ab!d"));
}

TEST_CASE("percent_encode: escapes all but unreserved characters", "[base][text]") {
  CHECK(percent_encode("/a b+é~") == "%2Fa%20b%2B%C3%A9~");
  CHECK(form_encode("a b/") == "a+b%2F");
  CHECK(percent_decode("a%2Fb+c", true) == "a/b c");
  CHECK_FALSE(percent_decode("%2", false));
  CHECK_FALSE(percent_decode("%zz", false));
}

TEST_CASE("closest_match: finds the typo and stays silent for nonsense", "[base][text]") {
  const std::vector<std::string> names{"configure", "clusters", "jobs"};
  CHECK(closest_match("confgiure", names) == "configure");
  CHECK(closest_match("cluster", names) == "clusters");
  CHECK_FALSE(closest_match("zzzzzz", names));
  CHECK_FALSE(closest_match("", names));
}
