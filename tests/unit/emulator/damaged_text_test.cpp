#include <catch2/catch.hpp>

#include "emulator/store/store.hpp"
#include "support/jobs_fixture.hpp"

using namespace dbc;
using dbc::test::JobsFixture;

namespace {

/// Puts bytes that begin and end within characters into every text that an earlier version might have cut.
void damage(JobsFixture& ws) {
  auto store = emulator::Store::open(ws.folder.path() / "ws");
  REQUIRE(store);
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  const std::string cut = "\x96\x88 50% \xE2\x96";
  const std::string json =
      R"({"code":"INIT_SCRIPT_FAILURE","reason":{"parameters":{"why":")" + cut + R"("}},"error":")" + cut + R"("})";
  const std::vector<std::pair<std::string, std::string>> changes{
      {"UPDATE runs SET state_message = ?", cut},      {"UPDATE task_runs SET state_message = ?", cut},
      {"UPDATE clusters SET state_message = ?", cut},  {"UPDATE clusters SET termination_reason = ?", json},
      {"UPDATE cluster_events SET details = ?", json},
  };
  for (const auto& [sql, text] : changes) {
    auto statement = transaction->prepare(sql);
    REQUIRE(statement);
    REQUIRE(statement->bind(text).run());
  }
  REQUIRE(transaction->commit());
}

}  // namespace

TEST_CASE("damaged text: a workspace that holds cut characters can be read", "[emulator][utf8]") {
  JobsFixture ws;
  const auto id = ws.run_now(ws.create_job(JobsFixture::job_of({JobsFixture::task("a")})));
  const auto cluster = ws.create_cluster();
  ws.body_of(ws.post("clusters/delete", {{"cluster_id", cluster}}));
  damage(ws);
  const std::string shown = "\xEF\xBF\xBD\xEF\xBF\xBD 50% \xEF\xBF\xBD\xEF\xBF\xBD";
  CHECK(ws.run(id)["state"]["state_message"] == shown);
  for (const std::string version : {"2.0", "2.1", "2.2"})
    CHECK(ws.body_of(ws.get_in(version, "runs/list"))["runs"][0]["state"]["state_message"] == shown);
  CHECK(ws.cluster(cluster)["state_message"] == shown);
  CHECK(ws.cluster(cluster)["termination_reason"]["reason"]["parameters"]["why"] == shown);
  CHECK(ws.body_of(ws.get("clusters/list"))["clusters"].size() == 1);
  const Json events = ws.body_of(ws.post("clusters/events", {{"cluster_id", cluster}}))["events"];
  CHECK(events[0]["details"]["error"] == shown);
}

TEST_CASE("damaged text: what a request quotes comes back well-formed", "[emulator][utf8]") {
  JobsFixture ws;
  for (const std::string target : {"clusters/get?cluster_id=%E2%96", "dbfs/get-status?path=/%FF", "nothing/%C3"}) {
    const auto reply = ws.get(target);
    INFO(target << " " << reply.body);
    CHECK(reply.status >= 400);
    CHECK(parse_json(reply.body));
  }
}
