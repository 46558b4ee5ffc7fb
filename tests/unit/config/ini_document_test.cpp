#include "dbc/config/ini_document.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using config::IniDocument;

namespace {

IniDocument parse(std::string_view text) {
  auto document = IniDocument::parse(text, "cfg");
  if (!document) FAIL(document.error().message);
  return std::move(document).value();
}

std::string get(const IniDocument& document, std::string_view section, std::string_view key) {
  const auto value = document.get(section, key);
  if (!value) return "error: " + value.error().message;
  return *value ? (*value)->text : "(absent)";
}

constexpr auto k_file =
    "; who\n"
    "[DEFAULT]\n"
    "host = https://h\n"
    "\n"
    "[dev box]\n"
    "# kept\n"
    "Host: https://d/?o=1\n"
    "token=dapi ; not a comment\n"
    "unknown = x\n"
    "\n"
    "[last]\n";

}  // namespace

TEST_CASE("ini: reads both separators, comments and any case of keys", "[config][ini]") {
  const auto document = parse(k_file);
  CHECK(document.sections() == std::vector<std::string>{"DEFAULT", "dev box", "last"});
  CHECK(get(document, "dev box", "HOST") == "https://d/?o=1");
  CHECK(get(document, "dev box", "token") == "dapi ; not a comment");
  CHECK(get(document, "last", "host") == "(absent)");
  CHECK(get(document, "nowhere", "host") == "(absent)");
  CHECK((*document.get("dev box", "token"))->line == 8);
  CHECK_FALSE(document.has_section("default"));
  CHECK(document.text() == k_file);
}

TEST_CASE("ini: reads the dialect of Python's configparser", "[config][ini]") {
  struct Case {
    const char* text;
    const char* value;
  };
  const auto c = GENERATE(values<Case>({
      {"[s]\nk = a\n  b\n\tc\n", "a\nb\nc"},
      {"[s]\nk = a\n\n  b\n\nx = 1\n", "a\n\nb"},
      {"[s]\nk = a\n  # gone\n  b\n", "a\nb"},
      {"[s]\n  k = a\n  x = b\n", "a"},
      {"[s]\nk =\n", ""},
      {"[s]\nk =\n  b\n", "\nb"},
      {"[s]\nk==:x\n", "=:x"},
      {"[s] trailing\nk: a = b", "a = b"},
      {"  [s]\nk = v", "v"},
      {"\xEF\xBB\xBF[s]\r\nk = v\r\n", "v"},
      {"[s]\rk = v\r", "v"},
      {"[s]\nk = 100%% %a %", "100% %a %"},
      {"[s]\nk = %(X)s/%(y)s\nx = 1\n[DEFAULT]\ny=2\nx=3", "1/2"},
      {"[s]\nk = %(y)s\nx = 1\n[DEFAULT]\ny=%(x)s\nx=3", "1"},
      {"[s]\nk = %(unclosed", "%(unclosed"},
      {"[s]\nk = %%(x)s", "%(x)s"},
      {"[DEFAULT]\n[s]\nk = 1\n[DEFAULT]\nz = 1", "1"},
  }));
  const auto document = parse(c.text);
  CHECK(get(document, "s", "k") == c.value);
  CHECK(document.text() == c.text);
}

TEST_CASE("ini: what is wrong is named with file and line", "[config][ini]") {
  struct Case {
    const char* text;
    const char* says;
  };
  const auto c = GENERATE(values<Case>({
      {"# x\nhost = h\n", "cfg:2: text before the first [section]"},
      {"[s]\nhost\n", "cfg:2: a key without a value"},
      {"[s]\n= x\n", "cfg:2: a value without a key"},
      {"[]\n", "cfg:1: text before the first [section]"},
      {"[s]\n[a]\n[s]\n", "cfg:3: the section [s] is already in line 1"},
      {"[s]\nk = 1\nK : 2\n", "cfg:3: the key k of section [s] is already in line 2"},
  }));
  const auto document = IniDocument::parse(c.text, "cfg");
  REQUIRE_FALSE(document);
  CHECK(document.error().kind == ErrorKind::config);
  CHECK(document.error().message == c.says);
  CHECK_FALSE(document.error().hint.empty());
}

TEST_CASE("ini: a forgotten key does not show what may be a token", "[config][ini]") {
  const auto document = IniDocument::parse("[s]\ndapi0123456789\n", "cfg");
  REQUIRE_FALSE(document);
  CHECK(document.error().message.find("dapi") == std::string::npos);
}

TEST_CASE("ini: references that end nowhere are errors, and cheap ones", "[config][ini]") {
  CHECK(get(parse("[s]\nk = %(nope)s"), "s", "k").find("\"nope\", which does not exist") != std::string::npos);
  CHECK(get(parse("[s]\nk = %(k)s"), "s", "k").find("refers to itself") != std::string::npos);
  std::string bomb = "[s]\nk0 =\n";
  for (int i = 1; i < 10; ++i) {
    bomb += "k" + std::to_string(i) + " = ";
    for (int n = 0; n < 20; ++n) bomb += "%(k" + std::to_string(i - 1) + ")s";
    bomb += "\n";
  }
  CHECK(get(parse(bomb), "s", "k9").find("too many") != std::string::npos);
}

TEST_CASE("ini: a change leaves everything else as written", "[config][ini]") {
  auto document = parse(k_file);
  document.set("dev box", "host", "https://new");
  document.set("dev box", "token", "50%");
  document.set("dev box", "jobs-api-version", "2.1");
  document.set("last", "host", "l");
  document.set("fresh", "host", "f");
  document.remove("DEFAULT", "HOST");
  document.remove("DEFAULT", "absent");
  CHECK(document.text() ==
        "; who\n[DEFAULT]\n\n[dev box]\n# kept\nHost: https://new\ntoken=50%%\nunknown = x\njobs-api-version = 2.1\n\n"
        "[last]\nhost = l\n\n[fresh]\nhost = f\n\n");
  CHECK(get(document, "dev box", "token") == "50%");
}

TEST_CASE("ini: what was set can be read back from the text", "[config][ini]") {
  const std::string text =
      GENERATE("", "[s]", "[s]\r\nk = a\r\n  more\r\n\r\n  still\r\nx = 1\r\n", "[s]\nk=", "[s]\n   [t]\nx = 1\n",
               "[s]\n    x = 1\n  [t]\nx = 1\n", "[s]\n# only a comment", "[a]\nk = 1");
  const std::string value = GENERATE("v", "", "a%b%%(k)s", "[x]", "= :", "# x", "\xC3\xA9");
  auto document = parse(text);
  const std::string other = get(document, "t", "x");
  document.set("s", "k", value);
  const auto again = parse(document.text());
  INFO(document.text());
  CHECK(get(document, "s", "k") == value);
  CHECK(get(again, "s", "k") == value);
  CHECK(get(again, "t", "x") == other);
  document.set("s", "k", "second");
  CHECK(get(parse(document.text()), "s", "k") == "second");
  document.remove("s", "k");
  CHECK(get(parse(document.text()), "s", "k") == "(absent)");
  CHECK(get(parse(document.text()), "t", "x") == other);
}

TEST_CASE("ini: CRLF and a byte-order mark survive", "[config][ini]") {
  auto document = parse("\xEF\xBB\xBF[s]\r\nk = a\r\n");
  document.set("s", "n", "b");
  document.set("t", "k", "c");
  CHECK(document.text() == "\xEF\xBB\xBF[s]\r\nk = a\r\nn = b\r\n\r\n[t]\r\nk = c\r\n\r\n");
}

TEST_CASE("ini: knows what cannot be stored", "[config][ini]") {
  for (const char* value : {"a\nb", " a", "a ", "a\tb", "\x7f"}) CHECK_FALSE(IniDocument::is_storable(value));
  CHECK(IniDocument::is_storable(""));
  for (const char* name : {"", "a]b", "a\nb"}) CHECK_FALSE(IniDocument::is_section_name(name));
  CHECK(IniDocument::is_section_name("my profile.1"));
  for (const char* key : {"", "a=b", "a:b", "#a", "[a", " a"}) CHECK_FALSE(IniDocument::is_key_name(key));
  CHECK(IniDocument::is_key_name("jobs-api-version"));
}
