#include "dbc/config/usable_names.hpp"

#include <catch2/catch.hpp>

#include "dbc/config/profile_store.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::config;

TEST_CASE("usable names: what a later command refuses is not stored, and what is stored is found again",
          "[config][names]") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cfg";
  const std::string name = GENERATE("dev", "a b", " a", "a[b", "[", "#x", "x=y", "DEFAULT", "é", "", "a]", "a\nb",
                                    "a\x1b[2J", "a\xe2\x80\xaex", "__settings__", "dapi0123456789abcdef", "\xc2\x9b");
  const bool is_usable = check_profile_name(name).has_value();
  CHECK(update_profile(file, name, {{"host", "https://h"}}).has_value() == is_usable);
  const auto document = load_profiles(file);
  REQUIRE(document);
  CHECK(document->has_section(name) == is_usable);
}

TEST_CASE("usable names: workspaces and hosts", "[config][names]") {
  for (const std::string& good : std::vector<std::string>{"default", "a-b_c.d", std::string(64, 'x')}) {
    CHECK(check_workspace_name(good));
    CHECK(check_host("local:" + good));
  }
  for (const std::string& bad :
       {std::string(), std::string(65, 'x'), std::string(".x"), std::string("a/b"), std::string("a b"),
        std::string("a\n"), std::string("é"), std::string("dapi0123456789abcdef")}) {
    CHECK_FALSE(check_workspace_name(bad));
    CHECK_FALSE(check_host("local:" + bad));
  }
  CHECK(check_host("https://adb-1.2.azuredatabricks.net/?o=1"));
  for (const std::string bad : {"", "dapi0123456789abcdef", "https://eyJhbGciOiJIUzI1NiJ9.e30", "https://h\nx", " h"})
    CHECK_FALSE(check_host(bad));
}
