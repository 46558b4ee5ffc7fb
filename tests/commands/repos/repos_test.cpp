#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("repos create: the remote's host shows the provider", "[commands][repos]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"https://github.com/a/b", "gitHub"},
      {"https://u:p@GitHub.com/a/b.git", "gitHub"},
      {"https://github.com:443/a/b", "gitHub"},
      {"https://www.github.com/a/b", "gitHub"},
      {"git@github.com:a/b.git", "gitHub"},
      {"ssh://git@gitlab.com:22/a/b.git", "gitLab"},
      {"http://gitlab.com/a", "gitLab"},
      {"https://org@dev.azure.com/org/p/_git/r", "azureDevOpsServices"},
      {"git@ssh.dev.azure.com:v3/o/p/r", "azureDevOpsServices"},
      {"https://bitbucket.org/a/b", "bitbucketCloud"},
      {"https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r", "awsCodeCommit"}};
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (const auto& [url, provider] : cases) {
    service.reply(200, "{}");
    CHECK(cli.run({"repos", "create", "--url", url}).out == "{}\n");
    CHECK(service.requests.back().body == R"({"url": ")" + url + R"(", "provider": ")" + provider + "\"}");
  }
}

TEST_CASE("repos create: an unknown host needs a provider, which is sent as typed", "[commands][repos]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (const auto* url : {"https://example.com/a", "nonsense", "", "https://github.com.evil.org/a",
                          "https://git-codecommit.amazonaws.com/x", "github.com/a/b"}) {
    const auto refused = cli.run({"repos", "create", "--url", url, "--provider", " "});
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("Please pass 'provider' option") != std::string::npos);
  }
  CHECK(service.requests.empty());
  service.reply(200, "{}");
  CHECK(cli.run({"repos", "create", "https://x.y/z", "gitHubEnterprise", "--path", "/Repos/a/b"}).exit_code == 0);
  CHECK(service.requests[0].body ==
        R"({"url": "https://x.y/z", "provider": "gitHubEnterprise", "path": "/Repos/a/b"})");
}

TEST_CASE("repos get, update, delete: by id or by path", "[commands][repos]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string repo = R"({"object_type":"REPO","object_id":77})";
  service.reply(200, "{}");
  CHECK(cli.run({"repos", "get", "--repo-id", "a/b"}).out == "{}\n");
  CHECK(service.requests[0].target == "/api/2.0/repos/a%2Fb");
  service.reply(200, repo);
  service.reply(200, "{}");
  CHECK(cli.run({"repos", "update", "--path", "/Repos/a/b", "--branch", "main"}).exit_code == 0);
  CHECK(service.requests[1].target == "/api/2.0/workspace/get-status?path=%2FRepos%2Fa%2Fb");
  CHECK(service.requests[2].method == "PATCH");
  CHECK(service.requests[2].target == "/api/2.0/repos/77");
  CHECK(service.requests[2].body == R"({"branch": "main"})");
  service.reply(200, R"({"object_type":"DIRECTORY","object_id":78})");
  service.reply(200, "");
  CHECK(cli.run({"repos", "delete", "/Users/me/r"}).out == "{}\n");
  CHECK(service.requests[4].method == "DELETE");
  CHECK(service.requests[4].target == "/api/2.0/repos/78");
  CHECK(service.requests[4].body == "{}");
}

TEST_CASE("repos get: a path that is no repo is told as such", "[commands][repos]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  CHECK(cli.run({"repos", "get", "--path", "Repos/a/b"}).exit_code == 1);
  CHECK(cli.run({"repos", "get", "--path", "/Repos/a"}).err ==
        "Error: Repos paths must be in /Repos/{folder}/{repo} format!\n");
  CHECK(cli.run({"repos", "get", "--repo-id", ""}).exit_code == 1);
  CHECK(cli.run({"repos", "get"}).exit_code == 2);
  CHECK(cli.run({"repos", "update", "--repo-id", "1"}).exit_code == 2);
  CHECK(cli.run({"repos", "update", "--repo-id", "1", "--branch", "b", "--tag", "t"}).exit_code == 2);
  CHECK(service.requests.empty());
  service.reply(200, R"({"object_type":"NOTEBOOK","object_id":1})");
  service.reply(404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"m"})");
  for (int i = 0; i < 2; ++i)
    CHECK(cli.run({"repos", "get", "--path", "/Repos/a/b"}).err == "Error: Can't find repo ID for /Repos/a/b\n");
  service.reply(400, "not json");
  const auto failed = cli.run({"repos", "get", "--path", "/Repos/a/b"});
  CHECK(failed.exit_code == 1);
  CHECK(failed.err.starts_with("Error: Error fetching repo ID for /Repos/a/b: HTTP 400: not json"));
}

TEST_CASE("repos list: one page, and all of them in the modern spelling", "[commands][repos]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"repos":[{"id":1}],"next_page_token":"t"})");
  CHECK(cli.run({"repos", "list", "--path-prefix", "/a b", "--next-page-token", "x"}).exit_code == 0);
  CHECK(service.requests[0].target == "/api/2.0/repos?path_prefix=%2Fa+b&next_page_token=x");
  service.reply(200, R"({"repos":[{"id":1,"path":"/a","branch":"m","url":"u"}],"next_page_token":"t"})");
  service.reply(200, R"({"repos":[{"id":2}]})");
  CHECK(cli.run({"repos", "list", "-o", "text"}).out == "1  /a  m  u\n2\n");
  CHECK(service.requests[2].target == "/api/2.0/repos?next_page_token=t");
}
