#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "dbc/base/files.hpp"
#include "support/process.hpp"

using dbc::test::binary_path;
using dbc::test::BinaryFixture;

namespace {

/// A home with a seed: bob, a job that he does not see, and permissions that are enforced.
struct SeededFixture : BinaryFixture {
  SeededFixture() {
    options.folder = home();
    std::filesystem::create_directories(home() / "seed/users");
    std::filesystem::create_directories(home() / "seed/jobs");
    (void)write_file("seed/users/bob.json", R"({"userName": "bob@example.com"})");
    (void)write_file("seed/jobs/secret.json", R"({"name": "secret"})");
    (void)write_file("seed/jobs/shared.json", R"({"name": "shared"})");
    (void)write_file("seed/requests.json", R"([
      {"method": "PATCH", "path": "/api/2.0/permissions/jobs/${jobs/shared}", "body": {"access_control_list":
        [{"user_name": "bob@example.com", "permission_level": "CAN_VIEW"}]}},
      {"method": "PUT", "path": "/_internal/permission-mode", "body": {"mode": "enforce"}}])");
  }
  [[nodiscard]] auto exec(const std::vector<std::string>& more, const std::string& script) const {
    std::vector<std::string> all{"emulator", "exec", "--seed", (home() / "seed").string()};
    all.insert(all.end(), more.begin(), more.end());
    all.insert(all.end(), {"--", "sh", "-c", script, binary_path()});
    return run(all);
  }
};

unsigned mode_of(const std::filesystem::path& file) {
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

}  // namespace

TEST_CASE("emulator exec: --user runs the program as a seeded user, whose permissions are enforced",
          "[e2e][emulator]") {
  const SeededFixture dbc;
  const auto bob = dbc.exec({"--user", "bob@example.com"}, "\"$0\" jobs list");
  INFO(bob.err);
  CHECK(bob.exit_code == 0);
  CHECK(bob.out.find("shared") != std::string::npos);
  CHECK(bob.out.find("secret") == std::string::npos);
  CHECK(dbc.exec({}, "\"$0\" jobs list").out.find("secret") != std::string::npos);
  const auto nobody = dbc.exec({"--user", "eve@example.com"}, "echo started");
  CHECK(nobody.exit_code == 1);
  CHECK(nobody.out.empty());
  CHECK(nobody.err.find("eve@example.com") != std::string::npos);
}

TEST_CASE("emulator token create: prints a token that acts as the user", "[e2e][emulator]") {
  const SeededFixture dbc;
  const auto used = dbc.exec({},
                             "token=$(\"$0\" emulator token create bob@example.com) && "
                             "DATABRICKS_TOKEN=$token \"$0\" jobs list");
  INFO(used.err);
  CHECK(used.exit_code == 0);
  CHECK(used.out.find("shared") != std::string::npos);
  CHECK(used.out.find("secret") == std::string::npos);
  CHECK(used.out.find("dapi") == std::string::npos);
  CHECK(used.err.find("dapi") == std::string::npos);
}

TEST_CASE("emulator token create: a file and a profile get the token, and nothing prints it", "[e2e][emulator]") {
  const SeededFixture dbc;
  const auto kept = dbc.exec({},
                             "\"$0\" emulator token create bob@example.com --token-file bob.token "
                             "--write-profile bob && \"$0\" jobs list --profile bob && cat $DATABRICKS_CONFIG_FILE "
                             ">config");
  INFO(kept.err);
  REQUIRE(kept.exit_code == 0);
  CHECK((kept.out + kept.err).find("dapi") == std::string::npos);
  CHECK(kept.out.find("shared") != std::string::npos);
  CHECK(kept.out.find("secret") == std::string::npos);
  CHECK(mode_of(dbc.home() / "bob.token") == 0600);
  CHECK(dbc::read_file(dbc.home() / "bob.token")->starts_with("dapi"));
  CHECK(dbc::read_file(dbc.home() / "config")->starts_with("[bob]\nhost = http://127.0.0.1:"));
}

TEST_CASE("emulator token create: what cannot be is refused", "[e2e][emulator]") {
  const SeededFixture dbc;
  const auto fails = [&](const std::string& words, const std::string& has, int code) {
    const auto refused = dbc.exec({},
                                  "printf '[mine]\\nhost = https://example.com\\ntoken = t\\n' "
                                  ">$DATABRICKS_CONFIG_FILE; \"$0\" emulator token create " +
                                      words);
    INFO(refused.err);
    CHECK(refused.exit_code == code);
    CHECK(refused.out.empty());
    CHECK(refused.err.find(has) != std::string::npos);
  };
  fails("", "Missing argument 'USER'", 2);
  fails("eve@example.com", "eve@example.com", 1);
  fails("bob@example.com --lifetime-seconds -5", "must be positive", 1);
  fails("bob@example.com --overwrite", "--write-profile", 2);
  fails("bob@example.com --write-profile mine", "--overwrite", 1);
  fails("bob@example.com --write-profile x --data-dir .", "there is no workspace", 1);
}
