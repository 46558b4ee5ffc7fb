#include "emulator/services/runs/run_admission.hpp"

#include <catch2/catch.hpp>

#include "support/jobs_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::JobsFixture;
using namespace std::chrono_literals;

namespace {

/// Leaves every run as it was admitted, for the test to carry out.
class IdleLauncher final : public RunLauncher {
 public:
  Result<void> prepare(RunRepository&, Run& run, TimePoint) override {
    prepared.push_back(run.id);
    return {};
  }
  void start(std::int64_t run_id) override { started.push_back(run_id); }
  std::vector<std::int64_t> prepared = {};
  std::vector<std::int64_t> started = {};
};

struct LauncherHolder {
  IdleLauncher launcher;
};

/// A workspace whose runs stay active, and the view that who carries them out has.
class ActiveRuns : public LauncherHolder, public JobsFixture {
 public:
  ActiveRuns() : JobsFixture(&launcher) {
    auto opened = Store::open(folder.path() / "ws");
    REQUIRE(opened);
    store = std::move(*opened);
  }

  /// Runs `step` in a transaction of its own.
  template <class Step>
  void write(Step step) {
    auto transaction = store->begin_write();
    REQUIRE(transaction);
    {
      Admission admission(*transaction, launcher, clock.now());
      step(admission);
      REQUIRE(transaction->commit());
      admission.start_admitted();
    }
  }

  void end(std::int64_t run_id, const RunState& state) {
    write([&](Admission& admission) {
      auto run = admission.runs().find_even_hidden(run_id);
      REQUIRE(run);
      REQUIRE(*run);
      CHECK(end_run(admission.runs(), **run, state, clock.now()));
      CHECK(admission.serve_queue((*run)->job_id));
    });
  }

  Json list(const std::string& query) { return body_of(get_in("2.1", "runs/list?" + query)); }

  std::unique_ptr<Store> store;
};

const RunState k_success{.life_cycle = LifeCycle::terminated, .result = "SUCCESS", .message = "", .code = "SUCCESS"};

Json limited(std::int64_t most, bool has_queue) {
  return JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task_after("b", "a")},
                             {{"max_concurrent_runs", most}, {"queue", {{"enabled", has_queue}}}});
}

}  // namespace

TEST_CASE("admission: a run begins, and its launcher hears of it after the commit", "[emulator][runs]") {
  ActiveRuns ws;
  const auto id = ws.run_now(ws.create_job(limited(1, false)));
  CHECK(ws.launcher.prepared == std::vector{id});
  CHECK(ws.launcher.started == std::vector{id});
  const Json run = ws.run(id, "2.2");
  CHECK(run["state"]["life_cycle_state"] == "PENDING");
  CHECK_FALSE(run["state"].contains("result_state"));
  CHECK(run["status"].dump() == R"({"state":"PENDING"})");
  CHECK(run["end_time"] == 0);
  CHECK(run["tasks"][0]["state"]["life_cycle_state"] == "PENDING");
  CHECK(run["tasks"][1]["state"]["life_cycle_state"] == "BLOCKED");
  CHECK(run["tasks"][1]["start_time"] == 0);
  CHECK(ws.list("active_only=true")["runs"].size() == 1);
  CHECK_FALSE(ws.list("completed_only=true").contains("runs"));
  CHECK(ws.post_in("2.1", "runs/delete", {{"run_id", id}}).body.find("INVALID_STATE") != std::string::npos);
  CHECK(
      ws.post_in("2.1", "runs/repair", {{"run_id", id}, {"rerun_all_failed_tasks", true}}).body.find("INVALID_STATE") !=
      std::string::npos);
}

TEST_CASE("admission: a refused request starts nothing", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(limited(1, false));
  CHECK(ws.post_in("2.1", "run-now", {{"job_id", job}, {"only", {"zz"}}}).status == 400);
  CHECK(ws.launcher.prepared.empty());
}

TEST_CASE("admission: one run too many is skipped where there is no queue", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(limited(2, false));
  const auto first = ws.run_now(job);
  ws.run_now(job);
  const auto third = ws.run_now(job);
  CHECK(ws.life_cycle_of(third) == "SKIPPED");
  CHECK(ws.run(third)["state"]["state_message"] ==
        "Skipping this run because the limit of 2 maximum concurrent runs has been reached.");
  CHECK(ws.launcher.started.size() == 2);
  ws.end(first, k_success);
  CHECK(ws.life_cycle_of(ws.run_now(job)) == "PENDING");
  const auto queued = ws.run_now(job, {{"queue", {{"enabled", true}}}});
  CHECK(ws.life_cycle_of(queued) == "QUEUED");
}

TEST_CASE("admission: a queue is served first come, first served", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(limited(1, true));
  const auto first = ws.run_now(job);
  const auto second = ws.run_now(job);
  const auto third = ws.run_now(job);
  Json run = ws.run(second, "2.2");
  CHECK(run["state"]["life_cycle_state"] == "QUEUED");
  CHECK(run["state"].contains("queue_reason"));
  CHECK(run["status"]["queue_details"]["code"] == "MAX_CONCURRENT_RUNS_REACHED");
  CHECK(run["tasks"][0]["state"]["life_cycle_state"] == "QUEUED");
  CHECK(ws.list("active_only=true")["runs"].size() == 3);
  ws.clock.advance(3s);
  ws.end(first, k_success);
  CHECK(ws.launcher.started == std::vector{first, second});
  run = ws.run(second, "2.2");
  CHECK(run["state"]["life_cycle_state"] == "PENDING");
  CHECK(run["queue_duration"] == 3000);
  CHECK(run["tasks"][1]["state"]["life_cycle_state"] == "BLOCKED");
  CHECK(ws.life_cycle_of(third) == "QUEUED");

  CHECK(ws.post_in("2.1", "runs/cancel", {{"run_id", third}}).body == "{}");
  run = ws.run(third);
  CHECK(run["state"].dump() ==
        R"({"life_cycle_state":"TERMINATED","result_state":"CANCELED","state_message":"Run cancelled.",)"
        R"("user_cancelled_or_timedout":true})");
  ws.end(second, k_success);
  CHECK(ws.launcher.started.size() == 2);
}

TEST_CASE("admission: a wider limit lets more of the queue begin", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(limited(1, true));
  const auto first = ws.run_now(job);
  for (int i = 0; i < 3; ++i) ws.run_now(job);
  CHECK(ws.post_in("2.1", "update", {{"job_id", job}, {"new_settings", {{"max_concurrent_runs", 2}}}}).status == 200);
  ws.end(first, k_success);
  CHECK(ws.launcher.started.size() == 3);
}

TEST_CASE("runs: cancelling asks whoever carries the run out", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(limited(3, true));
  const auto id = ws.run_now(job);
  const auto task_id = ws.run(id)["tasks"][0]["run_id"].get<std::int64_t>();
  CHECK(ws.post_in("2.1", "runs/cancel", {{"run_id", task_id}}).body == "{}");
  CHECK(ws.life_cycle_of(id) == "TERMINATING");
  ws.end(id, cancelled_state());
  CHECK(ws.run(id)["state"]["result_state"] == "CANCELED");
  CHECK(ws.run(id)["tasks"][1]["state"]["result_state"] == "CANCELED");
  CHECK(ws.post_in("2.1", "runs/cancel", {{"run_id", id}}).body == "{}");
  CHECK(ws.life_cycle_of(id) == "TERMINATED");

  for (int i = 0; i < 4; ++i) ws.run_now(job);
  CHECK(ws.post_in("2.1", "runs/cancel-all", {{"job_id", job}, {"all_queued_runs", true}}).body == "{}");
  CHECK(ws.list("active_only=true")["runs"].size() == 3);
  CHECK(ws.post_in("2.1", "runs/cancel-all", {{"job_id", job}}).body == "{}");
  const Json active = ws.list("active_only=true");
  for (const Json& run : active["runs"]) CHECK(run["state"]["life_cycle_state"] == "TERMINATING");
  CHECK(ws.post_in("2.1", "runs/cancel-all", {{"all_queued_runs", true}}).body == "{}");
  CHECK(ws.post_in("2.1", "runs/cancel-all", Json::object()).body.find("Missing required field: job_id") !=
        std::string::npos);
  CHECK(ws.post_in("2.1", "runs/cancel-all", {{"job_id", 7}}).body.find("Job 7 does not exist.") != std::string::npos);
}

TEST_CASE("runs: the active run of a deleted job is cancelled, and seen by its carrier only", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(limited(1, true));
  const auto id = ws.run_now(job);
  const auto queued = ws.run_now(job);
  CHECK(ws.post_in("2.1", "delete", {{"job_id", job}}).body == "{}");
  CHECK(ws.get_in("2.1", "runs/get?run_id=" + std::to_string(id)).status == 400);
  CHECK(ws.list("").dump() == R"({"has_more":false})");
  ws.write([&](Admission& admission) {
    const auto run = admission.runs().find_even_hidden(id);
    REQUIRE(run);
    REQUIRE(*run);
    CHECK((*run)->cancel_requested_at == ws.clock.now());
    CHECK_FALSE((*run)->ended_at);
    const auto waiting = admission.runs().find_even_hidden(queued);
    REQUIRE(waiting);
    CHECK((*waiting)->ended_at);
  });
  ws.end(id, cancelled_state());
  CHECK(ws.launcher.started == std::vector{id});
}

TEST_CASE("runs: a continuous job has one run at a time", "[emulator][runs]") {
  ActiveRuns ws;
  const auto job = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}, {{"continuous", Json::object()}}));
  const auto id = ws.run_now(job);
  const auto reply = ws.post_in("2.1", "run-now", {{"job_id", job}});
  CHECK(reply.status == 400);
  CHECK(reply.body.find("A concurrent request to run the continuous job is already in progress.") != std::string::npos);
  ws.end(id, k_success);
  CHECK(ws.post_in("2.1", "run-now", {{"job_id", job}}).status == 200);
}

TEST_CASE("runs: what was carried out is shown step by step", "[emulator][runs]") {
  ActiveRuns ws;
  const auto id = ws.run_now(ws.create_job(limited(1, false)));
  const auto task_id = ws.run(id)["tasks"][0]["run_id"].get<std::int64_t>();
  ws.write([&](Admission& admission) {
    auto task_run = admission.runs().find_task_run(task_id);
    REQUIRE(task_run);
    TaskRun& step = **task_run;
    step.state = k_success;
    step.started_at = ws.clock.now();
    step.ended_at = ws.clock.now() + 4s;
    step.setup_duration = 1s;
    step.execution_duration = 3s;
    step.cluster_id = "c-1";
    step.spark_context_id = 12;
    CHECK(admission.runs().save_task_run(step));
    CHECK(admission.runs().save_output(task_id, {.output = R"({"notebook_output":{"result":"42","truncated":false}})",
                                                 .views = R"([{"content":"<p>","name":"a","type":"NOTEBOOK"}])"}));
  });
  ws.clock.advance(9s);
  ws.end(id, {.life_cycle = LifeCycle::internal_error,
              .result = "FAILED",
              .message = "Task b failed",
              .code = "RUN_EXECUTION_ERROR"});
  const Json run = ws.run(id, "2.2");
  CHECK(run["run_duration"] == 9000);
  CHECK(run["status"]["termination_details"]["type"] == "CLIENT_ERROR");
  const Json& task = run["tasks"][0];
  CHECK(task["state"]["result_state"] == "SUCCESS");
  CHECK(task["setup_duration"] == 1000);
  CHECK(task["execution_duration"] == 3000);
  CHECK(task["cluster_instance"].dump() == R"({"cluster_id":"c-1","spark_context_id":"12"})");
  CHECK(run["tasks"][1]["state"]["result_state"] == "FAILED");
  const std::string query = "?run_id=" + std::to_string(task_id);
  const Json output = ws.body_of(ws.get_in("2.1", "runs/get-output" + query));
  CHECK(output["notebook_output"]["result"] == "42");
  CHECK_FALSE(output.contains("error"));
  CHECK(ws.body_of(ws.get_in("2.0", "runs/export" + query)).dump() ==
        R"({"views":[{"content":"<p>","name":"a","type":"NOTEBOOK"}]})");
  CHECK(ws.body_of(ws.get_in("2.0", "runs/export" + query + "&views_to_export=DASHBOARDS")).dump() ==
        R"({"views":[]})");
  const auto repair = ws.post_in("2.1", "runs/repair", {{"run_id", id}, {"rerun_all_failed_tasks", true}});
  CHECK(repair.status == 200);
  const Json repaired = ws.run(id);
  CHECK(repaired["state"]["life_cycle_state"] == "PENDING");
  REQUIRE(repaired["tasks"].size() == 3);
  CHECK(repaired["tasks"][2]["task_key"] == "b");
}
