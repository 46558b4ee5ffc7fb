#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/store/store.hpp"
#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

/// Admits runs and leaves them: a door that dies right after its commit.
class NoLauncher final : public emulator::RunLauncher {
 public:
  Result<void> prepare(emulator::RunRepository&, emulator::Run&, TimePoint) override { return {}; }
  void start(std::int64_t) override {}
};

const std::string k_wait = "import time\nopen('/dbfs/ready', 'a').write('x')\ntime.sleep(600)\n";

/// Fails as often as `times` says.
std::string failing(int times) {
  return "import os\np = '/dbfs/tries'\nn = os.path.getsize(p) if os.path.exists(p) else 0\n"
         "open(p, 'a').write('x')\nprint('try', n)\nassert n >= " +
         std::to_string(times) + "\n";
}

}  // namespace

TEST_CASE("control: a failed task is tried again, as often as its settings say", "[execution][control]") {
  RunsFixture ws;
  const int failures = GENERATE(1, 5);
  const Json run = ws.finished(ws.submit({ws.script("a", failing(failures), {{"max_retries", 2}})}));
  CHECK(run["tasks"].size() == (failures == 1 ? 2 : 3));
  CHECK(ws.result_of(run) == (failures == 1 ? "TERMINATED/SUCCESS" : "INTERNAL_ERROR/FAILED"));
  CHECK(ws.result_of(run["tasks"][0]) == "TERMINATED/FAILED");
  for (std::size_t i = 0; i < run["tasks"].size(); ++i) CHECK(run["tasks"][i]["attempt_number"] == i);
}

TEST_CASE("control: a run of the flat form is tried again as another run", "[execution][control]") {
  RunsFixture ws;
  Json job = ws.script("x", failing(1), {{"name", "flat"}, {"max_retries", 1}, {"min_retry_interval_millis", 300}});
  job.erase("task_key");
  const auto job_id = ws.body_of(ws.call("POST", "/api/2.0/jobs/create", job))["job_id"].get<std::int64_t>();
  const auto first = ws.run_now(job_id);
  const Json failed = ws.finished(first);
  CHECK(ws.result_of(failed) == "TERMINATED/FAILED");
  const auto query = "jobs/runs/list?job_id=" + std::to_string(job_id);
  ws.await([&] {
    const Json runs = ws.get(query)["runs"];
    return runs.size() == 2 && runs[0]["end_time"].get<std::int64_t>() > 0;
  });
  const Json second = ws.get(query)["runs"][0];
  CHECK(second["trigger"] == "RETRY");
  CHECK(second["attempt_number"] == 1);
  CHECK(second["original_attempt_run_id"] == first);
  CHECK(ws.result_of(second) == "TERMINATED/SUCCESS");
  const Json again = ws.run(second["run_id"].get<std::int64_t>());
  CHECK(again["tasks"][0]["start_time"].get<std::int64_t>() - failed["tasks"][0]["start_time"].get<std::int64_t>() >=
        300);
}

TEST_CASE("control: a task beyond its time ends as timed out, with all its processes", "[execution][control]") {
  RunsFixture ws;
  const bool is_run_limit = GENERATE(false, true);
  const std::string code = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + k_wait;
  std::ofstream(ws.root() / "emulator.toml") << "[runs]\ngrace_ms = 100\n";
  const Json limit{{"timeout_seconds", 1}};
  const auto id =
      ws.submit({ws.script("a", code, is_run_limit ? Json::object() : limit)}, is_run_limit ? limit : Json::object());
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "TERMINATED/TIMEDOUT");
  CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/TIMEDOUT");
  CHECK(run["state"]["user_cancelled_or_timedout"] == true);
  CHECK_FALSE(ws.output_of(run, "a").contains("error"));
  CHECK(ws.processes_of(id).empty());
}

TEST_CASE("control: a cancelled run ends soon, with all its processes", "[execution][control]") {
  RunsFixture ws;
  const auto id = ws.submit({ws.script("a", k_wait), ws.script("b", "", ws.after({"a"}))});
  ws.await([&] { return !ws.read("ready").empty(); });
  ws.cancel(id);
  CHECK(ws.run(id)["state"]["life_cycle_state"] != "RUNNING");
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "TERMINATED/CANCELED");
  CHECK(run["state"]["state_message"] == "Run cancelled.");
  CHECK_FALSE(ws.output_of(run, "a").contains("error"));
  CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/CANCELED");
  CHECK(ws.result_of(ws.task_of(run, "b")) == "TERMINATED/CANCELED");
  CHECK(ws.processes_of(id).empty());
}

TEST_CASE("control: a run that was admitted and never begun is started at the next look", "[execution][control]") {
  RunsFixture ws;
  NoLauncher none;
  ws.open(&none);
  const auto id = ws.submit({ws.script("a", "print(1)")});
  CHECK(ws.run(id)["state"]["life_cycle_state"] == "PENDING");
  ws.open();
  CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/SUCCESS");
}

TEST_CASE("control: the queue is served when a run ends", "[execution][control]") {
  RunsFixture ws;
  const auto job = ws.create_job({ws.script("a", "print(1)")}, {{"queue", {{"enabled", true}}}});
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(ws.run_now(job));
  for (const auto id : ids) CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/SUCCESS");
}

TEST_CASE("control: a repair runs what failed and keeps the rest", "[execution][control]") {
  RunsFixture ws;
  const auto job = ws.create_job({ws.script("good", "print(1)"), ws.script("bad", failing(1)),
                                  ws.script("last", "print(2)", ws.after({"good", "bad"}))});
  const auto id = ws.run_now(job);
  const Json before = ws.finished(id);
  CHECK(ws.result_of(before) == "INTERNAL_ERROR/FAILED");
  CHECK(ws.result_of(ws.task_of(before, "last")).ends_with("/UPSTREAM_FAILED"));
  ws.post("jobs/runs/repair", {{"run_id", id}, {"rerun_all_failed_tasks", true}});
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(ws.result_of(ws.task_of(run, "last")) == "TERMINATED/SUCCESS");
  CHECK(ws.task_of(run, "good")["run_id"] == ws.task_of(before, "good")["run_id"]);
  CHECK(ws.task_of(run, "bad")["run_id"] != ws.task_of(before, "bad")["run_id"]);
}

TEST_CASE("control: a hundred runs at once end as they should", "[execution][control][many]") {
  RunsFixture ws;
  const auto job = ws.create_job({ws.script("a", "print('done')")}, {{"max_concurrent_runs", 100}});
  const auto broken = ws.create_job({ws.script("b", "raise SystemExit(3)")}, {{"max_concurrent_runs", 100}});
  std::vector<std::int64_t> good;
  std::vector<std::int64_t> bad;
  for (int i = 0; i < 50; ++i) {
    good.push_back(ws.run_now(job));
    bad.push_back(ws.run_now(broken));
  }
  for (const auto id : good) CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/SUCCESS");
  for (const auto id : bad) CHECK(ws.result_of(ws.finished(id)) == "INTERNAL_ERROR/FAILED");
  good.insert(good.end(), bad.begin(), bad.end());
  for (const auto id : good) {
    ws.await([&] { return !std::filesystem::exists(ws.lock_of(id)); });
    CHECK(ws.processes_of(id).empty());
  }
}

TEST_CASE("control: a door with several connections loses nothing to supervisors that end", "[execution][control]") {
  RunsFixture ws;
  auto store = emulator::Store::open(ws.root());
  REQUIRE(store);
  {
    auto first = (*store)->begin_read();
    auto second = (*store)->begin_read();
    REQUIRE(first);
    REQUIRE(second);
  }
  for (int i = 0; i < 3; ++i)
    CHECK(ws.result_of(ws.finished(ws.submit({ws.script("a", "print(1)")}))) == "TERMINATED/SUCCESS");
  CHECK(std::filesystem::exists(ws.root() / "workspace.db-wal"));
}

TEST_CASE("control: a repair of what failed leaves out what was left out", "[execution][control][repair]") {
  RunsFixture ws;
  const auto job = ws.create_job({ws.script("off", "print(1)", {{"disabled", true}}),
                                  ws.script("after_off", "print(1)", ws.after({"off"})), ws.script("bad", failing(1)),
                                  ws.script("on_failure", "print(1)", ws.after({"off"}, {{"run_if", "ALL_FAILED"}}))});
  const auto id = ws.run_now(job);
  const Json before = ws.finished(id);
  CHECK(ws.result_of(ws.task_of(before, "after_off")) == "TERMINATED/DISABLED");
  ws.post("jobs/runs/repair", {{"run_id", id}, {"rerun_all_failed_tasks", true}});
  const Json run = ws.finished(id);
  for (const std::string key : {"off", "after_off", "on_failure"})
    CHECK(ws.task_of(run, key)["run_id"] == ws.task_of(before, key)["run_id"]);
  CHECK(ws.task_of(run, "bad")["run_id"] != ws.task_of(before, "bad")["run_id"]);
  CHECK(run["tasks"].size() == before["tasks"].size() + 1);
}

TEST_CASE("control: a repair needs a failed task that the job still has", "[execution][control][repair]") {
  RunsFixture ws;
  const auto job = ws.create_job({ws.script("good", "print(1)"), ws.script("bad", "assert False\n")});
  const auto id = ws.run_now(job);
  ws.finished(id);
  ws.post("jobs/reset", {{"job_id", job}, {"new_settings", {{"name", "job"}, {"tasks", {ws.script("good", "")}}}}});
  const auto reply = ws.call("POST", "/api/2.1/jobs/runs/repair", {{"run_id", id}, {"rerun_all_failed_tasks", true}});
  CHECK(reply.status == 400);
  CHECK_THAT(reply.body, Catch::Contains("no failed tasks"));
}
