#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

TEST_CASE("clusters list: the table has id, name and state; JSON is the reply", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string reply =
      R"({"clusters":[{"cluster_id":"1","cluster_name":"a","state":"RUNNING"},{"cluster_id":"22","cluster_name":"é","state":"PENDING"}],"n":1e5})";
  service.reply(200, reply);
  service.reply(200, reply);
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "list"}).out == " 1  a  RUNNING\n22  é  PENDING\n");
  const auto json = cli.run({"clusters", "list", "--output", "json"}).out;
  CHECK(json.starts_with("{\n  \"clusters\": [\n    {\n      \"cluster_id\": \"1\","));
  CHECK(json.ends_with("  ],\n  \"n\": 100000.0\n}\n"));
  CHECK(json.find("\\u00e9") != std::string::npos);
  CHECK(cli.run({"clusters", "list"}).out == "\n");
  CHECK(service.requests.front().target == "/api/2.0/clusters/list");
}

TEST_CASE("clusters list: the modern spelling prints the items", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, R"({"clusters":[{"state":"RUNNING","cluster_id":"1","cluster_name":"<a>"}]})");
  service.reply(200, R"({"clusters":[{"state":"RUNNING","cluster_id":"1","cluster_name":"a"}]})");
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "list", "-o", "json"}).out ==
        "[\n  {\n    \"cluster_id\": \"1\",\n    \"cluster_name\": \"\\u003ca\\u003e\",\n    \"state\": \"RUNNING\"\n  "
        "}\n]\n");
  CHECK(cli.run({"clusters", "list", "-o", "text"}).out == "ID  Name  State\n1   a     RUNNING\n");
  CHECK(cli.run({"clusters", "list", "-o", "json"}).out == "[]\n");
}

TEST_CASE("clusters get: by id in both spellings, by name, and not by both", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 2; ++i) service.reply(200, R"({"cluster_id":"x y"})");
  CHECK(cli.run({"clusters", "get", "--cluster-id", "x y"}).out == "{\n  \"cluster_id\": \"x y\"\n}\n");
  CHECK(cli.run({"clusters", "get", "x y"}).exit_code == 0);
  CHECK(service.requests[0].target == "/api/2.0/clusters/get?cluster_id=x+y");
  CHECK(service.requests[1].target == service.requests[0].target);

  service.reply(200, R"({"clusters":[{"cluster_id":"1","cluster_name":"n"},{"cluster_id":"2","cluster_name":"n"}]})");
  const auto twice = cli.run({"clusters", "get", "--cluster-name", "n"});
  CHECK(twice.exit_code == 1);
  CHECK(twice.err.find("1, 2") != std::string::npos);

  CHECK(cli.run({"clusters", "get"}).exit_code == 2);
  CHECK(cli.run({"clusters", "get", "--cluster-id", "a", "--cluster-name", "b"}).exit_code == 2);
  CHECK(cli.run({"clusters", "get", "--cluster-id", "a", "b"}).exit_code == 2);
}

TEST_CASE("clusters create: takes text, file and @file, and refuses what is not JSON", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const auto file = cli.write_file("c.json", R"({"a": 1e5, "b": "é"})");
  service.reply(200, R"({"cluster_id":"c"})");
  service.reply(200, R"({"cluster_id":"c"})");
  CHECK(cli.run({"clusters", "create", "--json", R"({"a":1})"}).out == "{\n  \"cluster_id\": \"c\"\n}\n");
  CHECK(cli.run({"clusters", "create", "--json-file", file}).exit_code == 0);
  CHECK(service.requests[1].body == R"({"a": 100000.0, "b": "\u00e9"})");

  const auto bad = cli.run({"clusters", "create", "--json", "{bad"});
  CHECK(bad.exit_code == 1);
  CHECK(bad.out.empty());
  CHECK(bad.err.starts_with("Error: the text of --json is not valid JSON at byte 2"));
  CHECK(cli.run({"clusters", "create", "--json-file", "/no/such"}).err.find("/no/such") != std::string::npos);
  CHECK(cli.run({"clusters", "create"}).err == "Error: Either --json-file or --json should be provided\n");
  CHECK(cli.run({"clusters", "create", "--json", "{}", "--json-file", file}).exit_code == 1);
  CHECK(service.requests.size() == 2);
}

TEST_CASE("clusters create: a file in UTF-16 is read", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  for (int i = 0; i < 2; ++i) service.reply(200, R"({"cluster_id":"c"})");
  const auto file = cli.write_file("c.json", std::string("\xff\xfe{\0\"\0a\0\"\0:\0\"\0\xe9\0\"\0}\0", 20));
  CHECK(cli.run({"clusters", "create", "--json-file", file}).exit_code == 0);
  CHECK(cli.run({"clusters", "create", "--json", "@" + file, "--no-wait"}).exit_code == 0);
  for (const auto& request : service.requests) CHECK(request.body == R"({"a": "\u00e9"})");
  const auto broken = cli.write_file("d.json", "\xff\xfe{");
  const auto refused = cli.run({"clusters", "create", "--json-file", broken});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("d.json: the text is UTF-16, and broken at byte 2. Save it as UTF-8.") != std::string::npos);
}

TEST_CASE("clusters create @file: the modern spelling waits for RUNNING", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const auto file = cli.write_file("c.json", "{}");
  service.reply(200, R"({"cluster_id":"c"})");
  service.reply(200, R"({"state":"PENDING"})");
  service.reply(200, R"({"state":"RUNNING"})");
  CHECK(cli.run({"clusters", "create", "--json", "@" + file}).out == "{\n  \"state\": \"RUNNING\"\n}\n");
  CHECK(service.requests.size() == 3);
  CHECK(service.requests[1].target == "/api/2.0/clusters/get?cluster_id=c");
}

TEST_CASE("clusters update: sends the mask and waits, unless told not to", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string body = R"({"cluster_id":"c","update_mask":"num_workers","cluster":{"num_workers":2}})";
  service.reply(200, "{}");
  service.reply(200, R"({"state":"RUNNING"})");
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "update", "--json", body}).out == "{\n  \"state\": \"RUNNING\"\n}\n");
  CHECK(service.requests[0].target == "/api/2.1/clusters/update");
  CHECK(service.requests[1].target == "/api/2.0/clusters/get?cluster_id=c");
  CHECK(cli.run({"clusters", "update", "--json", body, "--no-wait"}).exit_code == 0);
  CHECK(service.requests.size() == 3);
  CHECK(cli.run({"clusters", "update", "--json", "{"}).exit_code == 1);
  CHECK(cli.run({"clusters", "update"}).exit_code == 1);
  CHECK(service.requests.size() == 3);
}

TEST_CASE("clusters start: waits in the modern spelling only, and says how it failed", "[commands][clusters]") {
  CommandFixture cli;
  cli.environment["DATABRICKS_HOST"] = "https://h";
  cli.environment["DATABRICKS_TOKEN"] = "t";
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "start", "--cluster-id", "c"}).out.empty());
  CHECK(service.requests[0].body == R"({"cluster_id": "c"})");
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "start", "c", "--no-wait"}).exit_code == 0);
  service.reply(200, "{}");
  service.reply(200, R"({"state":"TERMINATED","state_message":"no quota"})");
  const auto failed = cli.run({"clusters", "start", "c"});
  CHECK(failed.exit_code == 1);
  CHECK(failed.err.find("no quota") != std::string::npos);
  service.reply(200, "{}");
  for (int i = 0; i < 5; ++i) service.reply(200, R"({"state":"PENDING"})");
  CHECK(cli.run({"clusters", "start", "c", "--timeout", "5s"}).err.find("--timeout") != std::string::npos);
  CHECK(cli.run({"clusters", "start", "c", "--timeout", "5"}).exit_code == 2);
}

TEST_CASE("clusters resize: the number must be one, also below zero", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "resize", "--cluster-id", "c", "--num-workers", "-5"}).exit_code == 0);
  CHECK(service.requests[0].body == R"({"cluster_id": "c", "num_workers": -5})");
  const auto bad = cli.run({"clusters", "resize", "--cluster-id", "c", "--num-workers", "two"});
  CHECK(bad.exit_code == 2);
  CHECK(bad.err.ends_with("Error: Invalid value for '--num-workers': 'two' is not a valid integer.\n"));
}

TEST_CASE("clusters events: sends text values and prints local times", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  service.reply(200,
                R"({"events":[{"timestamp":0,"type":"CREATING","details":{"user":"u"}},{"timestamp":1,"type":"X"}]})");
  const auto out = cli.run({"clusters", "events", "--cluster-id", "c", "--limit", "5"}).out;
  CHECK(service.requests[0].body == R"({"cluster_id": "c", "event_types": [], "limit": "5"})");
  CHECK(out.find("CREATING  {'user': 'u'}\n") != std::string::npos);
  CHECK(out.starts_with("19"));
}

TEST_CASE("clusters start, delete, resize: take a name for the id", "[commands][clusters]") {
  CommandFixture cli;
  auto& service = cli.use_fake_service();
  const std::string list =
      R"({"clusters":[{"cluster_id":"1","cluster_name":"n"},{"cluster_id":"2","cluster_name":"m"}]})";
  service.reply(200, list);
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "delete", "--cluster-name", "m"}).exit_code == 0);
  CHECK(service.requests[1].body == R"({"cluster_id": "2"})");
  service.reply(200, list);
  service.reply(200, "{}");
  CHECK(cli.run({"clusters", "resize", "--cluster-name", "n", "--num-workers", "2"}).exit_code == 0);
  CHECK(service.requests[3].body == R"({"cluster_id": "1", "num_workers": 2})");
  service.reply(200, list);
  CHECK(cli.run({"clusters", "start", "--cluster-name", "none"}).exit_code == 1);
  CHECK(cli.run({"clusters", "start"}).exit_code == 2);
}
