#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

const std::string k_ask = R"(
import http.client, json, os
from dbruntime.sdk_credential_provider import init_runtime_native_auth
url, headers = init_runtime_native_auth()
def ask(method, path, body=None, **more):
    connection = http.client.HTTPConnection(url.split('://')[1])
    connection.request(method, path, body, {**headers(), **more})
    reply = connection.getresponse()
    return reply.status, reply.getheader('Content-Length'), reply.read()
)";

}  // namespace

TEST_CASE("gateway: a task speaks HTTP with its workspace, as the user of the run", "[execution][gateway]") {
  RunsFixture ws;
  const bool has_cluster = GENERATE(true, false);
  Json task = ws.script("a", k_ask + R"(
print('DATABRICKS_RUNTIME_VERSION' in os.environ)
print(json.loads(ask('GET', '/api/2.0/preview/scim/v2/Me')[2])['userName'])
file = '/api/2.0/fs/files/Volumes/main/default/files/b.bin'
print(ask('PUT', file, b'\xff\x00\xfe', **{'Content-Type': 'application/octet-stream'})[0])
print(ask('GET', file), ask('HEAD', file)[:2])
print(ask('GET', '/api/2.0/jobs/get?job_id=1')[0], ask('GET', '/api/2.0/clusters/list', Authorization='Bearer x')[0])
)");
  if (!has_cluster) {
    task.erase("new_cluster");
    task["environment_key"] = "e";
  }
  const Json run = ws.finished(
      ws.submit({task}, {{"environments", Json::array({{{"environment_key", "e"}, {"spec", {{"client", "1"}}}}})}}));
  CHECK(ws.output_of(run, "a")["logs"] ==
        "True\nadmin@localhost\n204\n(200, '3', b'\\xff\\x00\\xfe') (200, '3')\n400 401\n");
}

TEST_CASE("gateway: it brings no more than a task can hold", "[execution][gateway]") {
  RunsFixture ws;
  const std::string code = k_ask +
                           "with open('/Volumes/main/default/files/big', 'wb') as f:\n  f.truncate((64 << 20) + 1)\n"
                           "status, _, text = ask('GET', '/api/2.0/fs/files/Volumes/main/default/files/big')\n"
                           "print(status, json.loads(text)['message'])\n";
  const Json run = ws.finished(ws.submit({ws.script("a", code)}));
  CHECK_THAT(ws.output_of(run, "a")["logs"].get<std::string>(), Catch::StartsWith("400 The reply has more than"));
}
