#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_clusters =
    R"({"clusters":[{"cluster_id":"c1","cluster_name":"n"},{"cluster_id":"c2","cluster_name":"m"},{"cluster_id":"c3","cluster_name":"m"}]})";

}  // namespace

TEST_CASE("libraries install: one object per kind, with what belongs to it", "[commands][libraries]") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"--jar", "j"}, R"({"jar": "j"})"},
      {{"--egg", "e"}, R"({"egg": "e"})"},
      {{"--whl", "w"}, R"({"whl": "w"})"},
      {{"--maven-coordinates", "a:b:1"}, R"({"maven": {"coordinates": "a:b:1"}})"},
      {{"--maven-exclusion", "x", "--maven-coordinates", "a:b:1", "--maven-repo", "r", "--maven-exclusion", "y"},
       R"({"maven": {"coordinates": "a:b:1", "repo": "r", "exclusions": ["x", "y"]}})"},
      {{"--pypi-package", "p==1", "--pypi-repo", "r"}, R"({"pypi": {"package": "p==1", "repo": "r"}})"},
      {{"--cran-package", "p"}, R"({"cran": {"package": "p"}})"}};
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (const auto& [options, library] : cases) {
    service.reply(200, "{}");
    std::vector<std::string> words{"libraries", "install", "--cluster-id", "c"};
    words.insert(words.end(), options.begin(), options.end());
    CHECK(cli.run(words).out.empty());
    CHECK(service.requests.back().body == R"({"cluster_id": "c", "libraries": [)" + library + "]}");
  }
}

TEST_CASE("libraries install: what does not fit together is refused", "[commands][libraries]") {
  CommandFixture cli;
  const auto& service = cli.use_fake_service();
  const std::vector<std::vector<std::string>> cases{{"--cluster-id", "c"},
                                                    {"--jar", "j"},
                                                    {"--cluster-id", "c", "--jar", "j", "--egg", "e"},
                                                    {"--cluster-id", "c", "--jar", "j", "--maven-repo", "r"},
                                                    {"--cluster-id", "c", "--pypi-package", "p", "--cran-repo", "r"},
                                                    {"--cluster-id", "c", "--jar", "j", "--maven-exclusion", "x"},
                                                    {"--cluster-id", "c", "--cluster-name", "n", "--jar", "j"}};
  for (const auto& options : cases) {
    std::vector<std::string> words{"libraries", "install"};
    words.insert(words.end(), options.begin(), options.end());
    CHECK(cli.run(words).exit_code == 2);
  }
  CHECK(service.requests.empty());
}

TEST_CASE("libraries install: a cluster by name, or a whole request", "[commands][libraries]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, k_clusters);
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "install", "--cluster-name", "n", "--jar", "j"}).exit_code == 0);
  CHECK(service.requests[1].body == R"({"cluster_id": "c1", "libraries": [{"jar": "j"}]})");
  service.reply(200, k_clusters);
  CHECK(cli.run({"libraries", "install", "--cluster-name", "m", "--jar", "j"}).err.find("c2, c3") != std::string::npos);
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "install", "--json", R"({"libraries":[]})"}).exit_code == 0);
  CHECK(service.requests.back().body == R"({"libraries": []})");
}

TEST_CASE("libraries uninstall: says that a restart is needed; --all takes what is there", "[commands][libraries]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string advice =
      "WARNING: Uninstalling libraries requires a cluster restart.\ndatabricks clusters restart --cluster-id c\n";
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "uninstall", "--cluster-id", "c", "--jar", "j"}).out == advice);
  service.reply(200, R"({"library_statuses":[{"library":{"jar":"a"}},{"library":{"pypi":{"package":"b"}}}]})");
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "uninstall", "--cluster-id", "c", "--all"}).out == advice);
  CHECK(service.requests[1].target == "/api/2.0/libraries/cluster-status?cluster_id=c");
  CHECK(service.requests[2].body == R"({"cluster_id": "c", "libraries": [{"jar": "a"}, {"pypi": {"package": "b"}}]})");
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "uninstall", "--cluster-id", "c", "--all"}).out.empty());
  CHECK(service.requests.size() == 4);
  CHECK(cli.run({"libraries", "uninstall", "--cluster-id", "c", "--all", "--jar", "j"}).exit_code == 2);
}

TEST_CASE("libraries list, cluster-status: of one cluster or of all", "[commands][libraries]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "list"}).out == "{}\n");
  service.reply(200, k_clusters);
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "list", "--cluster-name", "n"}).exit_code == 0);
  service.reply(200, "{}");
  CHECK(cli.run({"libraries", "cluster-status", "c"}).exit_code == 0);
  CHECK(service.requests[0].target == "/api/2.0/libraries/all-cluster-statuses");
  CHECK(service.requests[2].target == "/api/2.0/libraries/cluster-status?cluster_id=c1");
  CHECK(service.requests[3].target == "/api/2.0/libraries/cluster-status?cluster_id=c");
  CHECK(cli.run({"libraries", "cluster-status"}).exit_code == 2);
  CHECK(cli.run({"libraries", "cluster-status", "--cluster-id", ""}).exit_code == 1);
  CHECK(service.requests.size() == 4);
}
