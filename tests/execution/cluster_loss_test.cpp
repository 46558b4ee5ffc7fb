#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

/// A workspace with a cluster and a task on it that tells when it is under way, and then does nothing for long.
class LossFixture : public RunsFixture {
 public:
  LossFixture() : id(post("clusters/create", cluster({{"cluster_name", "c"}}))["cluster_id"]) {}

  Json sleeper(const std::string& key, const Json& more = Json::object()) {
    Json task = script(key, "import time\nprint('here', flush=True)\ntime.sleep(600)");
    task.erase("new_cluster");
    task["existing_cluster_id"] = id;
    task.update(more);
    return task;
  }
  /// Waits until the code of the task runs.
  void await_work(std::int64_t run_id, const std::string& key) {
    await([&] {
      const Json task = task_of(run(run_id), key);
      const auto text = read_file(root() / "runs" / std::to_string(run_id) / "logs" / task["run_id"].dump() / "stdout");
      return text && text->find("here") != std::string::npos;
    });
  }
  Json status_of(std::int64_t run_id, const std::string& key) {
    return task_of(body_of(call("GET", "/api/2.2/jobs/runs/get?run_id=" + std::to_string(run_id))), key)["status"];
  }
  void ask(const std::string& what, const std::string& cluster_id) {
    post("clusters/" + what, {{"cluster_id", cluster_id}});
  }

  std::string id;
};

}  // namespace

TEST_CASE("cluster loss: a run ends with the cluster that somebody takes away", "[execution][cluster-loss]") {
  LossFixture ws;
  const auto [action, word] = GENERATE(table<std::string, std::string>({
      {"delete", "was terminated during the run (cluster state message: Terminated by user)"},
      {"restart", "was restarted during the run"},
      {"permanent-delete", "was permanently deleted during the run"},
  }));
  const auto run_id = ws.submit({ws.sleeper("a"), ws.sleeper("b", ws.after({"a"}))});
  ws.await_work(run_id, "a");
  ws.ask(action, ws.id);
  const Json run = ws.finished(run_id);
  INFO(run.dump(1));
  const Json task = ws.task_of(run, "a");
  CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(task["state"]["state_message"].get<std::string>(), Catch::Contains("Cluster " + ws.id + " " + word));
  CHECK(ws.result_of(ws.task_of(run, "b")) == "TERMINATED/UPSTREAM_FAILED");
  CHECK(ws.status_of(run_id, "a")["termination_details"]["code"] == "CLUSTER_TERMINATED_BY_USER");
  const Json output = ws.output_of(run, "a");
  CHECK(output["error"] == task["state"]["state_message"]);
  CHECK_FALSE(output.contains("error_trace"));
  CHECK(ws.processes_of(run_id).empty());
}

TEST_CASE("cluster loss: an edit restarts the cluster under the run", "[execution][cluster-loss]") {
  LossFixture ws;
  const auto run_id = ws.submit({ws.sleeper("a")});
  ws.await_work(run_id, "a");
  ws.post("clusters/edit", ws.cluster({{"cluster_id", ws.id}, {"num_workers", 2}}));
  CHECK(ws.result_of(ws.task_of(ws.finished(run_id), "a")) == "INTERNAL_ERROR/FAILED");
}

TEST_CASE("cluster loss: a change of size takes nothing away", "[execution][cluster-loss]") {
  LossFixture ws;
  Json task = ws.sleeper("a");
  task["spark_python_task"]["python_file"] =
      ws.put("code/wait.py",
             "import os, time\nprint('here', flush=True)\nfor _ in range(1200):\n"
             "    if os.path.exists('/dbfs/go'): break\n    time.sleep(0.05)\n");
  const auto run_id = ws.submit({task});
  ws.await_work(run_id, "a");
  ws.post("clusters/resize", {{"cluster_id", ws.id}, {"num_workers", 3}});
  ws.put("go", "");
  CHECK(ws.result_of(ws.finished(run_id)) == "TERMINATED/SUCCESS");
}

TEST_CASE("cluster loss: another attempt starts the cluster again", "[execution][cluster-loss]") {
  LossFixture ws;
  Json task = ws.sleeper("a", {{"max_retries", 1}});
  task["spark_python_task"]["python_file"] =
      ws.put("code/second.py",
             "import os, time\nif os.path.exists('/dbfs/second'): raise SystemExit\n"
             "print('here', flush=True)\ntime.sleep(600)\n");
  const auto run_id = ws.submit({task});
  ws.await_work(run_id, "a");
  ws.put("second", "");
  ws.ask("delete", ws.id);
  const Json run = ws.finished(run_id);
  REQUIRE(run["tasks"].size() == 2);
  CHECK(ws.result_of(run["tasks"][0]) == "INTERNAL_ERROR/FAILED");
  CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/SUCCESS");
  CHECK(ws.get("clusters/get?cluster_id=" + ws.id)["state"] == "RUNNING");
}

TEST_CASE("cluster loss: iterations of a loop end with their cluster", "[execution][cluster-loss]") {
  LossFixture ws;
  Json loop{{"task_key", "loop"}};
  loop["for_each_task"] = {{"inputs", "[1, 2]"}, {"concurrency", 2}, {"task", ws.sleeper("a")}};
  const auto run_id = ws.submit({loop});
  Json iterations;
  ws.await([&] {
    const Json task = ws.task_of(ws.run(run_id), "loop");
    iterations = ws.run(task["run_id"]).value("iterations", Json::array());
    return iterations.size() == 2 && iterations[0]["state"]["life_cycle_state"] == "RUNNING" &&
           iterations[1]["state"]["life_cycle_state"] == "RUNNING";
  });
  ws.ask("delete", ws.id);
  const Json run = ws.finished(run_id);
  INFO(run.dump(1));
  CHECK(run["state"]["result_state"] == "FAILED");
  const Json ended = ws.run(ws.task_of(run, "loop")["run_id"]);
  for (const Json& iteration : ended["iterations"]) CHECK(ws.result_of(iteration) == "INTERNAL_ERROR/FAILED");
}

TEST_CASE("cluster loss: a job's cluster can be ended, and nothing else", "[execution][cluster-loss]") {
  LossFixture ws;
  Json task = ws.sleeper("a", {{"new_cluster", ws.cluster()}});
  task.erase("existing_cluster_id");
  const auto run_id = ws.submit({task});
  ws.await_work(run_id, "a");
  const std::string id = ws.task_of(ws.run(run_id), "a")["cluster_instance"]["cluster_id"];
  const Json spec = ws.cluster({{"cluster_id", id}, {"num_workers", 2}});
  for (const std::string action : {"start", "restart", "edit", "resize"}) {
    const auto reply = ws.call("POST", "/api/2.1/clusters/" + action, spec);
    INFO(reply.body);
    CHECK(reply.status == 400);
    CHECK_THAT(reply.body, Catch::Contains("INVALID_PARAMETER_VALUE") &&
                               Catch::Contains("Cannot " + action + " cluster " + id + " created by JobLauncher"));
  }
  ws.ask("delete", id);
  const Json run = ws.finished(run_id);
  CHECK(ws.result_of(ws.task_of(run, "a")) == "INTERNAL_ERROR/FAILED");
  CHECK(ws.status_of(run_id, "a")["termination_details"]["code"] == "CLUSTER_ERROR");
}

TEST_CASE("cluster loss: init scripts end with the cluster that waits for them", "[execution][cluster-loss]") {
  LossFixture ws;
  ws.put("init.sh", "sleep 600\n");
  const Json scripts = Json::array({{{"dbfs", {{"destination", "dbfs:/init.sh"}}}}});
  ws.ask("delete", ws.id);
  ws.await([&] { return ws.get("clusters/get?cluster_id=" + ws.id)["state"] == "TERMINATED"; });
  ws.post("clusters/edit", ws.cluster({{"cluster_id", ws.id}, {"init_scripts", scripts}}));
  const auto run_id = ws.submit({ws.sleeper("a")});
  ws.await([&] { return ws.get("clusters/get?cluster_id=" + ws.id)["state"] == "PENDING"; });
  ws.await([&] { return !ws.processes_of(run_id).empty(); });
  ws.ask("delete", ws.id);
  const Json run = ws.finished(run_id);
  const Json task = ws.task_of(run, "a");
  CHECK(ws.result_of(task) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(task["state"]["state_message"].get<std::string>(), Catch::Contains("was terminated during the run"));
  CHECK(ws.get("clusters/get?cluster_id=" + ws.id)["termination_reason"]["code"] == "USER_REQUEST");
}
