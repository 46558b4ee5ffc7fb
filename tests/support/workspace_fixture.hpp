#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/emulator/workspace.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace dbc::test {

/// An emulated workspace in a folder of its own, with a clock that the test moves.
class WorkspaceFixture {
 public:
  /// `launcher` carries out the runs of jobs; where null, none is carried out.
  explicit WorkspaceFixture(emulator::RunLauncher* launcher = nullptr) {
    if (launcher == nullptr) launcher = &emulator::unexecuted_runs();
    auto opened = emulator::Workspace::open({.folder = folder.path() / "ws", .clock = &clock, .launcher = launcher});
    if (!opened) FAIL(opened.error().message);
    workspace = std::move(*opened);
  }

  /// Calls through the embedded door.
  emulator::Reply call(const std::string& method, const std::string& target, const std::string& body = "") {
    return workspace->handle({.method = method, .target = target, .body = body}, emulator::Door::embedded);
  }
  emulator::Reply get(const std::string& target) { return call("GET", "/api/2.0/" + target); }
  emulator::Reply post(const std::string& target, const Json& body) {
    return call("POST", "/api/2.0/" + target, body.dump());
  }
  /// Calls with a multipart form: fields, and one file.
  emulator::Reply post_form(const std::string& target, const std::vector<std::pair<std::string, std::string>>& fields,
                            const std::string& file_field, const std::string& content) {
    std::string body;
    for (const auto& [name, value] : fields)
      body += "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    body += "--XX\r\nContent-Disposition: form-data; name=\"" + file_field + "\"; filename=\"f\"\r\n\r\n" + content +
            "\r\n--XX--\r\n";
    return workspace->handle({.method = "POST",
                              .target = "/api/2.0/" + target,
                              .headers = {{"Content-Type", "multipart/form-data; boundary=XX"}},
                              .body = body},
                             emulator::Door::embedded);
  }
  /// The body of a reply that must be 200.
  static Json body_of(const emulator::Reply& reply) {
    INFO(reply.body);
    REQUIRE(reply.status == 200);
    auto parsed = parse_json(reply.body);
    REQUIRE(parsed);
    return std::move(*parsed);
  }

  /// Makes a cluster and returns its id. `more` is laid over a usual spec.
  std::string create_cluster(const Json& more = Json::object()) {
    Json spec{{"cluster_name", "demo"},
              {"spark_version", "15.4.x-scala2.12"},
              {"node_type_id", "Standard_DS3_v2"},
              {"num_workers", 2}};
    spec.update(more);
    return body_of(post("clusters/create", spec)).at("cluster_id").get<std::string>();
  }
  Json cluster(const std::string& id) { return body_of(get("clusters/get?cluster_id=" + id)); }
  std::string state_of(const std::string& id) { return cluster(id).at("state").get<std::string>(); }

  TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<emulator::Workspace> workspace;
};

}  // namespace dbc::test
