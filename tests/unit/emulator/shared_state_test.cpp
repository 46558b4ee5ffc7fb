#include "emulator/store/shared_state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
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

namespace {

/// Writes over the file as a stray descriptor does.
void write_at(const std::filesystem::path& folder, std::streamoff offset, std::string_view bytes) {
  std::fstream file(shared_state_file(folder), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(offset);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.flush());
}

/// A page as the first layout had it.
std::string bare_page(std::int64_t offset, std::uint64_t is_seeded, std::uint64_t seed, std::uint64_t number) {
  std::string page(4096, '\0');
  std::memcpy(page.data(), &offset, 8);
  std::memcpy(page.data() + 8, &is_seeded, 8);
  std::memcpy(page.data() + 16, &seed, 8);
  std::memcpy(page.data() + 24, &number, 8);
  return page;
}

}  // namespace

TEST_CASE("shared state: a damaged file is told by its name, with what heals it", "[emulator][state]") {
  struct Damage {
    std::streamoff offset;
    std::string bytes;
  };
  const auto damage = GENERATE(values<Damage>({{0, "\n"},
                                               {0, "Copying a -> dbfs:/a\n"},
                                               {0, std::string(4096, 'x')},
                                               {24, "1"},
                                               {33, "\x07"},
                                               {40, "\x02\x02"},
                                               {48, "seed"},
                                               {56, "\x02"},
                                               {64, "\xff\xff"}}));
  const TemporaryFolder folder;
  REQUIRE(open_state(folder.path())->set_id_seed(7));
  write_at(folder.path(), damage.offset, damage.bytes);
  CAPTURE(damage.offset, damage.bytes.size());
  for (const bool alone : {false, true}) {
    const auto opened = alone ? SharedState::open_alone(folder.path()) : SharedState::open(folder.path());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message == shared_state_file(folder.path()).string() + " is damaged");
    CHECK(opened.error().hint.find("clock reset --data-dir " + folder.path().string()) != std::string::npos);
  }
  CHECK(SharedState::reset_clock(folder.path()).value() != Reset::clock);
  CHECK(open_state(folder.path())->clock_offset() == 0ms);
  CHECK(SharedState::reset_clock(folder.path()).value() == Reset::clock);
}

TEST_CASE("shared state: a file that was cut short is damaged, and healed", "[emulator][state]") {
  const TemporaryFolder folder;
  REQUIRE(open_state(folder.path())->set_clock_offset(1h));
  std::filesystem::resize_file(shared_state_file(folder.path()), 44);
  CHECK_FALSE(SharedState::open(folder.path()));
  CHECK(SharedState::reset_clock(folder.path()).value() == Reset::damaged_file_and_ids);
  CHECK(open_state(folder.path())->clock_offset() == 0ms);
}

TEST_CASE("shared state: healing never makes an id twice", "[emulator][state]") {
  const TemporaryFolder folder;
  std::set<std::uint64_t> made;
  const auto make = [&] {
    const auto state = open_state(folder.path());
    for (int i = 0; i < 100; ++i) CHECK(made.insert(IdSource(*state).bits()).second);
  };
  REQUIRE(open_state(folder.path())->set_id_seed(7));
  make();
  write_at(folder.path(), 0, "text");
  CHECK(SharedState::reset_clock(folder.path()).value() == Reset::damaged_file);
  CHECK(open_state(folder.path())->id_seed() == 7);
  make();
  write_at(folder.path(), 64, std::string(8, '\1'));  // the count
  CHECK(SharedState::reset_clock(folder.path()).value() == Reset::damaged_file_and_ids);
  CHECK(open_state(folder.path())->id_seed() == std::nullopt);
  make();
}

TEST_CASE("shared state: a damaged file is healed while others use it", "[emulator][state]") {
  const TemporaryFolder folder;
  const auto mine = open_state(folder.path());
  REQUIRE(mine->set_clock_offset(1h));
  write_at(folder.path(), 0, "text");
  CHECK(mine->clock_offset() == 1h);
  REQUIRE(SharedState::reset_clock(folder.path()));
  CHECK(mine->clock_offset() == 0ms);
  CHECK(SharedState::open(folder.path()).has_value());
}

TEST_CASE("shared state: the first layout is taken over, where its values can be", "[emulator][state]") {
  const TemporaryFolder folder;
  const auto put = [&](const std::string& page) {
    REQUIRE(write_file_atomically(shared_state_file(folder.path()), page, 0600));
  };
  put(bare_page(-86'400'000, 1, 7, 5));
  const auto state = open_state(folder.path());
  CHECK(state->clock_offset() == -24h);
  CHECK(state->id_seed() == 7);
  CHECK(state->next_id_number() == 5);
  CHECK(open_state(folder.path())->next_id_number() == 6);
  for (const auto& page : {bare_page(std::int64_t{1} << 50U, 0, 0, 0), bare_page(0, 2, 0, 0),
                           bare_page(0, 1, 0, std::uint64_t{1} << 60U)}) {
    put(page);
    CHECK_FALSE(SharedState::open(folder.path()));
  }
}

TEST_CASE("shared state: beside a program of the first layout its values are used as they are", "[emulator][state]") {
  const TemporaryFolder folder;
  REQUIRE(write_file_atomically(shared_state_file(folder.path()), bare_page(5, 1, 7, 0), 0600));
  int ready[2];
  int done[2];
  REQUIRE((::pipe(ready) == 0 && ::pipe(done) == 0));
  const pid_t old_program = ::fork();
  if (old_program == 0) {  // all that matters of it is the lock that it holds
    const int file = ::open(shared_state_file(folder.path()).c_str(), O_RDWR);
    char byte = 0;
    ::_exit(::flock(file, LOCK_SH) == 0 && ::write(ready[1], "r", 1) == 1 && ::read(done[0], &byte, 1) == 1 ? 0 : 1);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  {
    const auto state = open_state(folder.path());
    REQUIRE(state->advance_clock(1h));
    CHECK(state->next_id_number() == 0);
    const auto page = read_file(shared_state_file(folder.path()));
    CHECK(page->substr(0, 32) == bare_page(3'600'005, 1, 7, 1).substr(0, 32));
    CHECK(state->clock_offset() == 1h + 5ms);
  }
  REQUIRE(::write(done[1], "d", 1) == 1);
  int status = 0;
  REQUIRE(::waitpid(old_program, &status, 0) == old_program);
  CHECK(status == 0);
  CHECK(open_state(folder.path())->clock_offset() == 1h + 5ms);
  CHECK(read_file(shared_state_file(folder.path()))->substr(0, 32) == std::string(32, '\0'));
}

TEST_CASE("shared state: a newer layout is left alone", "[emulator][state]") {
  const TemporaryFolder folder;
  (void)open_state(folder.path());
  write_at(folder.path(), 32, "\x63");
  const auto refused = SharedState::reset_clock(folder.path());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("newer") != std::string::npos);
}

TEST_CASE("shared state: advances at the same time all count", "[emulator][state]") {
  const TemporaryFolder folder;
  const auto mine = open_state(folder.path());
  constexpr int k_each = 200;
  const auto advance_all = [&] {
    auto other = SharedState::open(folder.path());
    for (int i = 0; other && i < k_each; ++i)
      if (!(*other)->advance_clock(1ms)) return 1;
    return other ? 0 : 1;
  };
  const pid_t child = ::fork();
  if (child == 0) ::_exit(advance_all());
  CHECK(advance_all() == 0);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(mine->clock_offset() == std::chrono::milliseconds{2 * k_each});
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
