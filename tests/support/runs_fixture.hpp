#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "dbc/base/files.hpp"
#include "dbc/base/json.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/workspace.hpp"
#include "support/temporary_folder.hpp"

namespace dbc::test {

/// A workspace whose runs are carried out by the built program.
class RunsFixture {
 public:
  RunsFixture() { open(); }

  void open(emulator::RunLauncher* launcher = nullptr) {
    auto opened = emulator::Workspace::open({.folder = root(), .launcher = launcher, .program = DBC_BINARY});
    if (!opened) FAIL(opened.error().message);
    workspace = std::move(*opened);
  }
  [[nodiscard]] std::filesystem::path root() const { return folder.path() / "ws"; }

  emulator::Reply call(const std::string& method, const std::string& target, const Json& body = nullptr) {
    return workspace->handle({.method = method, .target = target, .body = body.is_null() ? "" : body.dump()},
                             emulator::Door::embedded);
  }
  static Json body_of(const emulator::Reply& reply) {
    INFO(reply.body);
    REQUIRE(reply.status == 200);
    auto parsed = parse_json(reply.body);
    REQUIRE(parsed);
    return std::move(*parsed);
  }
  Json get(const std::string& target) { return body_of(call("GET", "/api/2.1/" + target)); }
  Json post(const std::string& target, const Json& body) { return body_of(call("POST", "/api/2.1/" + target, body)); }

  /// Stores a file below dbfs:/ and returns its path there.
  std::string put(const std::string& name, const std::string& content) {
    const auto path = root() / "files/dbfs" / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return "dbfs:/" + name;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    return read_file(root() / "files/dbfs" / name).has_value() ? *read_file(root() / "files/dbfs" / name) : "";
  }
  void put_notebook(const std::string& path, const std::string& source) {
    body_of(call("POST", "/api/2.0/workspace/import",
                 {{"path", path},
                  {"language", "PYTHON"},
                  {"overwrite", true},
                  {"content", base64_encode("# Databricks notebook source\n" + source)}}));
  }

  static Json cluster(const Json& more = Json::object()) {
    Json spec{{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}};
    spec.update(more);
    return spec;
  }
  /// A script as a task on a cluster of its own. `more` is laid over it.
  Json script(const std::string& key, const std::string& code, const Json& more = Json::object()) {
    Json task{{"task_key", key},
              {"spark_python_task", {{"python_file", put("code/" + key + ".py", code)}}},
              {"new_cluster", cluster()}};
    task.update(more);
    return task;
  }
  static Json after(const std::vector<std::string>& keys, const Json& more = Json::object()) {
    Json members{{"depends_on", Json::array()}};
    for (const auto& key : keys) members["depends_on"].push_back({{"task_key", key}});
    members.update(more);
    return members;
  }

  std::int64_t submit(const std::vector<Json>& tasks, const Json& more = Json::object()) {
    Json body{{"run_name", "once"}, {"tasks", tasks}};
    body.update(more);
    return post("jobs/runs/submit", body).at("run_id").get<std::int64_t>();
  }
  std::int64_t create_job(const std::vector<Json>& tasks, const Json& more = Json::object()) {
    Json body{{"name", "job"}, {"tasks", tasks}};
    body.update(more);
    return post("jobs/create", body).at("job_id").get<std::int64_t>();
  }
  std::int64_t run_now(std::int64_t job, const Json& more = Json::object()) {
    Json body{{"job_id", job}};
    body.update(more);
    return post("jobs/run-now", body).at("run_id").get<std::int64_t>();
  }
  Json run(std::int64_t id) { return get("jobs/runs/get?run_id=" + std::to_string(id)); }
  Json output(std::int64_t id) { return get("jobs/runs/get-output?run_id=" + std::to_string(id)); }
  void cancel(std::int64_t id) { post("jobs/runs/cancel", {{"run_id", id}}); }

  /// Asks until `is_there`; fails the test after half a minute.
  template <class Question>
  void await(Question is_there) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!is_there()) {
      if (std::chrono::steady_clock::now() > until) FAIL("it did not happen within a minute");
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
  /// The run once it has ended.
  Json finished(std::int64_t id) {
    Json last;
    await([&] {
      last = run(id);
      return last.at("end_time").get<std::int64_t>() > 0;
    });
    return last;
  }
  /// The newest task run of a key.
  static Json task_of(const Json& run, const std::string& key) {
    Json found;
    for (const Json& task : run.at("tasks"))
      if (task.at("task_key") == key) found = task;
    INFO(run.dump(1));
    REQUIRE_FALSE(found.is_null());
    return found;
  }
  Json output_of(const Json& run, const std::string& key) {
    return output(task_of(run, key).at("run_id").get<std::int64_t>());
  }
  static std::string result_of(const Json& run) {
    const Json& state = run.at("state");
    return state.at("life_cycle_state").get<std::string>() + "/" + state.value("result_state", std::string("-"));
  }

  /// Processes that belong to a run, apart from its supervisor.
  [[nodiscard]] static std::vector<int> processes_of(std::int64_t run_id) {
    const std::string end = "-" + std::to_string(run_id);
    std::vector<int> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string name = entry.path().filename();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      const auto environment = read_file(entry.path() / "environ");
      const auto at = environment ? environment->find("DBC_RUN_MARK=") : std::string::npos;
      if (at == std::string::npos) continue;
      if (environment->substr(at, environment->find('\0', at) - at).ends_with(end)) found.push_back(std::stoi(name));
    }
    return found;
  }
  [[nodiscard]] std::filesystem::path lock_of(std::int64_t run_id) const {
    return root() / "runs" / std::to_string(run_id) / "lock";
  }
  [[nodiscard]] int supervisor_of(std::int64_t run_id) const {
    const auto text = read_file(lock_of(run_id));
    return text && !text->empty() ? std::stoi(*text) : 0;
  }

  TemporaryFolder folder;
  std::unique_ptr<emulator::Workspace> workspace;
};

}  // namespace dbc::test
