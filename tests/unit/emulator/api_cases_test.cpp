#include <catch2/catch.hpp>

#include "dbc/emulator/http/server.hpp"
#include "support/http_client.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::HttpClient;
using dbc::test::WorkspaceFixture;

namespace {

/// One request and what its answer must look like.
struct ApiCase {
  std::string name;
  std::string method;
  std::string target;
  std::string body;
  int status;
  std::vector<std::string> has = {};
  std::vector<std::string> has_not = {};
  std::string content_type = "application/json";
};

std::string create_with(const std::string& more) {
  return R"({"spark_version":"15.4.x-scala2.12","node_type_id":"Standard_DS3_v2","num_workers":1)" +
         (more.empty() ? "" : "," + more) + "}";
}

const std::string k_create = "/api/2.0/clusters/create";

std::vector<ApiCase> routing_cases() {
  return {
      {"front page", "GET", "/", "", 200, {"<!DOCTYPE html>"}},
      {"discovery",
       "GET",
       "/.well-known/databricks-config",
       "",
       200,
       {R"("host_type":"workspace")", R"("workspace_id":")"}},
      {"health", "GET", "/_internal/health", "", 200, {R"({"status":"ok"})"}},
      {"who am I",
       "GET",
       "/api/2.0/preview/scim/v2/Me",
       "",
       200,
       {R"("userName":"admin@localhost")", R"("display":"admins")"}},
      {"unknown path",
       "GET",
       "/api/2.0/clusters/foo",
       "",
       404,
       {R"({"error_code":"ENDPOINT_NOT_FOUND","message":"No API found for 'GET /clusters/foo'"})"}},
      {"known path, wrong verb",
       "DELETE",
       "/api/2.1/clusters/list",
       "",
       404,
       {"No API found for 'DELETE /clusters/list'"}},
      {"unknown version", "GET", "/api/9.9/clusters/list", "", 404, {"No API found for 'GET /clusters/list'"}},
      {"outside the API", "GET", "/nothing/here?x=1", "", 404, {"No API found for 'GET /nothing/here'"}},
      {"not modelled",
       "POST",
       "/api/2.0/external-function",
       "{}",
       501,
       {"NOT_IMPLEMENTED", "serving_endpoints.http_request", "POST /api/2.0/external-function"}},
      {"not modelled, with parameters", "GET", "/api/2.0/fs/files/Volumes/a/b", "", 501, {"files.download"}},
      {"slashes collapse", "GET", "//api/2.0//clusters/list/", "", 200, {"{}"}},
      {"climbing is refused", "GET", "/api/2.0/../clusters", "", 400, {"Invalid request path"}},
      {"hidden climbing is refused", "GET", "/api/2.0/workspace-files/%2e%2e%2Fx", "", 400, {"Invalid request path"}},
      {"broken escape", "GET", "/api/2.0/%zz", "", 400, {"Invalid request path"}},
      {"not UTF-8", "GET", "/api/2.0/clusters/get?cluster_id=%ff", "", 400, {"MALFORMED_REQUEST"}},
      {"encoded segment", "GET", "/api/2.0/%63lusters/list", "", 200, {"{}"}},
      {"absolute form", "GET", "http://host:1/api/2.0/clusters/list", "", 200, {"{}"}},
  };
}

std::vector<ApiCase> body_cases() {
  return {
      {"broken JSON", "POST", k_create, "{bad", 400, {"MALFORMED_REQUEST", "Could not parse request object: "}},
      {"broken JSON that curl calls a form",
       "POST",
       k_create,
       "{bad",
       400,
       {"MALFORMED_REQUEST"},
       {},
       "application/x-www-form-urlencoded"},
      {"JSON that curl calls a form",
       "POST",
       k_create,
       "{}",
       400,
       {"Missing required field: spark_version"},
       {},
       "application/x-www-form-urlencoded"},
      {"a real form",
       "POST",
       "/api/2.0/clusters/start",
       "cluster_id=a%20b",
       400,
       {"Cluster a b does not exist"},
       {},
       "application/x-www-form-urlencoded"},
      {"an array", "POST", k_create, "[]", 400, {"Expected 'OBJECT' for the body"}},
      {"a number too deep", "POST", k_create, std::string(2000, '['), 400, {"MALFORMED_REQUEST"}},
      {"empty body", "POST", "/api/2.0/clusters/start", "", 400, {"Missing required field: cluster_id"}},
      {"null is absent",
       "POST",
       "/api/2.0/clusters/start",
       R"({"cluster_id":null})",
       400,
       {"Missing required field: cluster_id"}},
      {"wrong type",
       "POST",
       "/api/2.0/clusters/start",
       R"({"cluster_id":{}})",
       400,
       {"Expected 'STRING' for field 'cluster_id'"}},
      {"GET with a body",
       "GET",
       "/api/2.0/clusters/get",
       R"({"cluster_id":"from-body"})",
       400,
       {"Cluster from-body does not exist"}},
      {"the query wins",
       "GET",
       "/api/2.0/clusters/get?cluster_id=q",
       R"({"cluster_id":"b"})",
       400,
       {"Cluster q does not exist"}},
      {"query over an odd body",
       "GET",
       "/api/2.1/clusters/list?filter_by.is_pinned=true",
       R"({"filter_by":3})",
       200,
       {"{}"}},
      {"query against itself",
       "GET",
       "/api/2.1/clusters/list?filter_by=1&filter_by.is_pinned=true",
       "",
       400,
       {"filter_by"}},
      {"deep query", "GET", "/api/2.1/clusters/list?a.b.c.d.e.f.g.h.i.j.k.l=1&=2&&x", "", 200, {"{}"}},
      {"truth in capitals", "GET", "/api/2.1/clusters/list?filter_by.is_pinned=True", "", 200, {"{}"}},
      {"no truth",
       "GET",
       "/api/2.1/clusters/list?filter_by.is_pinned=maybe",
       "",
       400,
       {"Expected 'BOOLEAN' for field 'is_pinned'"}},
  };
}

std::vector<ApiCase> cluster_cases() {
  const std::string node = R"({"spark_version":"15.4.x-scala2.12","num_workers":1)";
  return {
      {"no node type",
       "POST",
       k_create,
       node + "}",
       400,
       {"Missing required field 'node_type_id'", "CM_API_ERROR_SOURCE_CALLER_ERROR"}},
      {"unknown node type",
       "POST",
       k_create,
       node + R"(,"node_type_id":"nope"})",
       400,
       {"Node type nope is not supported. Supported node types: "}},
      {"unknown driver", "POST", k_create, create_with(R"("driver_node_type_id":"nope")"), 400, {"Node type nope"}},
      {"node type with quotes", "POST", k_create, node + R"(,"node_type_id":"a\" = {"})", 400, {"is not supported"}},
      {"unknown runtime",
       "POST",
       k_create,
       R"({"spark_version":"1.0","node_type_id":"i3.xlarge","num_workers":1})",
       400,
       {"Invalid spark version 1.0."}},
      {"no size",
       "POST",
       k_create,
       R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge"})",
       400,
       {R"("message":"Missing required field: size")"}},
      {"two sizes",
       "POST",
       k_create,
       create_with(R"("autoscale":{"min_workers":1,"max_workers":2})"),
       400,
       {"either num_workers or autoscale"}},
      {"negative size", "POST", "/api/2.1/clusters/create", create_with(R"("num_workers":-1)"), 400, {"num_workers"}},
      {"monstrous size", "POST", k_create, create_with(R"("num_workers":2000000000)"), 400, {"num_workers"}},
      {"size beyond 64 bits",
       "POST",
       k_create,
       create_with(R"("num_workers":123456789012345678901234567890)"),
       400,
       {"Expected 'INTEGER' for field 'num_workers'"}},
      {"size in words",
       "POST",
       k_create,
       create_with(R"("num_workers":"two")"),
       400,
       {"Expected 'INTEGER' for field 'num_workers'"}},
      {"upside-down autoscale",
       "POST",
       k_create,
       R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","autoscale":{"min_workers":3,"max_workers":2}})",
       400,
       {"autoscale.max_workers"}},
      {"half an autoscale",
       "POST",
       k_create,
       R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","autoscale":{"min_workers":3}})",
       400,
       {"Missing required field: autoscale.max_workers"}},
      {"autotermination too short",
       "POST",
       k_create,
       create_with(R"("autotermination_minutes":9)"),
       400,
       {"autotermination_minutes", "10 and 10000"}},
      {"autotermination too long",
       "POST",
       k_create,
       create_with(R"("autotermination_minutes":10001)"),
       400,
       {"autotermination_minutes"}},
      {"unknown pool",
       "POST",
       k_create,
       create_with(R"("instance_pool_id":"p1")"),
       400,
       {"Can't find an instance pool with id: p1."}},
      {"unknown policy",
       "POST",
       k_create,
       create_with(R"("policy_id":"P1")"),
       400,
       {"Can't find a cluster policy with id: P1."}},
      {"unknown mode",
       "POST",
       k_create,
       create_with(R"("data_security_mode":"SOME")"),
       400,
       {"MALFORMED_REQUEST", "data_security_mode"}},
      {"bad tag", "POST", k_create, create_with(R"("custom_tags":{"a<b":"x"})"), 400, {"custom tag key"}},
      {"conf of a wrong type",
       "POST",
       k_create,
       create_with(R"("spark_conf":{"a":[]})"),
       400,
       {"Expected 'STRING' for field 'spark_conf.a'"}},
      {"keys of a wrong type",
       "POST",
       k_create,
       create_with(R"("ssh_public_keys":"k")"),
       400,
       {"Expected 'LIST' for field 'ssh_public_keys'"}},
      {"too many keys",
       "POST",
       k_create,
       create_with(R"("ssh_public_keys":["1","2","3","4","5","6","7","8","9","10","11"])"),
       400,
       {"at most 10 ssh_public_keys"}},
      {"long idempotency token",
       "POST",
       k_create,
       create_with(R"("idempotency_token":")" + std::string(65, 'x') + "\""),
       400,
       {"idempotency_token"}},
      {"clone of nothing",
       "POST",
       k_create,
       create_with(R"("clone_from":{"source_cluster_id":"c9"})"),
       400,
       {"Cluster c9 does not exist"}},
      {"get of nothing",
       "GET",
       "/api/2.1/clusters/get?cluster_id=x",
       "",
       400,
       {R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Cluster x does not exist"})"}},
      {"get without id", "GET", "/api/2.0/clusters/get", "", 400, {"Missing required field: cluster_id"}},
      {"pin of nothing", "POST", "/api/2.0/clusters/pin", R"({"cluster_id":"x"})", 400, {"Cluster x does not exist"}},
      {"edit of nothing", "POST", "/api/2.0/clusters/edit", R"({"cluster_id":"x"})", 400, {"Cluster x does not exist"}},
      {"events of nothing",
       "POST",
       "/api/2.0/clusters/events",
       R"({"cluster_id":"x"})",
       400,
       {"Cluster x does not exist"}},
      {"events of a bad order",
       "POST",
       "/api/2.0/clusters/events",
       R"({"cluster_id":"x","order":"UP"})",
       400,
       {"Expected 'GetEventsOrder'"}},
      {"events beyond the limit",
       "POST",
       "/api/2.0/clusters/events",
       R"({"cluster_id":"x","limit":501})",
       400,
       {"limit must be between 0 and 500"}},
      {"list of nothing", "GET", "/api/2.1/clusters/list", "", 200, {"{}"}},
      {"bad page size", "GET", "/api/2.1/clusters/list?page_size=-1", "", 400, {"page_size"}},
      {"unknown state", "GET", "/api/2.1/clusters/list?filter_by.cluster_states=ASLEEP", "", 400, {"State"}},
      {"unknown sort field", "GET", "/api/2.1/clusters/list?sort_by.field=AGE", "", 400, {"sort_by.field"}},
      {"runtimes",
       "GET",
       "/api/2.0/clusters/spark-versions",
       "",
       200,
       {R"~({"key":"15.4.x-scala2.12","name":"15.4 LTS (includes Apache Spark 3.5.0, Scala 2.12)"})~",
        "16.4.x-scala2.13", "7.3.x-scala2.12", "-cpu-ml-"}},
      {"node types",
       "GET",
       "/api/2.1/clusters/list-node-types",
       "",
       200,
       {R"("node_type_id":"Standard_E8s_v3")", R"("node_type_id":"m5.large")", R"("node_instance_type":{)"},
       {"null"}},
      {"zones",
       "GET",
       "/api/2.0/clusters/list-zones",
       "",
       200,
       {R"({"zones":["local-a","local-b","local-c"],"default_zone":"local-a"})"}},
  };
}

std::vector<ApiCase> job_cases() {
  const std::string cyclic =
      R"({"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/a"},"depends_on":[{"task_key":"b"}]},)"
      R"({"task_key":"b","notebook_task":{"notebook_path":"/b"},"depends_on":[{"task_key":"a"}]}]})";
  return {
      {"list of nothing", "GET", "/api/2.0/jobs/list", "", 200, {"{}"}},
      {"page of nothing", "GET", "/api/2.2/jobs/list?limit=100", "", 200, {R"({"has_more":false})"}},
      {"runs of nothing", "GET", "/api/2.0/jobs/runs/list", "", 200, {R"({"has_more":false})"}},
      {"get of nothing",
       "GET",
       "/api/2.2/jobs/get?job_id=1",
       "",
       400,
       {R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job 1 does not exist."})"}},
      {"run of nothing",
       "GET",
       "/api/2.1/jobs/runs/get?run_id=1",
       "",
       400,
       {R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Run 1 does not exist."})"}},
      {"start of nothing", "POST", "/api/2.1/jobs/run-now", "{}", 400, {"Job 0 does not exist."}},
      {"a circle", "POST", "/api/2.2/jobs/create", cyclic, 400, {"Invalid dependency graph, the tasks 'a', 'b'"}},
      {"an id beyond 64 bits",
       "POST",
       "/api/2.1/jobs/delete",
       R"({"job_id":123456789012345678901234567890})",
       400,
       {"Expected 'INTEGER' for field 'job_id'"}},
      {"delete of nothing, once", "POST", "/api/2.0/jobs/delete", R"({"job_id":"1"})", 200, {"{}"}},
      {"delete of nothing, now", "POST", "/api/2.1/jobs/delete", R"({"job_id":"1"})", 400, {"Job 1 does not exist."}},
      {"unknown version", "GET", "/api/2.3/jobs/list", "", 404, {"No API found for 'GET /jobs/list'"}},
  };
}

void check_answer(const ApiCase& test, int status, const std::string& body) {
  INFO(test.name << ": " << body.substr(0, 500));
  CHECK(status == test.status);
  for (const auto& text : test.has) CHECK(body.find(text) != std::string::npos);
  for (const auto& text : test.has_not) CHECK(body.find(text) == std::string::npos);
}

/// Each case through the embedded door and through a socket; the answers must be the same bytes.
void check_both_doors(const std::vector<ApiCase>& cases) {
  WorkspaceFixture fixture;
  REQUIRE(fixture.workspace->set_token("secret"));
  auto server = Server::start(*fixture.workspace, {});
  REQUIRE(server);
  HttpClient client((*server)->port());
  for (const auto& test : cases) {
    const Request request{.method = test.method,
                          .target = test.target,
                          .headers = {{"Content-Type", test.content_type}},
                          .body = test.body};
    const Reply reply = fixture.workspace->handle(request, Door::embedded);
    check_answer(test, reply.status, reply.body);
    const auto answer =
        client.request(test.method, test.target,
                       "Authorization: Bearer secret\r\nContent-Type: " + test.content_type + "\r\n", test.body);
    INFO(test.name);
    CHECK(answer.status == reply.status);
    CHECK(answer.body == reply.body);
    CHECK(answer.headers.at("content-type") == reply.content_type);
  }
}

}  // namespace

TEST_CASE("api: routing is the same through both doors", "[emulator][api]") { check_both_doors(routing_cases()); }

TEST_CASE("api: bodies and queries are read the same through both doors", "[emulator][api]") {
  check_both_doors(body_cases());
}

TEST_CASE("api: clusters answer the same through both doors", "[emulator][api]") { check_both_doors(cluster_cases()); }
TEST_CASE("api: jobs answer the same through both doors", "[emulator][api]") { check_both_doors(job_cases()); }
