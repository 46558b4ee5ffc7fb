#include <catch2/catch.hpp>
#include <filesystem>

#include "dbc/base/text.hpp"
#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_missing = R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"m"})";
const std::string k_sha1_of_jar = "a7a941dea93a9fd0d1a0a8980df11d40b2cf576c";  // of "JAR"

/// The body of an upload, which is made while it is sent.
std::string sent_body(const dbc::net::Request& request) {
  if (!request.body_source) return request.body;
  std::string all;
  char buffer[7];
  REQUIRE(request.body_source->rewind());
  while (true) {
    const auto got = request.body_source->read(buffer, sizeof buffer);
    REQUIRE(got);
    if (*got == 0) break;
    all.append(buffer, *got);
  }
  CHECK(request.body_source->size == all.size());
  return all;
}

}  // namespace

TEST_CASE("pipelines create: tells where the pipeline is", "[commands][pipelines]") {
  CommandFixture cli;
  cli.environment["DATABRICKS_HOST"] = "https://Host.example:8443/?o=1";
  cli.environment["DATABRICKS_TOKEN"] = "t";
  auto& service = cli.use_fake_service();
  const auto file = cli.write_file("p.JSON", R"({"name":"n","z":"é"})");
  service.reply(200, R"({"pipeline_id":"pid"})");
  service.reply(200, R"({"pipeline_id":"pid"})");
  CHECK(cli.run({"pipelines", "create", file}).out ==
        "Successfully created pipeline: https://host.example:8443/#joblist/pipelines/pid with ID: pid.\n");
  CHECK(cli.run({"pipelines", "create", "--settings", file, "--allow-duplicate-names"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"name": "n", "z": "\u00e9", "libraries": [], "allow_duplicate_names": false})");
  CHECK(service.requests[1].body == R"({"name": "n", "z": "\u00e9", "libraries": [], "allow_duplicate_names": true})");
}

TEST_CASE("pipelines create: settings that cannot be used are refused", "[commands][pipelines]") {
  CommandFixture cli;
  const auto& service = cli.use_fake_service();
  const auto with_id = cli.write_file("id.json", R"({"id":"i"})");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{}, "as an option. That is `dbc pipelines create example.json` or `dbc pipelines create --settings "},
      {{with_id, "--settings", with_id}, "Settings should be provided either"},
      {{with_id}, "shouldn't contain \"id\" when creating"},
      {{cli.write_file("bad.json", "{bad")}, "Invalid JSON provided in settings"},
      {{cli.write_file("list.json", "[]")}, "not a JSON object"},
      {{cli.write_file("p.yaml", "{}")}, "Only JSON files are supported"},
      {{cli.write_file("l.json", R"({"libraries":{}})")}, "not a list"},
      {{cli.write_file("m.json", R"({"libraries":["x"]})")}, "not a JSON object"},
      {{cli.write_file("n.json", R"({"libraries":[{"jar":"none.jar"}]})")}, "none.jar"},
      {{cli.write_file("o.json", R"({"libraries":[{"jar":"file://host/a.jar"}]})")}, "file:/ or file:///"},
      {{"/no/such.json"}, "/no/such.json"}};
  for (const auto& [words, message] : cases) {
    std::vector<std::string> all{"pipelines", "create"};
    all.insert(all.end(), words.begin(), words.end());
    const auto refused = cli.run(all);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find(message) != std::string::npos);
  }
  CHECK(service.requests.empty());
}

TEST_CASE("pipelines create: local libraries are stored once per content", "[commands][pipelines]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.write_file("a.jar", "JAR");
  const auto copy = cli.write_file("b.jar", "JAR");
  const auto wheel = cli.write_file("p-1.whl", "WHL");
  const auto file = cli.write_file(
      "p.json", R"({"libraries":[{"jar":"a.jar"},{"notebook":{"path":"/n"}},{"jar":"file:)" + copy +
                    R"("},{"whl":"file://)" + wheel + R"("},{"jar":"dbfs:/x.jar"},{"jar":"S3://b/x.jar"}]})");
  service.reply(404, k_missing);
  service.reply(200, R"({"path":"/x","is_dir":false,"file_size":3})");
  service.reply(200, "{}");
  service.reply(200, R"({"pipeline_id":"pid"})");
  CHECK(cli.run({"pipelines", "create", file}).exit_code == 0);
  REQUIRE(service.requests.size() == 4);
  CHECK(service.requests[0].target ==
        "/api/2.0/dbfs/get-status?path=dbfs%3A%2Fpipelines%2Fcode%2F" + k_sha1_of_jar + ".jar");
  CHECK(service.requests[1].target.ends_with("%2Fp-1.whl"));
  const auto upload = sent_body(service.requests[2]);
  CHECK(upload.find("name=\"path\"\r\n\r\ndbfs:/pipelines/code/" + k_sha1_of_jar + ".jar\r\n") != std::string::npos);
  CHECK(upload.find("name=\"overwrite\"\r\n\r\nFalse\r\n") != std::string::npos);
  CHECK(upload.find("filename=\"a.jar\"\r\nContent-Type: multipart/form-data\r\n\r\nJAR\r\n--") != std::string::npos);
  const std::string jar = R"({"jar": "dbfs:/pipelines/code/)" + k_sha1_of_jar + ".jar\"}";
  CHECK(service.requests[3].body.starts_with(
      R"({"libraries": [{"notebook": {"path": "/n"}}, {"jar": "dbfs:/x.jar"}, {"jar": "S3://b/x.jar"}, )" + jar + ", " +
      jar + R"(, {"whl": "dbfs:/pipelines/code/)"));

  service.reply(403, R"({"error_code":"PERMISSION_DENIED","message":"no"})");
  CHECK(cli.run({"pipelines", "create", file}).err.find("PERMISSION_DENIED") != std::string::npos);
}

TEST_CASE("pipelines edit, deploy: the id comes from the option or from the settings", "[commands][pipelines]") {
  CommandFixture cli;
  cli.environment["DATABRICKS_HOST"] = "https://h";
  cli.environment["DATABRICKS_TOKEN"] = "t";
  auto& service = cli.use_fake_service();
  const auto plain = cli.write_file("plain.json", R"({"name":"n"})");
  const auto with_id = cli.write_file("id.json", R"({"id":"i","name":"n"})");
  for (int i = 0; i < 4; ++i) service.reply(200, R"({"pipeline_id":"new"})");
  CHECK(cli.run({"pipelines", "edit", plain, "--pipeline-id", "a/b"}).out ==
        "Successfully edited pipeline settings: https://h/#joblist/pipelines/a/b.\n");
  CHECK(service.requests[0].method == "PUT");
  CHECK(service.requests[0].target == "/api/2.0/pipelines/a%2Fb");
  CHECK(service.requests[0].body == R"({"name": "n", "id": "a/b", "libraries": [], "allow_duplicate_names": false})");
  CHECK(cli.run({"pipelines", "edit", "--settings", with_id, "--pipeline-id", "i"}).exit_code == 0);
  const auto deployed = cli.run({"pipelines", "deploy", "--spec", with_id});
  CHECK(deployed.out == "Successfully deployed pipeline: https://h/#joblist/pipelines/i.\n");
  CHECK(deployed.err.starts_with("DeprecationWarning"));
  CHECK(cli.run({"pipelines", "deploy", plain}).out ==
        "Successfully created pipeline: https://h/#joblist/pipelines/new with ID: new\n");
  CHECK(cli.run({"pipelines", "edit", with_id, "--pipeline-id", "j"}).err.find("'j' is different from the ID") !=
        std::string::npos);
  CHECK(cli.run({"pipelines", "edit", plain}).err == "Error: Empty pipeline ID provided\n");
  CHECK(cli.run({"pipelines", "deploy", "--spec", plain, "--settings", plain}).exit_code == 1);
  CHECK(service.requests.size() == 4);
}

TEST_CASE("pipelines create, edit: a name that is taken is explained", "[commands][pipelines]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const auto nameless = cli.write_file("p.json", "{}");
  const auto named = cli.write_file("q.json", R"({"name":"n"})");
  const std::string conflict = R"({"error_code":"RESOURCE_CONFLICT","message":"m"})";
  for (int i = 0; i < 3; ++i) service.reply(409, conflict);
  const auto created = cli.run({"pipelines", "create", named});
  CHECK(created.exit_code == 1);
  CHECK(created.err.starts_with("Error: Pipeline with name 'n' already exists. "));
  CHECK(created.err.find("\"edit\"") != std::string::npos);
  CHECK(cli.run({"pipelines", "edit", named, "--pipeline-id", "i"}).err.find("\"edit\"") == std::string::npos);
  CHECK(cli.run({"pipelines", "create", nameless}).err.find("--allow-duplicate-names") != std::string::npos);
  service.reply(400, R"({"error_code":"X","message":"why"})");
  CHECK(cli.run({"pipelines", "create", named}).err == "Error: X: why\n");
}

TEST_CASE("pipelines start, stop, delete: one line each", "[commands][pipelines]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, R"({"update_id":"u"})");
  CHECK(cli.run({"pipelines", "start", "--pipeline-id", "x"}).out == "Started an update u for pipeline x.\n");
  CHECK(cli.run({"pipelines", "reset", "--pipeline-id", "x"}).out ==
        "Started an update u with full refresh for pipeline x.\n");
  CHECK(cli.run({"pipelines", "run", "--pipeline-id", "x"}).out == "Started an update u for pipeline x.\n");
  for (int i = 0; i < 3; ++i) service.reply(200, "{}");
  CHECK(cli.run({"pipelines", "start", "--pipeline-id", "x", "--full-refresh"}).out ==
        "Started an update with full refresh for pipeline x.\n");
  CHECK(cli.run({"pipelines", "stop", "--pipeline-id", "x"}).out == "Stopped pipeline x.\n");
  CHECK(cli.run({"pipelines", "delete", "--pipeline-id", "x y"}).out == "Pipeline x y deleted\n");
  CHECK(service.requests[0].body == R"({"cause": "USER_ACTION"})");
  CHECK(service.requests[3].body == R"({"full_refresh": true, "cause": "USER_ACTION"})");
  CHECK(service.requests[4].target == "/api/2.0/pipelines/x/stop");
  CHECK(service.requests[5].target == "/api/2.0/pipelines/x%20y");
  CHECK(service.requests[5].body == "{}");
  for (const auto* command : {"get", "delete", "start", "stop", "reset", "run"}) {
    const auto empty = cli.run({"pipelines", command});
    CHECK(empty.exit_code == 1);
    CHECK(empty.err.ends_with("Error: Empty pipeline ID provided\n"));
    CHECK(cli.run({"pipelines", command, "--pipeline-id", ""}).exit_code == 1);
  }
  CHECK(service.requests.size() == 6);
}

TEST_CASE("pipelines list: all pages as one array; an empty token ends them", "[commands][pipelines]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"statuses":[{"a":1}],"next_page_token":"t 1"})");
  service.reply(200, R"({"statuses":[{"b":1}],"next_page_token":""})");
  service.reply(200, "{}");
  CHECK(cli.run({"pipelines", "list"}).out == "[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": 1\n  }\n]\n");
  CHECK(service.requests[1].target == "/api/2.0/pipelines?page_token=t+1");
  CHECK(cli.run({"pipelines", "list"}).out == "[]\n");
}

TEST_CASE("pipelines: the modern spelling, and names for ids", "[commands][pipelines]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  service.reply(200, R"({"state":"STOPPING"})");
  service.reply(200, R"({"state":"IDLE"})");
  CHECK(cli.run({"pipelines", "stop", "x"}).out == "{\n  \"state\": \"IDLE\"\n}\n");
  CHECK(service.requests[2].target == "/api/2.0/pipelines/x");
  service.reply(200, R"({"statuses":[{"name":"n","pipeline_id":"p"}]})");
  service.reply(200, R"({"update_id":"u"})");
  CHECK(cli.run({"pipelines", "start", "--pipeline-name", "n"}).out == "Started an update u for pipeline p.\n");
  service.reply(200, R"({"update_id":"u"})");
  CHECK(cli.run({"pipelines", "start-update", "p", "--full-refresh"}).out == "{\n  \"update_id\": \"u\"\n}\n");
  CHECK(service.requests.back().body == R"({"full_refresh": true})");
  service.reply(200, R"({"pipeline_id":"p"})");
  CHECK(cli.run({"pipelines", "create", "--json", R"({"name":"n"})"}).out == "{\n  \"pipeline_id\": \"p\"\n}\n");
  CHECK(service.requests.back().body == R"({"name": "n"})");
  CHECK(cli.run({"pipelines", "get", "p", "--pipeline-name", "n"}).exit_code == 2);
}
