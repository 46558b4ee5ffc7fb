#include "dbc/net/redact.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::net;

namespace {
constexpr auto k_token = "dapi0123456789abcdef0123456789abcdef";
}

TEST_CASE("redact_body: masks the values of secret keys and nothing else", "[net][redact]") {
  struct Case {
    const char* body;
    const char* shown;
  };
  const auto c = GENERATE(values<Case>({
      {R"({"scope": "s", "string_value": "hush"})", R"({"scope": "s", "string_value": "**REDACTED**"})"},
      {R"({"bytes_value":"aHVzaA==","key":"k"})", R"({"bytes_value":"**REDACTED**","key":"k"})"},
      {R"({"token_value" : "hu\"sh", "a": 1})", R"({"token_value" : "**REDACTED**", "a": 1})"},
      {R"({"password": 1234, "a": [1]})", R"({"password": "**REDACTED**", "a": [1]})"},
      {R"({"secret": {"a": "b"}})", R"({"secret": {"a": "b"}})"},
      {R"({"secrets": [{"key": "k"}]})", R"({"secrets": [{"key": "k"}]})"},
      {R"({"personal_access_token": "ghp_x"})", R"({"personal_access_token": "**REDACTED**"})"},
      {R"({"next_page_token": "n", "MY_TOKEN": "t"})", R"({"next_page_token": "n", "MY_TOKEN": "**REDACTED**"})"},
      {R"({"fs.azure.account.key.x": "k"})", R"({"fs.azure.account.key.x": "**REDACTED**"})"},
      {R"({"note": "password"})", R"({"note": "password"})"},
      {R"({"password": "cut of)", R"({"password": "**REDACTED**")"},
      {R"({"password":)", R"({"password":)"},
      {"grant_type=x&client_secret=hush&scope=all", "grant_type=x&client_secret=**REDACTED**&scope=all"},
      {"plain text, no secrets", "plain text, no secrets"},
      {"", ""},
      {"\"", "\""},
      {"\"\\", "\"\\"},
  }));
  CHECK(redact_body(c.body) == c.shown);
}

TEST_CASE("redact_body: masks what looks like a credential wherever it stands", "[net][redact]") {
  for (const std::string& text : {std::string("{\"comment\": \"") + k_token + "\"}",
                                  std::string("<p>") + k_token + "-2</p>", std::string("Invalid token ") + k_token})
    CHECK(redact_body(text).find("0123456789") == std::string::npos);
  CHECK(redact_body("Bearer abc.def") == "Bearer **REDACTED**");
  CHECK(redact_body("x eyJhbGciOiJIUzI1NiJ9.payload.sig y") == "x eyJ**REDACTED** y");
  CHECK(redact_body("the dapi prefix") == "the dapi prefix");
}

TEST_CASE("redact_target: shows harmless query keys only", "[net][redact]") {
  CHECK(redact_target("/api/2.0/clusters/get?cluster_id=1-2&x=y") ==
        "/api/2.0/clusters/get?cluster_id=1-2&x=**REDACTED**");
  CHECK(redact_target("/oidc?code=abc&state") == "/oidc?code=**REDACTED**&state");
  CHECK(redact_target("/a") == "/a");
  CHECK(redact_target(std::string("/token/") + k_token).find("0123") == std::string::npos);
}
