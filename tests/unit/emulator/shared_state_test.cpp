#include "emulator/store/shared_state.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "dbc/base/files.hpp"
#include "dbc/emulator/workspace_clock.hpp"
#include "emulator/store/id_source.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using namespace std::chrono_literals;
using dbc::test::TemporaryFolder;
using dbc::test::WorkspaceFixture;

namespace {

std::unique_ptr<SharedState> open_state(const std::filesystem::path& folder) {
  auto opened = SharedState::open(folder);
  if (!opened) FAIL(opened.error().message);
  return std::move(*opened);
}

/// Runs `body` in a process of its own and returns its exit code.
template <class Body>
int in_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

/// The ids of everything that some requests make.
std::vector<std::string> ids_made(std::uint64_t seed) {
  TemporaryFolder folder;
  auto workspace = Workspace::open({.folder = folder.path() / "ws", .id_seed = seed});
  REQUIRE(workspace);
  std::vector<std::string> ids;
  const auto make = [&](const std::string& target, const Json& body, const std::string& key) {
    const auto reply =
        (*workspace)->handle({.method = "POST", .target = "/api/" + target, .body = body.dump()}, Door::embedded);
    const Json made = WorkspaceFixture::body_of(reply);
    REQUIRE(made.contains(key));
    ids.push_back(made[key].dump());
  };
  const Json cluster{{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}};
  make("2.0/clusters/create", cluster, "cluster_id");
  make("2.0/clusters/create", cluster, "cluster_id");
  make("2.0/instance-pools/create", {{"instance_pool_name", "p"}, {"node_type_id", "i3.xlarge"}}, "instance_pool_id");
  make("2.0/policies/clusters/create", {{"name", "p"}, {"definition", "{}"}}, "policy_id");
  const Json task{{"task_key", "a"}, {"notebook_task", {{"notebook_path", "/Shared/x"}}}, {"new_cluster", cluster}};
  make("2.1/jobs/create", {{"name", "j"}, {"tasks", Json::array({task})}}, "job_id");
  make("2.1/jobs/runs/submit", {{"tasks", Json::array({task})}}, "run_id");
  make("2.0/workspace/import", {{"path", "/Shared/x"}, {"language", "PYTHON"}, {"content", ""}}, "object_id");
  make("2.0/dbfs/create", {{"path", "/tmp/x"}}, "handle");
  const auto org = (*workspace)->handle({.method = "GET", .target = "/"}, Door::embedded);
  ids.emplace_back(header(org.headers, "X-Databricks-Org-Id"));
  return ids;
}

}  // namespace

TEST_CASE("shared state: a change is seen by who has it open, and kept", "[emulator][state]") {
  const TemporaryFolder folder;
  const auto mine = open_state(folder.path());
  CHECK(mine->clock_offset() == 0ms);
  CHECK_FALSE(mine->id_seed());
  CHECK(in_child([&] {
          auto other = SharedState::open(folder.path());
          return other && (*other)->set_clock_offset(90min) && (*other)->set_id_seed(7) ? 0 : 1;
        }) == 0);
  CHECK(mine->clock_offset() == 90min);
  CHECK(mine->id_seed() == 7);
  REQUIRE(mine->advance_clock(-30min));
  CHECK(open_state(folder.path())->clock_offset() == 60min);
}

TEST_CASE("shared state: numbers for ids are given once, to several processes at once", "[emulator][state]") {
  const TemporaryFolder folder;
  const auto mine = open_state(folder.path());
  constexpr int k_each = 5000;
  const auto take_all = [&] {
    auto other = SharedState::open(folder.path());
    for (int i = 0; other && i < k_each; ++i) (void)(*other)->next_id_number();
    return other ? 0 : 1;
  };
  const pid_t child = ::fork();
  if (child == 0) ::_exit(take_all());
  std::set<std::uint64_t> numbers;
  for (int i = 0; i < k_each; ++i) numbers.insert(mine->next_id_number());
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(numbers.size() == k_each);
  CHECK(mine->next_id_number() == 2 * k_each);
}

TEST_CASE("shared state: nobody gets it alone while another process has it", "[emulator][state]") {
  const TemporaryFolder folder;
  auto mine = open_state(folder.path());
  const auto is_refused = [&] {
    const auto alone = SharedState::open_alone(folder.path());
    return !alone && alone.error().kind == ErrorKind::io ? 0 : 1;
  };
  CHECK(in_child(is_refused) == 0);
  mine.reset();
  CHECK(SharedState::open_alone(folder.path()).has_value());
}

TEST_CASE("shared state: an empty file is the state of a new workspace", "[emulator][state]") {
  const TemporaryFolder folder;
  REQUIRE(write_file_atomically(shared_state_file(folder.path()), "", 0600));
  CHECK(open_state(folder.path())->clock_offset() == 0ms);
}

TEST_CASE("ids: random without a seed, the same with the same seed", "[emulator][state]") {
  const TemporaryFolder a;
  const TemporaryFolder b;
  const auto first = open_state(a.path());
  const auto second = open_state(b.path());
  IdSource ids(*first);
  IdSource others(*second);
  CHECK(ids.bits() != others.bits());
  REQUIRE(first->set_id_seed(42));
  REQUIRE(second->set_id_seed(42));
  const std::string hex = ids.hex(16);
  CHECK(hex == others.hex(16));
  CHECK(hex.size() == 32);
  CHECK(ids.hex(5).size() == 10);
  (void)others.hex(5);
  const std::string uuid = ids.uuid();
  CHECK(uuid == others.uuid());
  REQUIRE(uuid.size() == 36);
  CHECK(uuid[14] == '4');
  CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
  REQUIRE(second->set_id_seed(43));
  REQUIRE(first->set_id_seed(42));
  CHECK(ids.bits() != others.bits());
}

TEST_CASE("ids: the same requests to workspaces of one seed make the same ids", "[emulator][state]") {
  const auto first = ids_made(7);
  CHECK(first == ids_made(7));
  CHECK(std::set<std::string>(first.begin(), first.end()).size() == first.size());
  const auto other = ids_made(8);
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i] != other[i]);
}

TEST_CASE("ids: only a new workspace takes a seed", "[emulator][state]") {
  const TemporaryFolder folder;
  const auto open = [&](std::optional<std::uint64_t> seed) {
    return Workspace::open({.folder = folder.path() / "ws", .id_seed = seed});
  };
  REQUIRE(open(5));
  CHECK(open(5));
  CHECK(open(std::nullopt));
  const auto refused = open(6);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::config);
  CHECK(refused.error().message.find("seed 6") != std::string::npos);
}

TEST_CASE("clock: lifecycles follow the workspace's clock, in processes that run too", "[emulator][clock]") {
  WorkspaceFixture ws;
  const auto folder = ws.folder.path() / "ws";
  const auto id = ws.create_cluster({{"autotermination_minutes", 60}});
  CHECK(ws.state_of(id) == "PENDING");
  REQUIRE(advance_clock(folder, 10s));
  CHECK(ws.state_of(id) == "RUNNING");
  REQUIRE(advance_clock(folder, 2h));
  CHECK(ws.state_of(id) == "TERMINATED");
  CHECK(*clock_offset(folder) == 2h + 10s);
  REQUIRE(set_clock_offset(folder, 0ms));
  CHECK(*clock_offset(folder) == 0ms);
}

TEST_CASE("clock: there is none where there is no workspace", "[emulator][clock]") {
  const TemporaryFolder folder;
  REQUIRE_FALSE(clock_offset(folder.path()));
  CHECK(clock_offset(folder.path()).error().kind == ErrorKind::not_found);
  CHECK(std::filesystem::is_empty(folder.path()));
}
