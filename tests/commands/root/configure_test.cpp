#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_token_profile =
    "[DEFAULT]\nhost = https://example.cloud.databricks.com\ntoken = dapi123\njobs-api-version = 2.0\n";

}  // namespace

TEST_CASE("configure --token: reads host and token from a pipe, prompts nothing", "[commands][configure]") {
  CommandFixture cli;
  cli.type({"https://example.cloud.databricks.com", "dapi123"});
  const auto done = cli.run({"configure", "--token"});
  CHECK(done.exit_code == 0);
  CHECK(done.out.empty());
  CHECK(done.err.empty());
  CHECK(cli.read(".databrickscfg").starts_with(k_token_profile));
}

TEST_CASE("configure: a token and a profile file as Windows writes them", "[commands][configure]") {
  CommandFixture cli;
  const auto wide = cli.write_file("wide.txt", std::string("\xff\xfe"
                                                           "d\0a\0p\0i\0W\0\r\0\n\0",
                                                           16));
  CHECK(cli.run({"configure", "--host", "https://h", "--token-file", wide}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = dapiW\n") != std::string::npos);
  const auto marked = cli.write_file("marked.txt",
                                     "\xef\xbb\xbf"
                                     "dapiM\n");
  CHECK(cli.run({"configure", "--host", "https://h", "--token-file", marked, "--overwrite"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = dapiM\n") != std::string::npos);
  cli.write_file(".databrickscfg", std::string("\xff\xfe[\0w\0]\0\n\0h\0o\0s\0t\0=\0h\0\n\0", 24));
  CHECK(cli.run({"configure", "--host", "https://i", "--profile", "x", "--token-file", wide}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").starts_with("[w]\nhost=h\n"));
  cli.write_file(".databrickscfg", "\xff\xfe[");
  CHECK(cli.run({"clusters", "list", "--profile", "w"}).err.find("the text is UTF-16, and broken") !=
        std::string::npos);
}

TEST_CASE("configure: each way to sign in removes the keys of the others", "[commands][configure]") {
  CommandFixture cli;
  const auto file = cli.write_file("token.txt", "  dapiF \nsecond line\n");
  cli.type({"u", "p", "p"});
  CHECK(cli.run({"configure", "--host", "https://h", "--profile", "x"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("username = u\npassword = p\n") != std::string::npos);
  CHECK(cli.run({"configure", "--host", "https://h", "--profile", "x", "--token-file", file, "--insecure"}).exit_code ==
        0);
  const auto text = cli.read(".databrickscfg");
  CHECK(text.find("username") == std::string::npos);
  CHECK(text.find("token = dapiF\n") != std::string::npos);
  CHECK(text.find("insecure = True\n") != std::string::npos);
  cli.environment["DATABRICKS_AAD_TOKEN"] = "aad";
  CHECK(cli.run({"configure", "--host", "https://h", "--profile", "x", "--aad-token"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = aad\n") != std::string::npos);
  CHECK(cli.read(".databrickscfg").find("insecure") == std::string::npos);
  CHECK(cli.run({"configure", "--local", "demo", "--profile", "x", "--overwrite"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("host = local:demo\n") != std::string::npos);
  CHECK(cli.read(".databrickscfg").find("token") == std::string::npos);
}

TEST_CASE("configure: a stored Jobs API version survives", "[commands][configure]") {
  CommandFixture cli;
  cli.type({"t1", "t2"});
  CHECK(cli.run({"configure", "--host", "https://h", "--token", "--jobs-api-version", "2.1"}).exit_code == 0);
  CHECK(cli.run({"configure", "--host", "https://h", "--token"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("token = t2\njobs-api-version = 2.1\n") != std::string::npos);
}

TEST_CASE("configure: what is missing or wrong writes nothing and shows no token", "[commands][configure]") {
  CommandFixture cli;
  const auto empty = cli.write_file("empty", "\n");
  CHECK(cli.run({"configure", "--token"}).exit_code == 1);
  cli.type({"ftp://x"});
  CHECK(cli.run({"configure", "--token"}).exit_code == 1);
  CHECK(cli.run({"configure", "--host", "https://h", "--token-file", "/no/such"}).exit_code == 1);
  CHECK(cli.run({"configure", "--host", "https://h", "--token-file", empty}).exit_code == 1);
  CHECK(cli.run({"configure", "--host", "https://h", "--aad-token"}).exit_code == 1);
  const auto value = cli.run({"configure", "--token", "dapi0123456789"});
  CHECK(value.exit_code == 2);
  CHECK(value.err.find("dapi0123456789") == std::string::npos);
  cli.type({"u", "p", "q"});
  CHECK(cli.run({"configure", "--host", "https://h"}).exit_code == 1);
  CHECK(cli.run({"configure", "--jobs-api-version", "3"}).exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg"));
}

TEST_CASE("configure --oauth: a wrong scope or host writes nothing and opens no browser", "[commands][configure]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment["BROWSER"] = "/no/such/browser";
  CHECK(cli.run({"configure", "--oauth", "--host", "https://h", "--scope", "everything"}).exit_code == 2);
  cli.type({"sql, everything"});
  const auto wrong = cli.run({"configure", "--oauth", "--host", "https://h"});
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.err.find("'everything' is not a scope") != std::string::npos);
  const auto plain = cli.run({"configure", "--oauth", "--host", "http://h", "-s", "sql"});
  CHECK(plain.exit_code == 1);
  CHECK(plain.err.find("not encrypted") != std::string::npos);
  CHECK(service.requests.empty());
  service.reply(404, "");
  CHECK(cli.run({"configure", "-o", "--host", "https://h", "-s", "sql"}).err.find("status 404") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg"));
}

TEST_CASE("an expired OAuth token is renewed and stored before the request", "[commands][configure]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment.erase("DATABRICKS_HOST");
  const std::string expired = "e30." + dbc::base64_encode(R"({"exp":1600000000})") + ".x";
  (void)cli.write_file(".databrickscfg", "[DEFAULT]\nhost = https://h\ntoken = " + expired +
                                             "\nrefresh_token = once\n[other]\nhost = https://o\n");
  service.reply(200, R"({"token_endpoint":"https://h/oidc/v1/token"})");
  service.reply(200, R"({"access_token":"fresh","refresh_token":"twice"})");
  service.reply(200, "{}");
  const auto done = cli.run({"clusters", "list"});
  CHECK(done.exit_code == 0);
  REQUIRE(service.requests.size() == 3);
  CHECK(service.requests[0].headers.find("Authorization") == nullptr);
  CHECK(service.requests[1].body.find("refresh_token=once") != std::string::npos);
  CHECK(*service.requests[2].headers.find("Authorization") == "Bearer fresh");
  CHECK(cli.read(".databrickscfg") ==
        "[DEFAULT]\nhost = https://h\ntoken = fresh\nrefresh_token = twice\n[other]\nhost = https://o\n");
  CHECK(done.out.find("fresh") == std::string::npos);
  CHECK(done.err.find("fresh") == std::string::npos);
}

TEST_CASE("a refused refresh is an error and changes nothing", "[commands][configure]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment.erase("DATABRICKS_HOST");
  const std::string profile = "[DEFAULT]\nhost = https://h\ntoken = e30." +
                              dbc::base64_encode(R"({"exp":1600000000})") + ".x\nrefresh_token = once\n";
  (void)cli.write_file(".databrickscfg", profile);
  service.reply(200, R"({"token_endpoint":"https://h/oidc/v1/token"})");
  service.reply(401, R"({"error":"invalid_grant","error_description":"too late"})");
  const auto done = cli.run({"clusters", "list"});
  CHECK(done.exit_code == 1);
  CHECK(done.err.find("too late") != std::string::npos);
  CHECK(done.err.find("once") == std::string::npos);
  CHECK(cli.read(".databrickscfg") == profile);
}

namespace {

const std::string k_real = "# mine\n[DEFAULT]\nhost = https://a.example.com\ntoken = opaque-0123456789\n";

/// A real profile that somebody has.
struct RealProfile : CommandFixture {
  RealProfile() { (void)write_file(".databrickscfg", k_real); }
  [[nodiscard]] std::string backup(int number) const { return ".databrickscfg.backup-" + std::to_string(number); }
  [[nodiscard]] bool has(const std::string& name) const { return std::filesystem::exists(home() / name); }
};

}  // namespace

TEST_CASE("configure --local: credentials are not replaced unless somebody says so", "[commands][configure]") {
  RealProfile cli;
  const auto refused = cli.run({"configure", "--local", "default"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("the host https://a.example.com and a token, which would be lost") != std::string::npos);
  CHECK(refused.err.find("--overwrite") != std::string::npos);
  CHECK(cli.read(".databrickscfg") == k_real);
  CHECK_FALSE(cli.has(cli.backup(1)));
  const auto other = cli.run({"configure", "--local", "default", "--profile", "new"});
  CHECK(other.exit_code == 0);
  CHECK(cli.read(".databrickscfg").starts_with(k_real));
  CHECK_FALSE(cli.has(cli.backup(1)));
  (void)cli.write_file(".databrickscfg", k_real);
  const auto done = cli.run({"configure", "--local", "default", "--overwrite"});
  CHECK(done.exit_code == 0);
  CHECK(done.out.empty());
  CHECK(done.err.find("is now for local:default, the workspace in " + cli.home().string()) != std::string::npos);
  CHECK(done.err.find("is kept as " + (cli.home() / cli.backup(1)).string()) != std::string::npos);
  CHECK(cli.read(".databrickscfg").starts_with("# mine\n[DEFAULT]\nhost = local:default\n"));
  CHECK(cli.read(cli.backup(1)) == k_real);
  CHECK((refused.err + done.err).find("opaque") == std::string::npos);
}

TEST_CASE("configure --local: what holds no credentials is written without a question", "[commands][configure]") {
  CommandFixture cli;
  cli.environment.erase("DATABRICKS_HOST");
  for (const std::string name : {"one", "one", "two"}) CHECK(cli.run({"configure", "--local", name}).exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg.backup-1"));
  const auto first = cli.run({"clusters", "list"});
  CHECK(first.exit_code == 0);
  CHECK(first.err.empty());
  (void)cli.write_file(".databrickscfg", "[DEFAULT]\nusername = u\npassword = pw-012345\n");
  CHECK(cli.run({"configure", "--local"}).exit_code == 1);
  (void)cli.write_file(".databrickscfg", "[DEFAULT]\nhost = https://a\n");
  CHECK(cli.run({"configure", "--local"}).exit_code == 1);
  (void)cli.write_file(".databrickscfg", "[DEFAULT]\ntoken = %(none)s\n");
  CHECK(cli.run({"configure", "--local"}).exit_code == 1);
}

TEST_CASE("configure: a person is asked before credentials are replaced, in every way to sign in",
          "[commands][configure]") {
  RealProfile cli;
  cli.use_terminal();
  cli.environment["DATABRICKS_AAD_TOKEN"] = "aad-0123456789";
  for (const auto& words :
       {std::vector<std::string>{"--local", "x"}, {"--token"}, {"--host", "https://h", "--aad-token"}}) {
    std::vector<std::string> all{"configure"};
    all.insert(all.end(), words.begin(), words.end());
    cli.type({"n", "https://b", "new"});
    const auto kept = cli.run(all);
    CHECK(kept.exit_code == 1);
    CHECK(kept.err.find("has the host https://a.example.com and a token. Replace them? [y/N]: ") != std::string::npos);
    CHECK(kept.err.find("opaque") == std::string::npos);
    CHECK(cli.read(".databrickscfg") == k_real);
  }
  cli.type({"y", "https://b", "new-0123456789"});
  const auto done = cli.run({"configure", "--token"});
  CHECK(done.exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("host = https://b\ntoken = new-0123456789\n") != std::string::npos);
  CHECK(cli.read(cli.backup(1)) == k_real);
  cli.type({"https://c", "newer-0123456789"});
  CHECK(cli.run({"configure", "--token", "--overwrite"}).err.find("[y/N]") == std::string::npos);
  CHECK(cli.read(cli.backup(2)).find("https://b") != std::string::npos);
}

TEST_CASE("configure: a script replaces as it always could, and a backup is kept", "[commands][configure]") {
  RealProfile cli;
  for (int i = 1; i <= 7; ++i) {
    cli.type({"https://b", "token-" + std::to_string(i) + "-0123456789"});
    const auto done = cli.run({"configure", "--token"});
    CHECK(done.exit_code == 0);
    CHECK(done.out.empty());
    CHECK(done.err.find(cli.backup(i)) != std::string::npos);
    CHECK(done.err.find("0123456789") == std::string::npos);
  }
  CHECK_FALSE(cli.has(cli.backup(2)));
  CHECK(cli.has(cli.backup(3)));
  CHECK(cli.read(cli.backup(7)).find("token-6-") != std::string::npos);
  cli.type({"https://b", "token-7-0123456789"});
  CHECK(cli.run({"configure", "--token"}).err.empty());
  CHECK_FALSE(cli.has(cli.backup(8)));
}

TEST_CASE("configure: what cannot be kept is not replaced", "[commands][configure]") {
  RealProfile cli;
  // The number after the largest is 0, and what has that name cannot be replaced by a file.
  for (const auto* taken : {".databrickscfg.backup-18446744073709551615", ".databrickscfg.backup-0"})
    std::filesystem::create_directories(cli.home() / taken);
  cli.type({"https://b", "new"});
  CHECK(cli.run({"configure", "--token"}).exit_code == 1);
  CHECK(cli.read(".databrickscfg") == k_real);
}

TEST_CASE("configure: no option is ignored", "[commands][configure]") {
  CommandFixture cli;
  const auto file = cli.write_file("token", "t");
  for (const auto& words : {std::vector<std::string>{"--local", "x", "--token"},
                            {"--local", "x", "--token-file", file},
                            {"--local", "--oauth"},
                            {"--local", "--aad-token"},
                            {"--local", "--scope", "sql"},
                            {"--local", "--host", "https://h"},
                            {"--local", "--insecure"},
                            {"x", "--token"},
                            {"--token", "--token-file", file},
                            {"--oauth", "--aad-token"},
                            {"--scope", "sql", "--token"}}) {
    std::vector<std::string> all{"configure"};
    all.insert(all.end(), words.begin(), words.end());
    INFO(dbc::join(all, " "));
    CHECK(cli.run(all).exit_code == 2);
  }
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg"));
  CHECK(cli.run({"configure", "--local", "x", "--jobs-api-version", "2.1"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("jobs-api-version = 2.1\n") != std::string::npos);
}

TEST_CASE("configure: only this machine is reached without TLS", "[commands][configure]") {
  const auto code = [](const std::string& host) {
    CommandFixture cli;
    cli.type({host, "token"});
    return cli.run({"configure", "--token"}).exit_code;
  };
  for (const std::string host : {"http://127.0.0.1:80", "http://127.9.9.9", "http://localhost:8765", "http://[::1]:80"})
    CHECK(code(host) == 0);
  for (const std::string host : {"http://127.example.com", "http://localhost.example.com", "http://[::1].example.com",
                                 "http://127.0.0.1.example.com:80", "http://localhost@example.com", "http://"})
    CHECK(code(host) == 1);
}

TEST_CASE("configure: a word too many is named, unless it may be a token", "[commands][configure]") {
  CommandFixture cli;
  const auto list = cli.run({"configure", "list"});
  CHECK(list.exit_code == 2);
  CHECK(
      list.err.ends_with("Error: Got unexpected extra argument (list). A word goes with --local only, as the name of "
                         "a workspace of this machine.\n"));
  CHECK(cli.run({"configure", "--token", "abc"})
            .err.ends_with("Error: Got an unexpected extra argument. --token takes no value: it asks for the token, or "
                           "reads it from "
                           "standard input.\n"));
  CHECK(cli.run({"configure", "dapi0123456789abcdef"}).err.find("0123456789abcdef") == std::string::npos);
}

TEST_CASE("configure: a name that later commands refuse is refused before anything is asked", "[commands][configure]") {
  CommandFixture cli;
  for (const auto& words : {std::vector<std::string>{"--local", "a b"},
                            {"--local", "../x"},
                            {"--local", ".x"},
                            {"--local", ""},
                            {"--local", std::string(65, 'x')},
                            {"--local", "x", "--profile", "a]b"},
                            {"--local", "--profile", "a\nb"},
                            {"--local", "--profile", "__settings__"},
                            {"--token", "--host", "https://"},
                            {"--token", "--host", "ftp://h"},
                            {"--token", "--host", "local:a b"},
                            {"--token", "--host", "https://h:0"},
                            {"--token", "--host", "a b"}}) {
    std::vector<std::string> all{"configure"};
    all.insert(all.end(), words.begin(), words.end());
    INFO(dbc::join(all, " "));
    cli.type({"token"});
    CHECK(cli.run(all).exit_code == 1);
  }
  cli.type({"https://h:x", "token"});
  CHECK(cli.run({"configure", "--token"}).exit_code == 1);
  const auto pasted = cli.run({"configure", "--token", "--host", "dapi0123456789abcdef0123456789abcdef"});
  CHECK(pasted.exit_code == 1);
  CHECK(pasted.err.find("0123456789") == std::string::npos);
  CHECK_FALSE(std::filesystem::exists(cli.home() / ".databrickscfg"));
}
