#include <catch2/catch.hpp>

#include "support/jobs_fixture.hpp"

using namespace dbc;
using dbc::test::JobsFixture;
using namespace std::chrono_literals;

namespace {

const std::string k_unexecuted = "The run was not executed";

Json flat_job() {
  return {{"name", "flat"}, {"new_cluster", JobsFixture::cluster_spec()}, {"notebook_task", {{"notebook_path", "/a"}}}};
}

std::vector<std::int64_t> ids_of(const Json& list) {
  std::vector<std::int64_t> ids;
  if (list.contains("runs"))
    for (const Json& run : list.at("runs")) ids.push_back(run.at("run_id"));
  return ids;
}

}  // namespace

TEST_CASE("runs: a run ends in a way that no client takes for success, and says why", "[emulator][runs]") {
  JobsFixture ws;
  const auto version = GENERATE(as<std::string>{}, "2.0", "2.1", "2.2");
  const auto job = ws.create_job(JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task_after("b", "a")}));
  const auto id = ws.run_now(job, Json::object(), version);
  const Json run = ws.run(id, version);
  CHECK(run["state"]["life_cycle_state"] == "INTERNAL_ERROR");
  CHECK(run["state"]["result_state"] == "FAILED");
  CHECK_THAT(run["state"]["state_message"].get<std::string>(), Catch::StartsWith(k_unexecuted));
  CHECK(run["state"].contains("user_cancelled_or_timedout") == (version != "2.0"));
  CHECK(run.contains("status") == (version == "2.2"));
  if (version == "2.2") {
    CHECK(run["status"]["state"] == "TERMINATED");
    CHECK(run["status"]["termination_details"]["code"] == "INTERNAL_ERROR");
    CHECK(run["status"]["termination_details"]["type"] == "INTERNAL_ERROR");
  }
  CHECK(run["job_id"] == job);
  CHECK(run["number_in_job"] == id);
  CHECK(run["run_type"] == "JOB_RUN");
  CHECK(run["trigger"] == "ONE_TIME");
  CHECK(run["run_name"] == "demo");
  CHECK(run["end_time"] == run["start_time"]);
  CHECK_THAT(run["run_page_url"].get<std::string>(),
             Catch::EndsWith("#job/" + std::to_string(job) + "/run/" + std::to_string(id)));
  REQUIRE(run["tasks"].size() == 2);
  for (const Json& task : run["tasks"]) {
    CHECK(task["state"]["life_cycle_state"] == "INTERNAL_ERROR");
    CHECK(task["run_id"] != id);
    CHECK(task["notebook_task"]["source"] == "WORKSPACE");
  }
  CHECK(run["tasks"][1]["depends_on"][0]["task_key"] == "a");
}

TEST_CASE("runs: a flat run has one id, and each version its own view of it", "[emulator][runs]") {
  JobsFixture ws;
  const auto id = ws.run_now(ws.create_job(flat_job(), "2.0"), {{"notebook_params", {{"k", 1}}}}, "2.0");
  const Json old = ws.run(id, "2.0");
  CHECK(old["task"].dump() == R"({"notebook_task":{"notebook_path":"/a"}})");
  CHECK(old["cluster_spec"]["new_cluster"]["num_workers"] == 1);
  CHECK(old["overriding_parameters"].dump() == R"({"notebook_params":{"k":"1"}})");
  CHECK_FALSE(old.contains("tasks"));
  CHECK_FALSE(old.contains("cluster_instance"));
  const Json now = ws.run(id, "2.2");
  REQUIRE(now["tasks"].size() == 1);
  CHECK(now["tasks"][0]["run_id"] == id);
  CHECK(now["tasks"][0]["task_key"] == "flat");
  CHECK_FALSE(now.contains("task"));
  const Json listed = ws.body_of(ws.get_in("2.0", "runs/list"))["runs"][0];
  CHECK(listed["task"] == old["task"]);
}

TEST_CASE("runs: a task run can be asked for by its own id", "[emulator][runs]") {
  JobsFixture ws;
  const auto id = ws.run_now(ws.create_job(JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task("b")})));
  const auto task_id = ws.run(id)["tasks"][1]["run_id"].get<std::int64_t>();
  const Json run = ws.run(task_id);
  CHECK(run["run_id"] == task_id);
  CHECK(run["job_run_id"] == id);
  CHECK(run["run_name"] == "b");
  CHECK(run["tasks"].size() == 1);
  CHECK(ws.run(task_id, "2.0")["task"]["notebook_task"]["notebook_path"] == "/b");
}

TEST_CASE("runs: the output of a run that was not executed is its reason", "[emulator][runs]") {
  JobsFixture ws;
  const auto output = [&](std::int64_t id) { return ws.get_in("2.1", "runs/get-output?run_id=" + std::to_string(id)); };
  const auto id = ws.run_now(ws.create_job(JobsFixture::job_of({JobsFixture::task("a")})));
  const auto refusal = output(id);
  CHECK(refusal.status == 400);
  CHECK(refusal.body.find("Retrieving the output of runs with multiple tasks is not supported.") != std::string::npos);
  const auto task_id = ws.run(id)["tasks"][0]["run_id"].get<std::int64_t>();
  const Json body = ws.body_of(output(task_id));
  CHECK(body["metadata"] == ws.run(task_id));
  CHECK_THAT(body["error"].get<std::string>(), Catch::StartsWith(k_unexecuted));
  CHECK(body["notebook_output"].dump() == "{}");
  const auto flat = ws.run_now(ws.create_job(flat_job(), "2.0"));
  CHECK(ws.body_of(output(flat))["metadata"] == ws.run(flat));
  CHECK(output(7).body.find("Run 7 does not exist.") != std::string::npos);

  const auto exported = ws.get_in("2.1", "runs/export?run_id=" + std::to_string(task_id));
  CHECK(exported.status == 400);
  CHECK(exported.body.find("INVALID_STATE") != std::string::npos);
  CHECK(exported.body.find(k_unexecuted) != std::string::npos);
  CHECK(ws.get_in("2.1", "runs/export?run_id=" + std::to_string(id)).body.find("multiple tasks") != std::string::npos);
  CHECK(ws.get_in("2.1", "runs/export?views_to_export=SOME&run_id=" + std::to_string(task_id)).status == 400);
  const Json jar{{"task_key", "j"},
                 {"spark_jar_task", {{"main_class_name", "a.B"}}},
                 {"new_cluster", JobsFixture::cluster_spec()}};
  const auto jar_task =
      ws.run(ws.run_now(ws.create_job(JobsFixture::job_of({jar}))))["tasks"][0]["run_id"].get<std::int64_t>();
  CHECK(ws.get_in("2.1", "runs/export?run_id=" + std::to_string(jar_task)).body.find("is not a notebook run") !=
        std::string::npos);
}

TEST_CASE("runs: parameters are read, checked and shown", "[emulator][runs]") {
  JobsFixture ws;
  const auto plain = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  const auto with_parameters = ws.create_job(JobsFixture::job_of(
      {JobsFixture::task("a")},
      {{"parameters", {{{"name", "day"}, {"default", "mon"}}, {{"name", "hour"}, {"default", ""}}}}}));
  const Json run = ws.run(ws.run_now(with_parameters, {{"job_parameters", {{"day", "tue"}, {"more", 1}}}}));
  CHECK(run["job_parameters"].dump() ==
        R"([{"name":"day","default":"mon","value":"tue"},{"name":"hour","default":""},{"name":"more","value":"1"}])");
  CHECK_FALSE(run.contains("overriding_parameters"));

  const auto refused = [&](std::int64_t job, const Json& more, const std::string& message) {
    Json request{{"job_id", job}};
    request.update(more);
    const auto reply = ws.post_in("2.1", "run-now", request);
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(message) != std::string::npos);
  };
  refused(with_parameters, {{"notebook_params", {{"a", "b"}}}}, "notebook_params cannot be given");
  refused(plain, {{"notebook_params", {{"a", "b"}}}, {"jar_params", {"x"}}}, "cannot be combined");
  refused(plain, {{"python_params", {"é"}}}, "python_params may have ASCII characters only");
  refused(plain, {{"jar_params", {std::string(10'000, 'x')}}}, "The JSON form of jar_params has 10004 bytes");
  refused(plain, {{"jar_params", "x"}}, "Expected 'LIST' for field 'jar_params'");
  refused(plain, {{"notebook_params", {1}}}, "Expected 'MAP' for field 'notebook_params'");
  refused(plain, {{"only", {"zz"}}}, "only names task 'zz'");
  refused(plain, {{"performance_target", "SLOW"}}, "Expected 'PerformanceTarget' for field 'performance_target'");
  refused(plain, {{"idempotency_token", std::string(65, 't')}}, "idempotency_token");
  refused(ws.create_job({{"name", "empty"}}), Json::object(), "has no tasks to run");
  CHECK(ws.post_in("2.1", "run-now", Json::object()).body.find("Job 0 does not exist.") != std::string::npos);
  CHECK(ws.body_of(ws.get_in("2.1", "runs/list"))["runs"].size() == 1);
}

TEST_CASE("runs: only some of the tasks may be asked for", "[emulator][runs]") {
  JobsFixture ws;
  const auto job = ws.create_job(JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task_after("b", "a"),
                                                      JobsFixture::task_after("c", "b"), JobsFixture::task("d")}));
  using Case = std::pair<Json, std::string>;
  const auto [only, keys] = GENERATE(values<Case>({{{"b"}, "b"},
                                                   {{"+b"}, "ab"},
                                                   {{"b+"}, "bc"},
                                                   {{"+b+"}, "abc"},
                                                   {Json::array({"a", "d"}), "ad"},
                                                   {Json::array(), "abcd"}}));
  std::string found;
  const Json run = ws.run(ws.run_now(job, {{"only", only}}));
  for (const Json& task : run["tasks"]) found += task["task_key"].get<std::string>();
  CHECK(found == keys);
}

TEST_CASE("runs: an idempotency token makes one run", "[emulator][runs]") {
  JobsFixture ws;
  const auto job = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  const auto id = ws.run_now(job, {{"idempotency_token", "t"}});
  CHECK(ws.run_now(job, {{"idempotency_token", "t"}}) == id);
  CHECK(ws.run_now(job, {{"idempotency_token", "u"}}) != id);
  CHECK(ws.run_now(job, {{"idempotency_token", ""}}) != ws.run_now(job, {{"idempotency_token", ""}}));
  const Json submission{{"tasks", {JobsFixture::task("a")}}, {"idempotency_token", "s"}};
  CHECK(ws.post_in("2.1", "runs/submit", submission).body == ws.post_in("2.1", "runs/submit", submission).body);
  CHECK(ws.post_in("2.1", "runs/delete", {{"run_id", id}}).body == "{}");
  const auto reply = ws.post_in("2.1", "run-now", {{"job_id", job}, {"idempotency_token", "t"}});
  CHECK(reply.status == 400);
  CHECK(reply.body.find("idempotency_token was deleted") != std::string::npos);
}

TEST_CASE("runs: a submitted run needs no job", "[emulator][runs]") {
  JobsFixture ws;
  const Json tasks{{"run_name", "once"}, {"tasks", {JobsFixture::task("a")}}, {"schedule", {{"x", "ignored"}}}};
  CHECK(ws.post_in("2.1", "runs/submit", tasks).status == 400);
  Json good = tasks;
  good.erase("schedule");
  const auto id = ws.body_of(ws.post_in("2.1", "runs/submit", good))["run_id"].get<std::int64_t>();
  const Json run = ws.run(id);
  CHECK(run["run_type"] == "SUBMIT_RUN");
  CHECK(run["run_name"] == "once");
  CHECK(run["state"]["life_cycle_state"] == "INTERNAL_ERROR");
  CHECK(ws.get_in("2.1", "get?job_id=" + run["job_id"].dump()).body.find("does not exist") != std::string::npos);
  CHECK_FALSE(ws.body_of(ws.get_in("2.1", "list")).contains("jobs"));
  CHECK(ids_of(ws.body_of(ws.get_in("2.1", "runs/list"))) == std::vector{id});

  const auto version = GENERATE(as<std::string>{}, "2.0", "2.1");
  const auto flat = ws.body_of(ws.post_in(version, "runs/submit", flat_job()))["run_id"].get<std::int64_t>();
  CHECK(ws.run(flat)["run_name"] == "Untitled");
  CHECK(ws.run(flat)["tasks"][0]["run_id"] == flat);
  for (const Json& bad : {Json::object(), Json{{"tasks", Json::array()}}, Json{{"notebook_task", Json::object()}},
                          Json{{"tasks", {{{"task_key", "a"}, {"spark_jar_task", {{"main_class_name", "x"}}}}}}}})
    CHECK(ws.post_in(version, "runs/submit", bad).status == 400);
}

TEST_CASE("runs: the list filters and turns pages", "[emulator][runs]") {
  JobsFixture ws;
  const auto job = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  const auto other = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  const auto list = [&](const std::string& query, const std::string& version = "2.1") {
    return ws.body_of(ws.get_in(version, "runs/list?" + query));
  };
  const auto begin = to_epoch_millis(ws.clock.now());
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 5; ++i) {
    ids.insert(ids.begin(), ws.run_now(i == 2 ? other : job));
    ws.clock.advance(1s);
  }
  const auto submitted =
      ws.body_of(ws.post_in("2.1", "runs/submit", {{"tasks", {JobsFixture::task("a")}}}))["run_id"].get<std::int64_t>();
  using Ids = std::vector<std::int64_t>;
  CHECK(ids_of(list("job_id=" + std::to_string(job))) == Ids{ids[0], ids[1], ids[3], ids[4]});
  CHECK(ids_of(list("job_id=7")).empty());
  CHECK(ids_of(list("run_type=SUBMIT_RUN")) == Ids{submitted});
  CHECK(ids_of(list("run_type=JOB_RUN")) == ids);
  CHECK(list("active_only=true").dump() == R"({"has_more":false})");
  CHECK(ids_of(list("completed_only=true&limit=2")) == Ids{submitted, ids[0]});
  CHECK(ids_of(list("start_time_from=" + std::to_string(begin + 1000) +
                    "&start_time_to=" + std::to_string(begin + 3000))) == Ids{ids[1], ids[2], ids[3]});
  const std::string of_job = "limit=3&job_id=" + std::to_string(job);
  const Json first = list(of_job);
  CHECK(first["has_more"] == true);
  const Json second = list(of_job + "&page_token=" + first["next_page_token"].get<std::string>());
  CHECK(ids_of(second) == Ids{ids[4]});
  CHECK_FALSE(second.contains("next_page_token"));
  CHECK(ids_of(list(of_job + "&page_token=" + second["prev_page_token"].get<std::string>())) == ids_of(first));
  CHECK(ids_of(list("offset=4&limit=10", "2.0")) == Ids{ids[3], ids[4]});
  CHECK(list("limit=0")["runs"].size() == 6);
  CHECK(list("limit=1000", "2.0")["runs"].size() == 6);
  CHECK_FALSE(list("")["runs"][0].contains("tasks"));
  CHECK(list("expand_tasks=true")["runs"][0]["tasks"].size() == 1);
  for (const std::string& query : std::vector<std::string>{
           "limit=27", "limit=-1", "active_only=true&completed_only=true", "run_type=RUN", "start_time_from=x",
           "page_token=zz", "page_token=" + first["next_page_token"].get<std::string>()})
    CHECK(ws.get_in("2.1", "runs/list?" + query).status == 400);
  CHECK(ws.get_in("2.0", "runs/list?limit=1001").status == 400);
}

TEST_CASE("runs: long lists of a run come in pages of 100 in version 2.2", "[emulator][runs]") {
  JobsFixture ws;
  std::vector<Json> tasks;
  for (int i = 0; i < 150; ++i) tasks.push_back(JobsFixture::task("t" + std::to_string(i)));
  const auto id = ws.run_now(ws.create_job(JobsFixture::job_of(tasks)));
  CHECK(ws.run(id, "2.1")["tasks"].size() == 150);
  const Json page = ws.run(id, "2.2");
  CHECK(page["tasks"].size() == 100);
  const Json rest = ws.run(id, "2.2", "&page_token=" + page["next_page_token"].get<std::string>());
  CHECK(rest["tasks"].size() == 50);
  CHECK(rest["tasks"][0]["task_key"] == "t100");
  CHECK_FALSE(rest.contains("next_page_token"));
  CHECK(ws.get_in("2.2", "runs/get?page_token=x&run_id=" + std::to_string(id)).status == 400);
  CHECK(ws.body_of(ws.get_in("2.2", "runs/list?expand_tasks=true"))["runs"][0]["has_more"] == true);
}

TEST_CASE("runs: a job that may have no run skips each one", "[emulator][runs]") {
  JobsFixture ws;
  const auto job = ws.create_job(
      JobsFixture::job_of({JobsFixture::task("a")}, {{"max_concurrent_runs", 0}, {"queue", {{"enabled", true}}}}));
  const Json run = ws.run(ws.run_now(job), "2.2");
  CHECK(run["state"]["life_cycle_state"] == "SKIPPED");
  CHECK(run["state"]["result_state"] == "MAXIMUM_CONCURRENT_RUNS_REACHED");
  CHECK(run["state"]["state_message"] ==
        "Skipping this run because the limit of 0 maximum concurrent runs has been reached.");
  CHECK(run["status"]["termination_details"]["code"] == "MAX_CONCURRENT_RUNS_EXCEEDED");
  CHECK(run["tasks"][0]["state"]["life_cycle_state"] == "SKIPPED");
}

TEST_CASE("runs: a repair adds task runs and keeps a history", "[emulator][runs]") {
  JobsFixture ws;
  const auto job = ws.create_job(
      JobsFixture::job_of({JobsFixture::task("a"), JobsFixture::task_after("b", "a"), JobsFixture::task("c")}));
  const auto id = ws.run_now(job);
  ws.clock.advance(1s);
  const auto repair = [&](const Json& more) {
    Json request{{"run_id", id}};
    request.update(more);
    return ws.post_in("2.1", "runs/repair", request);
  };
  const auto first = ws.body_of(repair({{"rerun_tasks", {"a"}}, {"rerun_dependent_tasks", true}}))["repair_id"];
  Json run = ws.run(id, "2.2", "&include_history=true");
  REQUIRE(run["tasks"].size() == 5);
  CHECK(run["tasks"][3]["task_key"] == "a");
  CHECK(run["tasks"][4]["task_key"] == "b");
  REQUIRE(run["repair_history"].size() == 2);
  CHECK(run["repair_history"][0]["type"] == "ORIGINAL");
  CHECK_FALSE(run["repair_history"][0].contains("id"));
  CHECK(run["repair_history"][0]["task_run_ids"].size() == 3);
  CHECK(run["repair_history"][0]["state"]["life_cycle_state"] == "INTERNAL_ERROR");
  CHECK(run["repair_history"][1]["type"] == "REPAIR");
  CHECK(run["repair_history"][1]["id"] == first);
  CHECK(run["repair_history"][1]["task_run_ids"][0] == run["tasks"][3]["run_id"]);
  CHECK(run["repair_history"][1]["start_time"].get<std::int64_t>() == run["start_time"].get<std::int64_t>() + 1000);
  CHECK_FALSE(ws.run(id).contains("repair_history"));

  const auto refused = [&](const Json& more, const std::string& message) {
    const auto reply = repair(more);
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(message) != std::string::npos);
  };
  refused({{"rerun_all_failed_tasks", true}},
          "The latest repair ID needs to be provided in order to create a new repair");
  refused({{"rerun_all_failed_tasks", true}, {"latest_repair_id", 5}}, "is not the latest repair of run");
  refused({{"latest_repair_id", first}}, "Exactly one of rerun_tasks and rerun_all_failed_tasks");
  refused({{"latest_repair_id", first}, {"rerun_tasks", {"a"}}, {"rerun_all_failed_tasks", true}}, "Exactly one of");
  refused({{"latest_repair_id", first}, {"rerun_tasks", {"zz"}}}, "rerun_tasks names task 'zz'");
  CHECK(repair({{"rerun_all_failed_tasks", true}, {"latest_repair_id", first}}).status == 200);
  run = ws.run(id, "2.1", "&include_history=true");
  CHECK(run["tasks"].size() == 8);
  CHECK(run["repair_history"].size() == 3);

  const auto flat = ws.run_now(ws.create_job(flat_job(), "2.0"));
  CHECK(ws.post_in("2.1", "runs/repair", {{"run_id", flat}, {"rerun_all_failed_tasks", true}}).status == 400);
  CHECK(ws.post_in("2.1", "runs/repair", {{"run_id", 7}, {"rerun_all_failed_tasks", true}})
            .body.find("Run 7 does not exist.") != std::string::npos);
  const auto submitted =
      ws.body_of(ws.post_in("2.1", "runs/submit", {{"tasks", {JobsFixture::task("a")}}}))["run_id"].get<std::int64_t>();
  CHECK(ws.post_in("2.1", "runs/repair", {{"run_id", submitted}, {"rerun_all_failed_tasks", true}}).status == 200);
  CHECK(ws.run(submitted)["tasks"].size() == 2);
}

TEST_CASE("runs: a run is gone when it is deleted, when its job is, or after 60 days", "[emulator][runs]") {
  JobsFixture ws;
  const auto job = ws.create_job(JobsFixture::job_of({JobsFixture::task("a")}));
  const auto deleted = ws.run_now(job);
  const auto left = ws.run_now(job);
  const auto submitted =
      ws.body_of(ws.post_in("2.1", "runs/submit", {{"tasks", {JobsFixture::task("a")}}}))["run_id"].get<std::int64_t>();
  const auto task_id = ws.run(deleted)["tasks"][0]["run_id"].get<std::int64_t>();
  CHECK(ws.post_in("2.1", "runs/delete", {{"run_id", deleted}}).body == "{}");
  const auto is_gone = [&](std::int64_t id) {
    const std::string message = "Run " + std::to_string(id) + " does not exist.";
    const std::string query = "?run_id=" + std::to_string(id);
    return ws.get_in("2.1", "runs/get" + query).body.find(message) != std::string::npos &&
           ws.get_in("2.0", "runs/get-output" + query).body.find(message) != std::string::npos &&
           ws.post_in("2.1", "runs/cancel", {{"run_id", id}}).body.find(message) != std::string::npos &&
           ws.post_in("2.1", "runs/delete", {{"run_id", id}}).body.find(message) != std::string::npos;
  };
  CHECK(is_gone(deleted));
  CHECK(is_gone(task_id));
  CHECK(ws.post_in("2.1", "delete", {{"job_id", job}}).body == "{}");
  CHECK(is_gone(left));
  CHECK_FALSE(is_gone(submitted));
  const auto kept =
      ws.body_of(ws.post_in("2.1", "runs/submit", {{"tasks", {JobsFixture::task("a")}}}))["run_id"].get<std::int64_t>();
  ws.clock.advance(24h * 60);
  CHECK(ws.life_cycle_of(kept) == "INTERNAL_ERROR");
  ws.clock.advance(1s);
  CHECK(is_gone(kept));
  CHECK_FALSE(ws.body_of(ws.get_in("2.1", "runs/list")).contains("runs"));
  CHECK(ws.get_in("2.1", "runs/get").body.find("Missing required field: run_id") != std::string::npos);
}

TEST_CASE("runs: a repair names each task once", "[emulator][runs]") {
  JobsFixture ws;
  const auto run_id = ws.run_now(ws.create_job(JobsFixture::job_of({JobsFixture::task("a")})));
  const auto reply = ws.post_in("2.1", "runs/repair", {{"run_id", run_id}, {"rerun_tasks", {"a", "b", "a"}}});
  CHECK(reply.status == 400);
  CHECK_THAT(reply.body, Catch::Contains("rerun_tasks cannot contain duplicate task keys."));
}
