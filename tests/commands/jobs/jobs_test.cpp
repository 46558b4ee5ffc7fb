#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

const std::string k_jobs =
    R"({"jobs":[{"job_id":12,"settings":{"name":"zeta"}},{"job_id":3,"settings":{"name":"Alpha"}},{"job_id":5}],"has_more":true})";

}  // namespace

TEST_CASE("jobs list: sorted by name without regard to case, numbers to the left", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, k_jobs);
  service.reply(200, k_jobs);
  service.reply(200, "{}");
  CHECK(cli.run({"jobs", "list"}).out == "5\n3   Alpha\n12  zeta\n");
  CHECK(service.requests[0].target == "/api/2.0/jobs/list?expand_tasks=false");
  const auto json = cli.run({"jobs", "list", "--output", "JSON"}).out;
  CHECK(json.starts_with("{\n  \"jobs\": [\n    {\n      \"job_id\": 12,"));
  CHECK(json.find("has_more") == std::string::npos);
  CHECK(cli.run({"jobs", "list", "--output", "JSON"}).out == "{\n  \"jobs\": []\n}\n");
}

TEST_CASE("jobs list: what API 2.0 does not know is refused before any request", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::vector<std::vector<std::string>> cases{
      {"--expand-tasks"}, {"--offset", "1"}, {"--limit", "2"}, {"--all"}, {"--name", "n"}};
  for (const auto& options : cases) {
    std::vector<std::string> words{"jobs", "list"};
    words.insert(words.end(), options.begin(), options.end());
    const auto refused = cli.run(words);
    CHECK(refused.exit_code == 1);
    CHECK(refused.out.empty());
    CHECK(refused.err.find("only available in API 2.1") != std::string::npos);
  }
  CHECK(cli.run({"jobs", "list", "--limit", "many"}).exit_code == 2);
  CHECK(cli.run({"jobs", "list", "--version", "3"}).exit_code == 2);
  CHECK(service.requests.empty());
  service.reply(200, "{}");
  CHECK(cli.run({"jobs", "list", "--limit", "0"}).exit_code == 0);
}

TEST_CASE("jobs list --all: goes on by offset or token, and ends", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, k_jobs);
  service.reply(200, R"({"jobs":[{"job_id":1,"settings":{"name":"b"}}],"next_page_token":"t+1"})");
  service.reply(200, R"({"jobs":[],"has_more":false})");
  CHECK(cli.run({"jobs", "list", "--version", "2.1", "--all", "--limit", "3"}).exit_code == 0);
  REQUIRE(service.requests.size() == 3);
  CHECK(service.requests[0].target == "/api/2.1/jobs/list?expand_tasks=false&limit=20&offset=0");
  CHECK(service.requests[1].target == "/api/2.1/jobs/list?expand_tasks=false&limit=20&offset=3");
  CHECK(service.requests[2].target == "/api/2.1/jobs/list?expand_tasks=false&limit=20&page_token=t%2B1");

  service.reply(200, R"({"jobs":[],"next_page_token":"same"})");
  service.reply(200, R"({"jobs":[],"next_page_token":"same"})");
  const auto circle = cli.run({"jobs", "list", "--version", "2.1", "--all"});
  CHECK(circle.exit_code == 1);
  CHECK(circle.out.empty());

  service.reply(200, R"({"jobs":[],"has_more":true})");
  CHECK(cli.run({"jobs", "list", "--version", "2.1", "--all"}).exit_code == 1);
}

TEST_CASE("jobs list: the modern spelling lists all pages, in the service's order", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"jobs":[{"settings":{"name":"z"},"job_id":1}],"next_page_token":"t"})");
  service.reply(200, R"({"jobs":[{"settings":{"name":"a"},"job_id":2}]})");
  CHECK(cli.run({"jobs", "list", "-o", "text"}).out == "1  z\n2  a\n");
  CHECK(service.requests[0].target == "/api/2.2/jobs/list?expand_tasks=false");
  service.reply(200, R"({"jobs":[{"job_id":1}],"next_page_token":"t"})");
  CHECK(cli.run({"jobs", "list", "-o", "json", "--limit", "1"}).out == "[\n  {\n    \"job_id\": 1\n  }\n]\n");
  CHECK(service.requests.size() == 3);
}

TEST_CASE("jobs: the version comes from the option, then the profile, then it is 2.0", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 3; ++i) service.reply(200, "{}");
  CHECK(cli.run({"jobs", "get", "--job-id", "a b"}).err.empty());
  cli.environment["DATABRICKS_JOBS_API_VERSION"] = "2.1";
  CHECK(cli.run({"jobs", "get", "--job-id", "7"}).exit_code == 0);
  CHECK(cli.run({"jobs", "get", "--job-id", "7", "--version", "2.0"}).exit_code == 0);
  CHECK(service.requests[0].target == "/api/2.0/jobs/get?job_id=a+b");
  CHECK(service.requests[1].target == "/api/2.1/jobs/get?job_id=7");
  CHECK(service.requests[2].target == "/api/2.0/jobs/get?job_id=7");
}

TEST_CASE("jobs reset: takes a whole request or bare settings", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 4; ++i) service.reply(200, "{}");
  CHECK(cli.run({"jobs", "reset", "--job-id", "5", "--json", R"({"name":"x"})"}).out.empty());
  CHECK(cli.run({"jobs", "reset", "--json", R"({"job_id":6,"new_settings":{"name":"x"}})"}).exit_code == 0);
  CHECK(cli.run({"jobs", "reset", "--json", R"({"job_id":6,"name":"x"})"}).exit_code == 0);
  CHECK(cli.run({"jobs", "reset", "--job-id", "8", "--json", R"({"job_id":6,"new_settings":1})"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"job_id": "5", "new_settings": {"name": "x"}})");
  CHECK(service.requests[1].body == R"({"job_id": 6, "new_settings": {"name": "x"}})");
  CHECK(service.requests[2].body == R"({"job_id": 6, "new_settings": {"name": "x"}})");
  CHECK(service.requests[3].body == R"({"job_id": "8", "new_settings": 1})");
  const auto nameless = cli.run({"jobs", "reset", "--json", R"({"name":"x"})"});
  CHECK(nameless.exit_code == 1);
  CHECK(nameless.err.find("Either --job-id or a root-level json key \"job_id\"") != std::string::npos);
  CHECK(cli.run({"jobs", "reset", "--job-id", "5", "--json", ""}).exit_code == 1);
  CHECK(service.requests.size() == 4);
}

TEST_CASE("jobs run-now: parameters are JSON, an empty text is none", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"run_id":1,"number_in_job":1})");
  const auto done = cli.run({"jobs", "run-now", "--notebook-params", R"({"a":"b"})", "--job-id", "7", "--jar-params",
                             R"(["x"])", "--python-params", "", "--idempotency-token", ""});
  CHECK(done.out == "{\n  \"run_id\": 1,\n  \"number_in_job\": 1\n}\n");
  CHECK(service.requests[0].body ==
        R"({"job_id": "7", "jar_params": ["x"], "notebook_params": {"a": "b"}, "idempotency_token": ""})");
  const auto bad = cli.run({"jobs", "run-now", "--job-id", "7", "--jar-params", "[bad"});
  CHECK(bad.exit_code == 1);
  CHECK(bad.err.find("--jar-params is not valid JSON") != std::string::npos);
  CHECK(cli.run({"jobs", "run-now"}).exit_code == 2);
}

TEST_CASE("jobs run-now: the modern spelling waits, and fails where the run does", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"run_id":11})");
  service.reply(200, R"({"state":{"life_cycle_state":"RUNNING"}})");
  service.reply(200, R"({"run_id":11,"state":{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}})");
  CHECK(cli.run({"jobs", "run-now", "7"}).out.find("\"SUCCESS\"") != std::string::npos);
  CHECK(service.requests[1].target == "/api/2.2/jobs/runs/get?run_id=11");

  const std::vector<std::string> bad{
      R"({"state":{"life_cycle_state":"TERMINATED","result_state":"FAILED","state_message":"no luck"}})",
      R"({"state":{"life_cycle_state":"SKIPPED","state_message":"no luck"}})",
      R"({"state":{"life_cycle_state":"INTERNAL_ERROR","state_message":"no luck"}})"};
  for (const auto& state : bad) {
    service.reply(200, R"({"run_id":11})");
    service.reply(200, state);
    const auto failed = cli.run({"jobs", "run-now", "--json", R"({"job_id":7})"});
    CHECK(failed.exit_code == 1);
    CHECK(failed.err.find("no luck") != std::string::npos);
  }
  CHECK(service.requests[3].body == R"({"job_id": 7})");
  service.reply(200, R"({"run_id":11})");
  CHECK(cli.run({"jobs", "run-now", "7", "--no-wait"}).out == "{\n  \"run_id\": 11\n}\n");
}

TEST_CASE("jobs --job-name: stands for the id of the only job of that name", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string two = R"({"jobs":[{"job_id":1,"settings":{"name":"etl"}},{"job_id":2,"settings":{"name":"ETL"}}]})";
  service.reply(200, two);
  service.reply(200, "{}");
  CHECK(cli.run({"jobs", "delete", "--job-name", "etl"}).exit_code == 0);
  CHECK(service.requests[0].target == "/api/2.0/jobs/list?name=etl");
  CHECK(service.requests[1].body == R"({"job_id": "1"})");

  service.reply(200, R"({"jobs":[{"job_id":1,"settings":{"name":"a"}},{"job_id":2,"settings":{"name":"a"}}]})");
  const auto twice = cli.run({"jobs", "get", "--job-name", "a"});
  CHECK(twice.exit_code == 1);
  CHECK(twice.err == "Error: More than 1 job was named a, please use --job-id. Job ids found: 1, 2\n");
  service.reply(200, two);
  CHECK(cli.run({"jobs", "get", "--job-name", "none"}).err == "Error: No jobs with name none were found\n");
  CHECK(cli.run({"jobs", "get", "--job-name", ""}).exit_code == 1);
  CHECK(cli.run({"jobs", "get", "--job-name", "a", "--job-id", "1"}).exit_code == 2);
  CHECK(cli.run({"jobs", "get", "1", "--job-name", "a"}).exit_code == 2);
  CHECK(service.requests.size() == 4);
}

TEST_CASE("jobs submit, list-runs, cancel-run: the modern commands speak API 2.2", "[commands][jobs]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  cli.environment["DATABRICKS_JOBS_API_VERSION"] = "2.0";
  service.reply(200, R"({"run_id":1})");
  CHECK(cli.run({"jobs", "submit", "--json", "{}", "--no-wait"}).out == "{\n  \"run_id\": 1\n}\n");
  service.reply(200, R"({"runs":[{"run_id":2,"job_id":1,"state":{"result_state":"FAILED"},"run_page_url":"u"}]})");
  CHECK(cli.run({"jobs", "list-runs", "--active-only"}).out ==
        "Job ID  Run ID  Result State  URL\n1       2       FAILED        u\n");
  service.reply(200, "{}");
  service.reply(200, R"({"state":{"life_cycle_state":"TERMINATED","result_state":"CANCELED"}})");
  CHECK(cli.run({"jobs", "cancel-run", "9"}).exit_code == 0);
  CHECK(service.requests[1].target == "/api/2.2/jobs/runs/list?active_only=true");
  CHECK(service.requests[3].target == "/api/2.2/jobs/runs/get?run_id=9");
  CHECK(cli.run({"jobs", "submit"}).exit_code == 1);
}

TEST_CASE("jobs configure: changes one key of the profile in force", "[commands][jobs]") {
  CommandFixture cli;
  cli.environment.erase("DATABRICKS_HOST");
  cli.write_file(".databrickscfg", "# mine\n[DEFAULT]\nhost = https://h\ntoken = t\n");
  CHECK(cli.run({"jobs", "configure", "--version", "2.1"}).out.empty());
  CHECK(cli.read(".databrickscfg") == "# mine\n[DEFAULT]\nhost = https://h\ntoken = t\njobs-api-version = 2.1\n");
  CHECK(cli.run({"jobs", "configure"}).exit_code == 0);
  CHECK(cli.read(".databrickscfg").find("jobs-api-version") == std::string::npos);
  CHECK(cli.run({"jobs", "configure", "--version", "2.1", "--profile", "none"}).exit_code == 1);
  CHECK(cli.run({"jobs", "configure", "--version", "1.0"}).exit_code == 2);
  CHECK(cli.read(".databrickscfg").find("[none]") == std::string::npos);
}

TEST_CASE("jobs configure: credentials of the environment stay out of the file", "[commands][jobs]") {
  CommandFixture cli;
  cli.environment["DATABRICKS_HOST"] = "https://h";
  cli.environment["DATABRICKS_TOKEN"] = "secret";
  const auto done = cli.run({"jobs", "configure", "--version=2.1"});
  CHECK(done.exit_code == 0);
  CHECK(done.err.find("DATABRICKS_JOBS_API_VERSION") != std::string::npos);
  CHECK(cli.read(".databrickscfg").find("secret") == std::string::npos);
}
