#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("runs list: words stand in for what a run lacks", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(
      200,
      R"({"runs":[{"run_id":1,"run_name":"a","state":{"life_cycle_state":"RUNNING"},"run_page_url":"u"},{"run_id":22}],"has_more":false})");
  service.reply(200, R"({"runs":[{}]})");
  service.reply(200, "{}");
  CHECK(cli.run({"runs", "list", "--limit", "3", "--job-id", "5", "--completed-only"}).out ==
        " 1  a            RUNNING  n/a  u\n22  no_run_name  n/a      n/a  n/a\n");
  CHECK(service.requests[0].target == "/api/2.0/jobs/runs/list?job_id=5&completed_only=true&limit=3");
  CHECK(cli.run({"runs", "list"}).out == "no_run_id  no_run_name  n/a  n/a  n/a\n");
  CHECK(cli.run({"runs", "list"}).out == "\n");
  CHECK(cli.run({"runs", "list", "--job-id", "x"}).exit_code == 2);
}

TEST_CASE("runs submit: a file wins over text, and one of them is needed", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"run_id":9})");
  const auto file = cli.write_file("r.json", R"({"b":1})");
  const auto done = cli.run({"runs", "submit", "--json", R"({"a":1})", "--json-file", file, "--version", "2.1"});
  CHECK(done.out == "{\n  \"run_id\": 9\n}\n");
  CHECK(service.requests[0].target == "/api/2.1/jobs/runs/submit");
  CHECK(service.requests[0].body == R"({"b": 1})");
  CHECK(cli.run({"runs", "submit"}).err == "Error: Either --json-file or --json should be provided\n");
  CHECK(cli.run({"runs", "submit", "--json", "nonsense"}).exit_code == 1);
  CHECK(service.requests.size() == 1);
}

TEST_CASE("runs submit --wait: tells each new state on stderr, and ends with the run", "[commands][runs]") {
  CommandFixture cli;
  cli.environment["DATABRICKS_HOST"] = "https://h";
  cli.environment["DATABRICKS_TOKEN"] = "t";
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"run_id":9})");
  for (const auto* state : {"PENDING", "PENDING", "RUNNING"})
    service.reply(200, R"({"run_page_url":"https://h/r","state":{"life_cycle_state":")" + std::string(state) + "\"}}");
  service.reply(200, R"({"state":{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}})");
  const auto start = cli.time.now();
  const auto done = cli.run({"runs", "submit", "--json", "{}", "--wait"});
  CHECK(done.exit_code == 0);
  CHECK(done.out == "{\n  \"run_id\": 9\n}\n");
  CHECK(done.err ==
        "Waiting on run to complete. Current state: PENDING. URL: https://h/r\n"
        "Waiting on run to complete. Current state: RUNNING. URL: https://h/r\n");
  const auto waited = cli.time.now() - start;
  CHECK(waited >= std::chrono::seconds(2 + 5 + 10));
  CHECK(waited <= std::chrono::seconds(4 + 9 + 19));
}

TEST_CASE("runs submit --wait: a workspace on this machine is asked again after milliseconds", "[commands][runs]") {
  for (const auto* host : {"http://127.0.0.1:8765", "http://localhost", "http://dev.localhost:1", "http://[::1]:80"}) {
    CommandFixture cli;
    cli.environment["DATABRICKS_HOST"] = host;
    cli.environment["DATABRICKS_TOKEN"] = "t";
    auto& service = cli.use_fake_service();
    service.reply(200, R"({"run_id":9})");
    for (int i = 0; i < 3; ++i) service.reply(200, R"({"state":{"life_cycle_state":"RUNNING"}})");
    service.reply(200, R"({"state":{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}})");
    const auto start = cli.time.now();
    CHECK(cli.run({"runs", "submit", "--json", "{}", "--wait"}).exit_code == 0);
    CHECK(cli.time.now() - start < std::chrono::milliseconds{50});
  }
}

TEST_CASE("runs submit --wait: a long run is not asked for more than four times a second", "[commands][runs]") {
  CommandFixture cli;
  cli.environment["DATABRICKS_HOST"] = "http://127.0.0.1:8765";
  cli.environment["DATABRICKS_TOKEN"] = "t";
  auto& service = cli.use_fake_service();
  service.answer = [&](const dbc::net::Request&) -> dbc::Result<dbc::net::Response> {
    const bool is_over = service.requests.size() > 120;
    return dbc::net::Response{.status = 200,
                              .headers = {},
                              .body = is_over ? R"({"state":{"life_cycle_state":"SKIPPED"}})"
                                              : R"({"run_id":9,"state":{"life_cycle_state":"RUNNING"}})"};
  };
  const auto start = cli.time.now();
  CHECK(cli.run({"runs", "submit", "--json", "{}", "--wait"}).exit_code == 1);
  CHECK(cli.time.now() - start > std::chrono::seconds{25});
}

TEST_CASE("runs submit --wait: a run that did not succeed is a failure", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"state":{"life_cycle_state":"TERMINATED","result_state":"FAILED","state_message":"why"}})", "FAILED"},
      {R"({"state":{"life_cycle_state":"SKIPPED","state_message":"why"}})", "SKIPPED"},
      {R"({"state":{"life_cycle_state":"INTERNAL_ERROR","result_state":"TIMEDOUT","state_message":"why"}})",
       "TIMEDOUT"}};
  for (const auto& [run, result] : cases) {
    service.reply(200, R"({"run_id":9})");
    service.reply(200, run);
    const auto failed = cli.run({"runs", "submit", "--json", "{}", "--wait"});
    CHECK(failed.exit_code == 1);
    CHECK(failed.err == "Error: Run failed with state " + result + " and state message why\n");
  }
  service.reply(200, "{}");
  CHECK(cli.run({"runs", "submit", "--json", "{}", "--wait"}).err.find("run_id") != std::string::npos);
}

TEST_CASE("runs get, get-output, cancel: by id in both spellings", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 4; ++i) service.reply(200, "{}");
  CHECK(cli.run({"runs", "get", "--run-id", "3"}).out == "{}\n");
  CHECK(cli.run({"runs", "get-output", "3"}).exit_code == 0);
  CHECK(cli.run({"runs", "cancel", "--run-id", "3", "--version", "2.1"}).out == "{}\n");
  CHECK(service.requests[0].target == "/api/2.0/jobs/runs/get?run_id=3");
  CHECK(service.requests[1].target == "/api/2.2/jobs/runs/get-output?run_id=3");
  CHECK(service.requests[2].target == "/api/2.1/jobs/runs/cancel");
  CHECK(service.requests[2].body == R"({"run_id": "3"})");
  CHECK(cli.run({"runs", "get"}).exit_code == 2);
}

TEST_CASE("runs logs: pages follow one another until there is no more", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"data":"one\n","next_offset":4,"is_complete":false})");
  service.reply(200, R"({"data":"two\n","next_offset":8,"is_complete":false})");
  service.reply(200, R"({"data":"","next_offset":8,"is_complete":false})");
  const auto done = cli.run({"runs", "logs", "--run-id", "7"});
  CHECK(done.exit_code == 0);
  CHECK(done.out == "one\ntwo\n");
  REQUIRE(service.requests.size() == 3);
  CHECK(service.requests[0].target == "/_internal/runs/logs?run_id=7&stream=stdout&offset=0");
  CHECK(service.requests[2].target == "/_internal/runs/logs?run_id=7&stream=stdout&offset=8");
}

TEST_CASE("runs logs --follow: waits for what is still to come", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"data":"","next_offset":0,"is_complete":false})");
  service.reply(200, R"({"data":"err","next_offset":3,"is_complete":false})");
  service.reply(200, R"({"data":"","next_offset":3,"is_complete":true})");
  const auto start = cli.time.now();
  CHECK(cli.run({"runs", "logs", "--run-id", "7", "--follow", "--stream", "stderr"}).out == "err");
  CHECK(cli.time.now() - start == std::chrono::milliseconds{300});
  CHECK(service.requests.size() == 3);
}

TEST_CASE("runs logs: an unknown run, another service and a wrong stream are failures", "[commands][runs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Run 7 does not exist."})");
  const auto unknown = cli.run({"runs", "logs", "--run-id", "7"});
  CHECK(unknown.exit_code == 1);
  CHECK_THAT(unknown.err, Catch::Contains("Run 7 does not exist."));
  service.reply(404, R"({"error_code":"ENDPOINT_NOT_FOUND","message":"No API found"})");
  CHECK(cli.run({"runs", "logs", "--run-id", "7"}).exit_code == 1);
  CHECK(cli.run({"runs", "logs", "--run-id", "7", "--stream", "stdin"}).exit_code == 2);
  CHECK(cli.run({"runs", "logs"}).exit_code == 2);
}
