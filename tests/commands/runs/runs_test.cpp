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
