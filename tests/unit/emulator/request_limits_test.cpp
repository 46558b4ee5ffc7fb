#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/files/zip.hpp"
#include "emulator/http/quotable.hpp"
#include "support/workspace_fixture.hpp"

// What a request of somebody with a token may ask for at once, and what the answer may quote of it.

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::WorkspaceFixture;

namespace {

std::string code_of(const Reply& reply) {
  return std::to_string(reply.status) + " " + string_or(*parse_json(reply.body), "error_code", "");
}

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + replace_all(text, "#", std::to_string(i));
  return all;
}

struct LimitsFixture : WorkspaceFixture {
  Reply import(const std::string& content, const Json& more) {
    Json body{{"path", "/Shared/n"}, {"content", base64_encode(content)}, {"overwrite", false}};
    body.update(more);
    return post("workspace/import", body);
  }
  std::string import_model(const std::string& model) {
    const auto archive = write_zip({{.name = "n.python", .content = model}});
    REQUIRE(archive);
    return code_of(import(*archive, {{"format", "DBC"}}));
  }
};

std::string model_of(const std::string& commands) {
  return R"({"language":"python","name":"n","commands":[)" + commands + "]}";
}

}  // namespace

TEST_CASE("request limits: fields, values and members are counted", "[emulator][limits]") {
  LimitsFixture ws;
  const std::string list = "/api/2.0/clusters/list";
  const auto form = [&](std::size_t count) {
    return ws.workspace
        ->handle({.method = "POST",
                  .target = "/api/2.0/clusters/start",
                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = replace_all(repeated("a#=1", count), ",", "&")},
                 Door::embedded)
        .status;
  };
  CHECK(form(k_max_query_fields) == 400);
  CHECK(ws.call("GET", list + "?" + replace_all(repeated("a#=1", k_max_query_fields), ",", "&")).status == 200);
  const auto too_many = ws.call("GET", list + "?" + replace_all(repeated("a#=1", k_max_query_fields + 1), ",", "&"));
  CHECK(code_of(too_many) == "400 MALFORMED_REQUEST");
  for (const auto& body : {"{" + repeated("\"a#\":1", k_max_json_members + 1) + "}",
                           R"({"a":[)" + repeated("{}", k_max_json_values) + "]}"}) {
    const auto refused = ws.call("POST", "/api/2.0/clusters/start", body);
    CHECK(code_of(refused) == "400 MALFORMED_REQUEST");
    CHECK(refused.body.find("more than") != std::string::npos);
  }
}

TEST_CASE("request limits: an archive's notebook has so many cells and values", "[emulator][limits]") {
  LimitsFixture ws;
  CHECK(ws.import_model(model_of(repeated("{}", k_max_notebook_cells + 1))) == "400 MAX_NOTEBOOK_SIZE_EXCEEDED");
  const std::string cell = R"({"command":"","results":[)" + repeated("[]", k_max_notebook_values) + "]}";
  CHECK(ws.import_model(model_of(cell)) == "400 INVALID_PARAMETER_VALUE");
  CHECK(ws.import_model(model_of(repeated(R"({"command":"#"})", 100))) == "200 ");
}

TEST_CASE("request limits: cells of other forms are counted before they are converted", "[emulator][limits]") {
  LimitsFixture ws;
  std::string source = "# Databricks notebook source\n";
  for (std::size_t i = 0; i <= k_max_notebook_cells; ++i) source += "1\n\n# COMMAND ----------\n\n";
  REQUIRE(ws.import(source, {{"language", "PYTHON"}}).status == 200);
  CHECK(ws.get("workspace/export?path=/Shared/n").status == 200);
  for (const std::string format : {"JUPYTER", "HTML", "DBC"})
    CHECK(code_of(ws.get("workspace/export?path=/Shared/n&format=" + format)) == "400 MAX_NOTEBOOK_SIZE_EXCEEDED");
  const std::string jupyter = R"({"cells":[)" + repeated("{}", k_max_notebook_cells + 1) + "]}";
  CHECK(code_of(ws.import(jupyter, {{"path", "/Shared/j"}, {"format", "JUPYTER"}})) ==
        "400 MAX_NOTEBOOK_SIZE_EXCEEDED");
  std::string markdown;
  for (std::size_t i = 0; i <= k_max_notebook_cells; ++i) markdown += "```{r}\n1\n```\n";
  CHECK(code_of(ws.import(markdown, {{"path", "/Shared/m"}, {"format", "R_MARKDOWN"}})) ==
        "400 MAX_NOTEBOOK_SIZE_EXCEEDED");
}

TEST_CASE("request limits: an archive says how much it holds, and is believed no further", "[emulator][limits]") {
  LimitsFixture ws;
  const auto bomb = write_zip({{.name = "a.txt", .content = std::string(k_max_archive_bytes + 1, ' ')}});
  REQUIRE(bomb);
  CHECK(bomb->size() < 1'000'000);
  CHECK(code_of(ws.import(*bomb, {{"format", "SOURCE"}, {"language", "PYTHON"}})) == "400 INVALID_PARAMETER_VALUE");
  std::string lying = *bomb;
  // The size that the central directory tells, 24 bytes after its mark.
  const auto directory = lying.rfind("PK\x01\x02");
  REQUIRE(directory != std::string::npos);
  lying.replace(directory + 24, 4, std::string("\x01\0\0\0", 4));
  CHECK(code_of(ws.import(lying, {{"format", "SOURCE"}, {"language", "PYTHON"}})) == "400 INVALID_PARAMETER_VALUE");
}

TEST_CASE("request limits: a patch of many operations and a long filter are refused", "[emulator][limits]") {
  LimitsFixture ws;
  const std::string users = "/api/2.0/preview/scim/v2/Users";
  const auto made = parse_json(ws.call("POST", users, R"({"userName":"ada@example.com"})").body);
  REQUIRE(made);
  const std::string user = users + "/" + string_or(*made, "id", "");
  const std::string operation = R"({"op":"replace","path":"displayName","value":"#"})";
  CHECK(ws.call("PATCH", user, R"({"Operations":[)" + repeated(operation, 1001) + "]}").status == 413);
  CHECK(ws.call("PATCH", user, R"({"Operations":[)" + repeated(operation, 20) + "]}").status == 200);
  std::string filter = "id eq 1";
  while (filter.size() <= 4096) filter += " or id eq 1";
  CHECK(ws.call("GET", users + "?filter=" + percent_encode(filter)).status == 400);
}

TEST_CASE("request limits: a pattern that would try for ever ends", "[emulator][limits]") {
  LimitsFixture ws;
  const Json definition{{"custom_tags.t", {{"type", "regex"}, {"pattern", "(a+)+(a+)+(a+)+b"}}}};
  const auto policy =
      ws.body_of(ws.post("policies/clusters/create", {{"name", "p"}, {"definition", definition.dump()}}));
  const auto refused = ws.post("clusters/create", {{"policy_id", policy.at("policy_id")},
                                                   {"spark_version", "15.4.x-scala2.12"},
                                                   {"node_type_id", "i3.xlarge"},
                                                   {"num_workers", 1},
                                                   {"custom_tags", {{"t", std::string(200, 'a')}}}});
  CHECK(refused.status == 400);
}

TEST_CASE("request limits: a path has so many names", "[emulator][limits]") {
  LimitsFixture ws;
  std::string path = "/Shared";
  for (int i = 1; i < 256; ++i) path += "/a";
  CHECK(ws.post("workspace/mkdirs", {{"path", path}}).status == 200);
  CHECK(ws.post("dbfs/mkdirs", {{"path", path}}).status == 200);
  for (const std::string api : {"workspace/mkdirs", "dbfs/mkdirs", "dbfs/put"})
    CHECK(code_of(ws.post(api, {{"path", path + "/a"}})) == "400 INVALID_PARAMETER_VALUE");
  CHECK(ws.call("PUT", "/api/2.0/fs/directories/Volumes/main/default/files" + path).status == 400);
}

TEST_CASE("request limits: a patch, an update and a selection grow with what they name", "[emulator][limits]") {
  LimitsFixture ws;
  const std::string cluster = ws.create_cluster();
  const Json task{{"task_key", "a"}, {"notebook_task", {{"notebook_path", "/a"}}}, {"existing_cluster_id", cluster}};
  const auto job =
      ws.body_of(ws.call("POST", "/api/2.1/jobs/create", Json{{"name", "j"}, {"tasks", Json::array({task})}}.dump()));
  const Json only(std::vector<std::string>(50'000, "+a+"));
  CHECK(ws.call("POST", "/api/2.1/jobs/run-now", Json{{"job_id", job.at("job_id")}, {"only", only}}.dump()).status ==
        200);
  const Json many(std::vector<std::string>(1001, "tags"));
  const auto update =
      ws.call("POST", "/api/2.1/jobs/update", Json{{"job_id", job.at("job_id")}, {"fields_to_remove", many}}.dump());
  CHECK(code_of(update) == "400 INVALID_PARAMETER_VALUE");
  Json libraries = Json::array();
  for (int i = 0; i < 20'000; ++i) libraries.push_back({{"jar", "dbfs:/" + std::to_string(i) + ".jar"}});
  CHECK(ws.post("libraries/install", {{"cluster_id", cluster}, {"libraries", libraries}}).status == 200);
  CHECK(ws.post("libraries/uninstall", {{"cluster_id", cluster}, {"libraries", libraries}}).status == 200);
}

TEST_CASE("errors: no secret is quoted, whatever field it came in", "[emulator][limits][secrets]") {
  LimitsFixture ws;
  REQUIRE(ws.post("secrets/scopes/create", {{"scope", "s"}}).status == 200);
  const std::string secret = "dapi0123456789abcdef";
  const std::vector<Reply> answers{
      ws.call("POST", "/api/2.0/secrets/put", R"({"string_value":")" + secret),
      ws.call("POST", "/api/2.0/secrets/put", secret),
      ws.post("token/delete", {{"token_id", secret}}),
      ws.call("GET", "/api/2.0/" + secret),
      ws.post("clusters/get", {{"cluster_id", secret}}),
      ws.post("clusters/create", {{"spark_version", "https://me:0123456789abcdef@host/"}}),
  };
  for (const auto& answer : answers) {
    INFO(answer.body);
    CHECK(answer.status >= 400);
    CHECK(answer.body.find("0123456789abcdef") == std::string::npos);
  }
}

TEST_CASE("errors: what a policy refuses of a secret is not told", "[emulator][limits][secrets]") {
  LimitsFixture ws;
  const Json definition{{"spark_env_vars.PASS", {{"type", "fixed"}, {"value", "theirs"}}}};
  const auto policy =
      ws.body_of(ws.post("policies/clusters/create", {{"name", "p"}, {"definition", definition.dump()}}));
  const auto refused = ws.post("clusters/create", {{"policy_id", policy.at("policy_id")},
                                                   {"spark_version", "15.4.x-scala2.12"},
                                                   {"node_type_id", "i3.xlarge"},
                                                   {"num_workers", 1},
                                                   {"spark_env_vars", {{"PASS", "hunter2"}}}});
  CHECK(refused.status == 400);
  CHECK(refused.body.find("spark_env_vars.PASS") != std::string::npos);
  CHECK(refused.body.find("hunter2") == std::string::npos);
  CHECK(refused.body.find("theirs") == std::string::npos);
}

TEST_CASE("quotable: credentials are masked, other words stay", "[emulator][limits]") {
  const auto [text, shown] = GENERATE(table<std::string, std::string>({
      {"a dapi12ab-3 b", "a dapi... b"},
      {"dapi", "dapi"},
      {"https://me:pass@host/x", "https://...@host/x"},
      {"https://host/a@b", "https://host/a@b"},
      {"x://a:b@c y://d@e/", "x://...@c y://...@e/"},
      {"secret-1 is secret-1", "... is ..."},
      {"plain", "plain"},
  }));
  CHECK(without_secrets(text, "secret-1") == shown);
  CHECK(without_secrets("a", "a") == "a");
  CHECK(holds_secret("spark_env_vars.X"));
  CHECK(holds_secret("spark_conf.fs.azure.Account.Key.x"));
  CHECK_FALSE(holds_secret("num_workers"));
}
