#include "dbc/config/profile.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::config;

namespace {

struct Bench {
  test::TemporaryFolder home = {};
  std::map<std::string, std::string, std::less<>> variables = {{"HOME", home.path().string()}};

  [[nodiscard]] std::string file() const { return (home.path() / ".databrickscfg").string(); }
  void write(std::string_view text) const { std::ofstream(file()) << text; }
  [[nodiscard]] Result<Profile> resolve(std::string_view name = "") const {
    return resolve_profile(name, [this](std::string_view variable) -> std::optional<std::string> {
      const auto found = variables.find(variable);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  }
};

/// Host of the resolved profile, or the error's message and hint.
std::string host_of(const Result<Profile>& profile) {
  return profile ? profile->host.value : profile.error().message + " | " + profile.error().hint;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr auto k_file =
    "[DEFAULT]\nhost = https://default\ntoken = t0\n"
    "[dev]\nhost = https://dev\nusername = me\npassword = hush\njobs-api-version = 2.1\ninsecure = True\n"
    "[bare]\nhost = https://bare\n"
    "[local]\nhost = local:default\n"
    "[__settings__]\nauth_storage = plaintext\n";

}  // namespace

TEST_CASE("profile: without a name DEFAULT is used, and every value knows its origin", "[config][profile]") {
  Bench bench;
  bench.write(k_file);
  const auto profile = bench.resolve();
  REQUIRE(profile);
  CHECK(profile->name == "DEFAULT");
  CHECK(profile->host.value == "https://default");
  CHECK(profile->host.origin == bench.file() + ":2");
  CHECK(profile->token->value == "t0");
  CHECK(profile->token->origin == bench.file() + ":3");
  CHECK_FALSE(profile->insecure);
}

TEST_CASE("profile: a named one inherits nothing and ignores the environment", "[config][profile]") {
  Bench bench;
  bench.write(k_file);
  bench.variables["DATABRICKS_HOST"] = "https://env";
  bench.variables["DATABRICKS_TOKEN"] = "env";
  const auto profile = bench.resolve("dev");
  REQUIRE(profile);
  CHECK(profile->host.value == "https://dev");
  CHECK_FALSE(profile->token);
  CHECK(profile->password->value == "hush");
  CHECK(profile->jobs_api_version->value == "2.1");
  CHECK(profile->insecure);
}

TEST_CASE("profile: a complete environment wins over the file", "[config][profile]") {
  Bench bench;
  bench.write(k_file);
  bench.variables["DATABRICKS_CONFIG_PROFILE"] = "dev";
  bench.variables["DATABRICKS_HOST"] = " https://env\n";
  bench.variables["DATABRICKS_TOKEN"] = "token\n";
  bench.variables["DATABRICKS_JOBS_API_VERSION"] = "2.1";
  bench.variables["DATABRICKS_INSECURE"] = "false";
  const auto profile = bench.resolve();
  REQUIRE(profile);
  CHECK(profile->name.empty());
  CHECK(profile->host.value == "https://env");
  CHECK(profile->host.origin == "DATABRICKS_HOST");
  CHECK(profile->token->value == "token");
  CHECK(profile->jobs_api_version->origin == "DATABRICKS_JOBS_API_VERSION");
  CHECK_FALSE(profile->insecure);
}

TEST_CASE("profile: the environment counts as a whole or not at all", "[config][profile]") {
  struct Case {
    std::map<std::string, std::string> variables;
    const char* host;
  };
  const auto c = GENERATE(values<Case>({
      {{{"DATABRICKS_TOKEN", "t"}}, "https://default"},
      {{{"DATABRICKS_HOST", "https://env"}}, "https://default"},
      {{{"DATABRICKS_HOST", "https://env"}, {"DATABRICKS_USERNAME", "u"}}, "https://default"},
      {{{"DATABRICKS_HOST", "https://env"}, {"DATABRICKS_USERNAME", "u"}, {"DATABRICKS_PASSWORD", "p"}}, "https://env"},
      {{{"DATABRICKS_HOST", "local:x"}}, "local:x"},
      {{{"DATABRICKS_CONFIG_PROFILE", "dev"}}, "https://dev"},
      {{{"DATABRICKS_CONFIG_PROFILE", ""}}, "https://default"},
      {{{"DATABRICKS_HOST", "https://env"}, {"DATABRICKS_CONFIG_PROFILE", "local"}}, "local:default"},
  }));
  Bench bench;
  bench.write(k_file);
  for (const auto& [name, value] : c.variables) bench.variables[name] = value;
  CHECK(host_of(bench.resolve()) == c.host);
}

TEST_CASE("profile: an empty host in a complete environment is an error, not a fall-back", "[config][profile]") {
  Bench bench;
  bench.write(k_file);
  bench.variables["DATABRICKS_HOST"] = "";
  bench.variables["DATABRICKS_TOKEN"] = "t";
  CHECK(holds(host_of(bench.resolve()), "the host is empty (DATABRICKS_HOST)"));
}

TEST_CASE("profile: default_profile stands between the variable and DEFAULT", "[config][profile]") {
  Bench bench;
  bench.write(std::string(k_file) + "default_profile = dev\n");
  CHECK(host_of(bench.resolve()) == "https://dev");
  bench.variables["DATABRICKS_CONFIG_PROFILE"] = "local";
  CHECK(host_of(bench.resolve()) == "local:default");
  bench.variables.erase("DATABRICKS_CONFIG_PROFILE");
  bench.write("[__settings__]\ndefault_profile = gone\n");
  CHECK(holds(host_of(bench.resolve()), "which default_profile (" + bench.file() + ":2) asks for"));
}

TEST_CASE("profile: errors name the file, the profile and what to type", "[config][profile]") {
  Bench bench;
  CHECK(holds(host_of(bench.resolve()), "Type: dbc configure --token"));
  CHECK(holds(host_of(bench.resolve()), bench.file() + " has no profile DEFAULT"));
  bench.variables["DATABRICKS_HOST"] = "https://env";
  CHECK(holds(host_of(bench.resolve()), "DATABRICKS_HOST is set without DATABRICKS_TOKEN"));

  bench.write(k_file);
  const std::string unknown = host_of(bench.resolve("dve"));
  CHECK(holds(unknown, "no profile \"dve\" in " + bench.file()));
  CHECK(holds(unknown, "Did you mean \"dev\"?"));
  CHECK(holds(unknown, "Profiles there: DEFAULT, dev, bare, local."));
  CHECK(holds(unknown, "dbc configure --profile dve --token"));
  CHECK(holds(host_of(bench.resolve("bare")), "has a host, but neither a token nor a username and password"));
  CHECK(holds(host_of(bench.resolve("__settings__")), "not a profile"));
}

TEST_CASE("profile: an unreadable or broken file is an error that shows no secret", "[config][profile]") {
  Bench bench;
  bench.write("[DEFAULT]\nhost = h\ntoken hush\n");
  const auto broken = bench.resolve();
  REQUIRE_FALSE(broken);
  CHECK(broken.error().kind == ErrorKind::config);
  CHECK(holds(broken.error().message, bench.file() + ":3"));
  CHECK_FALSE(holds(broken.error().message, "hush"));

  bench.variables["DATABRICKS_CONFIG_FILE"] = bench.home.path().string();  // a folder
  const auto unreadable = bench.resolve();
  REQUIRE_FALSE(unreadable);
  CHECK(unreadable.error().kind == ErrorKind::config);
  CHECK(holds(unreadable.error().hint, "DATABRICKS_CONFIG_FILE"));
}

TEST_CASE("profile: the file is found by variable, by tilde and by HOME", "[config][profile]") {
  const auto path = [](std::map<std::string, std::string, std::less<>> variables) {
    return profile_file_path([=](std::string_view name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  };
  CHECK(*path({{"HOME", "/h"}}) == "/h/.databrickscfg");
  CHECK(*path({{"HOME", "/h"}, {"DATABRICKS_CONFIG_FILE", "~/x"}}) == "/h/x");
  CHECK(*path({{"DATABRICKS_CONFIG_FILE", "/etc/x"}}) == "/etc/x");
  CHECK(path({{"HOME", "/h"}, {"DATABRICKS_CONFIG_FILE", ""}})->empty());
  CHECK(path({}).error().kind == ErrorKind::config);
}

TEST_CASE("profile: an empty DATABRICKS_CONFIG_FILE means no file", "[config][profile]") {
  Bench bench;
  bench.write(k_file);
  bench.variables["DATABRICKS_CONFIG_FILE"] = "";
  CHECK(holds(host_of(bench.resolve()), "there is no profile file"));
}

TEST_CASE("profile: insecure means what it says", "[config][profile]") {
  const auto [text, expected] = GENERATE(table<std::string, bool>(
      {{"True", true}, {"1", true}, {"yes", true}, {"False", false}, {"0", false}, {"", false}, {"no", false}}));
  Bench bench;
  bench.write("[DEFAULT]\nhost = h\ntoken = t\ninsecure = " + text + "\n");
  REQUIRE(bench.resolve());
  CHECK(bench.resolve()->insecure == expected);
}

TEST_CASE("profile: a local workspace must have a name that fits a folder", "[config][profile]") {
  const std::string name = GENERATE("", "../x", ".hidden", "a/b", "a b");
  Bench bench;
  bench.write("[DEFAULT]\nhost = local:" + name + "\n");
  CHECK(holds(host_of(bench.resolve()), "does not name a local workspace"));
}

TEST_CASE("profile: nothing is found where nobody has configured anything, and only there", "[config][profile]") {
  Bench bench;
  const auto find = [&bench](std::string_view name) {
    return find_profile(name, [&bench](std::string_view variable) -> std::optional<std::string> {
      const auto found = bench.variables.find(variable);
      return found == bench.variables.end() ? std::nullopt : std::optional(found->second);
    });
  };
  const auto nothing = find("");
  REQUIRE(nothing);
  CHECK_FALSE(nothing->has_value());
  CHECK_FALSE(find("nosuch"));
  bench.variables["DATABRICKS_HOST"] = "https://half";
  CHECK_FALSE(find(""));
  bench.variables.erase("DATABRICKS_HOST");
  bench.variables["DATABRICKS_CONFIG_PROFILE"] = "nosuch";
  CHECK_FALSE(find(""));
  bench.variables.erase("DATABRICKS_CONFIG_PROFILE");
  bench.write("[DEFAULT]\nhost = https://half\n");
  CHECK_FALSE(find(""));
}

TEST_CASE("profile: a token in the place of the host is refused before anybody is asked for that name",
          "[config][profile]") {
  Bench bench;
  bench.write("[DEFAULT]\nhost = dapi0123456789abcdef0123456789abcdef\ntoken = t\n");
  const auto profile = bench.resolve();
  REQUIRE_FALSE(profile);
  CHECK(holds(profile.error().message, "looks like a credential (" + bench.file() + ":2)"));
}
