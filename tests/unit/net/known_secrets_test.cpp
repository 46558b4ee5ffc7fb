#include "dbc/net/known_secrets.hpp"

#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"

using dbc::net::KnownSecrets;

namespace {

std::string masked(const std::string& secret, const std::string& text) {
  KnownSecrets secrets;
  secrets.add(secret);
  return secrets.mask(text);
}

}  // namespace

TEST_CASE("known secrets: masked as they are and in each form that servers and proxies make of them",
          "[net][secrets]") {
  const std::string secret = "p/a+s%s \"w<ord\\9";
  const std::string mark = "**REDACTED**";
  CHECK(masked(secret, "x" + secret + "y") == "x" + mark + "y");
  CHECK(masked(secret, dbc::percent_encode(secret)) == mark);
  CHECK(masked(secret, dbc::to_lower(dbc::percent_encode(secret))) == mark);
  CHECK(masked(secret, dbc::form_encode(secret)) == mark);
  CHECK(masked(secret, "p/a+s%25s%20\"w<ord\\9") == mark);  // only what must be
  CHECK(masked(secret, R"(p/a+s%s \"w<ord\\9)") == mark);
  CHECK(masked(secret, R"(p\u002fa+s%s \u0022w\u003cord\\9)") == mark);
  CHECK(masked(secret, "p/a+s%s &quot;w&lt;ord\\9") == mark);
  CHECK(masked(secret, dbc::to_upper(secret)) == mark);
}

TEST_CASE("known secrets: masked in base64 wherever they stand in it", "[net][secrets]") {
  const std::string secret = "opaque-token-with-no-shape?>~";
  for (const std::string before : {"", "a", "ab", "user:", "Bearer "}) {
    const std::string encoded = dbc::base64_encode(before + secret + ";rest");
    const std::string shown = masked(secret, "<" + encoded + ">");
    INFO(shown);
    CHECK(shown.find("**REDACTED**") != std::string::npos);
    CHECK(shown.find(encoded.substr(encoded.size() / 3, encoded.size() / 3)) == std::string::npos);
    const std::string for_urls = dbc::replace_all(dbc::replace_all(encoded, "+", "-"), "/", "_");
    CHECK(masked(secret, for_urls).find("**REDACTED**") != std::string::npos);
  }
}

TEST_CASE("known secrets: one that was cut off is masked, a chance likeness is not", "[net][secrets]") {
  const std::string secret = "opaque-token-with-no-shape";
  CHECK(masked(secret, "body: opaque-token-wi") == "body: **REDACTED**");
  CHECK(masked(secret, "an opaque-tok") == "an opaque-tok");
  CHECK(masked("abc", "abc, xabcx") == "**REDACTED**, xabcx");
  CHECK(masked("t", "not a letter t") == "not a letter t");
  CHECK(masked("", "text") == "text");
}
