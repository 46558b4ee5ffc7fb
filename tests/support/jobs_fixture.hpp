#pragma once

#include <string>
#include <vector>

#include "support/workspace_fixture.hpp"

namespace dbc::test {

/// A workspace to make jobs and runs in.
class JobsFixture : public WorkspaceFixture {
 public:
  using WorkspaceFixture::WorkspaceFixture;

  emulator::Reply get_in(const std::string& version, const std::string& target) {
    return call("GET", "/api/" + version + "/jobs/" + target);
  }
  emulator::Reply post_in(const std::string& version, const std::string& target, const Json& body) {
    return call("POST", "/api/" + version + "/jobs/" + target, body.dump());
  }

  static Json cluster_spec() {
    return {{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}};
  }
  /// A notebook task on a cluster of its own. `more` is laid over it.
  static Json task(const std::string& key, const Json& more = Json::object()) {
    Json made{{"task_key", key}, {"notebook_task", {{"notebook_path", "/" + key}}}, {"new_cluster", cluster_spec()}};
    made.update(more);
    return made;
  }
  static Json task_after(const std::string& key, const std::string& other) {
    return task(key, {{"depends_on", Json::array({{{"task_key", other}}})}});
  }
  static Json job_of(const std::vector<Json>& tasks, const Json& more = Json::object()) {
    Json made{{"name", "demo"}, {"tasks", tasks}};
    made.update(more);
    return made;
  }

  std::int64_t create_job(const Json& settings, const std::string& version = "2.1") {
    return body_of(post_in(version, "create", settings)).at("job_id").get<std::int64_t>();
  }
  Json job(std::int64_t id, const std::string& version = "2.1") {
    return body_of(get_in(version, "get?job_id=" + std::to_string(id)));
  }
  std::int64_t run_now(std::int64_t job_id, const Json& more = Json::object(), const std::string& version = "2.1") {
    Json request{{"job_id", job_id}};
    request.update(more);
    return body_of(post_in(version, "run-now", request)).at("run_id").get<std::int64_t>();
  }
  Json run(std::int64_t id, const std::string& version = "2.1", const std::string& more = "") {
    return body_of(get_in(version, "runs/get?run_id=" + std::to_string(id) + more));
  }
  std::string life_cycle_of(std::int64_t run_id) { return run(run_id).at("state").at("life_cycle_state"); }
};

}  // namespace dbc::test
