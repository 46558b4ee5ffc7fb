#include "dbc/net/url.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using net::parse_host;

TEST_CASE("parse_host: keeps scheme, host and port only", "[net][url]") {
  struct Case {
    const char* value;
    const char* base;
  };
  const auto& [value, base] = GENERATE(values<Case>({
      {"https://Example.Cloud.Databricks.com/", "https://example.cloud.databricks.com"},
      {"adb-1.2.azuredatabricks.net", "https://adb-1.2.azuredatabricks.net"},
      {"https://h.example/?o=123#x", "https://h.example"},
      {"h.example?o=5", "https://h.example"},
      {"//h.example/path", "https://h.example"},
      {"https://user:secret@h.example:8443/a/b", "https://h.example:8443"},
      {"http://0x7f.1:8080", "http://127.0.0.1:8080"},
      {"http://h.example./", "http://h.example."},
      {"HTTP://127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"localhost:15001", "https://localhost:15001"},
      {"https://h:443", "https://h"},
      {"http://h:80", "http://h"},
      {"https://h:", "https://h"},
      {"http://[::1]:8080/x", "http://[::1]:8080"},
      {"[2001:DB8::1]", "https://[2001:db8::1]"},
      {"::1", "https://[::1]"},
      {"  https://h.example \n", "https://h.example"},
  }));
  const auto url = parse_host(value);
  INFO(value);
  REQUIRE(url);
  CHECK(url->base() == base);
}

TEST_CASE("parse_host: names the scheme's own port", "[net][url]") {
  CHECK(parse_host("http://h")->effective_port() == 80);
  CHECK(parse_host("h")->effective_port() == 443);
  CHECK(parse_host("h:99")->effective_port() == 99);
}

TEST_CASE("parse_host: refuses nonsense", "[net][url]") {
  const auto* value = GENERATE("", "  ", "https://", "https:///path", "ftp://h", "h:0", "h:65536", "h:12x", "[::1",
                               "[::1]x", "ex ample", "a..b", "h\ncd", "[abc]", "https://h%41", "user@",
                               "https://trusted\\@evil", "https://a@b@evil", "https://trusted\\.evil",
                               "https://b\xC3\xBC"
                               "cher.example",
                               "https://[fe80::1%25eth0]", "https://trusted\tevil");
  const auto url = parse_host(value);
  INFO(value);
  REQUIRE_FALSE(url);
  CHECK(url.error().kind == ErrorKind::config);
  CHECK_FALSE(url.error().hint.empty());
}

TEST_CASE("parse_host: never shows a password", "[net][url]") {
  const auto url = parse_host("ftp://me:sesame@h");
  REQUIRE_FALSE(url);
  CHECK(url.error().message.find("sesame") == std::string::npos);
}

TEST_CASE("parse_web_url: reads what a server names as libcurl does", "[net][url]") {
  struct Case {
    const char* text;
    const char* base;
    const char* target;
  };
  const auto& [text, base, target] = GENERATE(values<Case>({
      {"http://H.example/a/../b?c=d#e", "http://h.example", "/a/../b?c=d"},
      {"https://h.example", "https://h.example", "/"},
      {"http://0x7f.1:80/", "http://127.0.0.1", "/"},
      {"http://2130706433:81/", "http://127.0.0.1:81", "/"},
      {"https://ev%69l.example/", "https://evil.example", "/"},
      {"https://h.example?x@evil/", "https://h.example", "/?x@evil/"},
      {"https://[::1]:444/x", "https://[::1]:444", "/x"},
  }));
  const auto url = net::parse_web_url(text);
  INFO(text);
  REQUIRE(url);
  CHECK(url->host.base() == base);
  CHECK(url->target == target);
}

TEST_CASE("parse_web_url: refuses what could be taken for two hosts", "[net][url]") {
  const auto* text =
      GENERATE("", "http://trusted\\@evil/", "http://trusted@evil/", "http://trusted:x@evil/", "http://a@b@evil/",
               "http://trusted\n@evil/", "http://evil\\.trusted/", "http://evil\t.trusted/", "http://evil .trusted/",
               "file:///etc/passwd", "ftp://h/", "//h/x", "/x", "http://h:0/", "http://h:99999/",
               "http://b\xC3\xBC"
               "cher/",
               "http://[fe80::1%25eth0]/", "http://%2e%2e/", "http://a%00b/", "http:///");
  INFO(text);
  const auto url = net::parse_web_url(text);
  REQUIRE_FALSE(url);
  CHECK(url.error().kind == ErrorKind::network);
  REQUIRE(url.error().network);
  CHECK_FALSE(url.error().network->transient);
}

TEST_CASE("HostUrl: only this machine is loopback", "[net][url]") {
  CHECK(parse_host("http://localhost:1")->is_loopback());
  CHECK(parse_host("http://127.1")->is_loopback());
  CHECK(parse_host("http://[::1]")->is_loopback());
  CHECK_FALSE(parse_host("http://127.evil.example")->is_loopback());
  CHECK_FALSE(parse_host("http://127.0.0.1.evil.example")->is_loopback());
  CHECK_FALSE(parse_host("http://localhost.evil.example")->is_loopback());
}

TEST_CASE("QueryString: writes Python's urlencode form", "[net][url]") {
  net::QueryString query;
  CHECK(query.after("/api") == "/api");
  query.add("path", "/a b/\xC3\xA9~").add_flag("recursive", true).add_number("limit", -2).add("x&y", "");
  CHECK(query.text() == "path=%2Fa+b%2F%C3%A9~&recursive=true&limit=-2&x%26y=");
  CHECK(query.after("/api") == "/api?" + query.text());
}
