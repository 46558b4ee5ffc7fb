#include "dbc/cli/hidden_words.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace {

/// The words as everybody sees them afterwards.
std::vector<std::string> seen(std::vector<std::string> words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  dbc::cli::hide_secret_words(static_cast<int>(pointers.size()), pointers.data());
  std::vector<std::string> all;
  for (const char* each : pointers) all.emplace_back(each);
  return all;
}

}  // namespace

TEST_CASE("hidden words: values of options that hold secrets are not to be seen", "[unit][cli]") {
  using Words = std::vector<std::string>;
  CHECK(seen({"dbc", "emulator", "start", "--token", "dapi1", "--port", "0"}) ==
        Words{"dbc", "emulator", "start", "--token", "*", "--port", "0"});
  CHECK(seen({"dbc", "--token=dapi1"}) == Words{"dbc", "--token=*"});
  CHECK(seen({"dbc", "--add-workspace", "b=dapi2", "--add-workspace=c=dapi3"}) ==
        Words{"dbc", "--add-workspace", "*", "--add-workspace=*"});
  CHECK(seen({"dbc", "--string-value", "s", "--bytes-value", "b", "--az-sp-client-secret", "a"}) ==
        Words{"dbc", "--string-value", "*", "--bytes-value", "*", "--az-sp-client-secret", "*"});
  CHECK(seen({"dbc", "--json", "{\"string_value\": \"s\"}"}) == Words{"dbc", "--json", "*"});
}

TEST_CASE("hidden words: all else stays", "[unit][cli]") {
  const std::vector<std::string> words{"dbc",          "clusters", "list",        "--output", "JSON",
                                       "--token",      "--host",   "h",           "--scope",  "s",
                                       "--page-token", "p",        "--json-file", "f",        "--token"};
  CHECK(seen(words) == words);
  CHECK(seen({"dbc"}) == std::vector<std::string>{"dbc"});
  CHECK(seen({"dbc", "--token", ""}) == std::vector<std::string>{"dbc", "--token", ""});
}
