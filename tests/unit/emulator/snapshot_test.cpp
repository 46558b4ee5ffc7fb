#include "dbc/emulator/snapshot.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "dbc/base/files.hpp"
#include "dbc/emulator/seed.hpp"
#include "dbc/emulator/workspace_clock.hpp"
#include "emulator/store/migrations.hpp"
#include "emulator/store/replacement.hpp"
#include "support/reply_text.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using namespace std::chrono_literals;
using dbc::test::TemporaryFolder;
using dbc::test::WorkspaceFixture;

namespace {

constexpr TimePoint k_now{std::chrono::milliseconds{1'795'244'462'500}};

struct SnapshotFixture : WorkspaceFixture {
  std::filesystem::path data = folder.path() / "ws";

  void save(const std::string& name) {
    const auto saved = save_snapshot(data, name, false, k_now);
    if (!saved) FAIL(saved.error().message);
  }
  /// Closes the workspace, loads the snapshot, and opens it again.
  void load(const std::string& name) {
    workspace.reset();
    const auto loaded = load_snapshot(data, name);
    if (!loaded) FAIL(loaded.error().message);
    reopen();
  }
  void reopen() {
    auto opened = Workspace::open({.folder = data, .clock = &clock});
    if (!opened) FAIL(opened.error().message);
    workspace = std::move(*opened);
  }
  void put_file(const std::string& path, const std::string& content) {
    (void)body_of(post_form("dbfs/put", {{"path", path}, {"overwrite", "true"}}, "contents", content));
  }
  std::string file(const std::string& path) {
    const auto reply = get("dbfs/read?path=" + path);
    return reply.status == 200 ? parse_json(test::reply_text(reply))->at("data").get<std::string>()
                               : std::to_string(reply.status);
  }
  std::size_t cluster_count() {
    const Json list = body_of(get("clusters/list"));
    return list.contains("clusters") ? list["clusters"].size() : 0;
  }
};

unsigned mode_of(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

}  // namespace

TEST_CASE("snapshot: everything comes back as it was", "[emulator][snapshot]") {
  SnapshotFixture ws;
  (void)ws.create_cluster();
  ws.put_file("/tmp/a.txt", "old");
  (void)ws.body_of(ws.post("secrets/scopes/create", {{"scope", "s"}}));
  (void)ws.body_of(ws.post("secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", "old"}}));
  REQUIRE(set_clock_offset(ws.data, 3h));
  ws.save("first");

  (void)ws.create_cluster();
  ws.put_file("/tmp/a.txt", "new");
  ws.put_file("/tmp/b.txt", "new");
  (void)ws.body_of(ws.post("secrets/put", {{"scope", "s"}, {"key", "k"}, {"string_value", "new"}}));
  REQUIRE(set_clock_offset(ws.data, 0h));

  ws.load("first");
  CHECK(ws.cluster_count() == 1);
  CHECK(ws.file("/tmp/a.txt") == "b2xk");
  CHECK(ws.file("/tmp/b.txt") == "404");
  CHECK(*clock_offset(ws.data) == 3h);
  CHECK(ws.body_of(ws.get("secrets/get?scope=s&key=k")).at("value") == "b2xk");
  CHECK_FALSE(is_replacement_pending(ws.data));
  // It can be loaded again, and is no part of what was loaded.
  (void)ws.create_cluster();
  ws.load("first");
  CHECK(ws.cluster_count() == 1);
  CHECK(list_snapshots(ws.data)->size() == 1);
}

TEST_CASE("snapshot: what runs and clusters keep goes with it, links too", "[emulator][snapshot]") {
  SnapshotFixture ws;
  std::filesystem::create_directories(ws.data / "runs/1/logs");
  std::filesystem::create_directories(ws.data / "clusters/a");
  REQUIRE(write_file_atomically(ws.data / "runs/1/logs/stdout", "said", 0600));
  std::filesystem::create_symlink("/usr/bin/env", ws.data / "clusters/a/python");
  ws.save("one");
  std::filesystem::remove_all(ws.data / "runs");
  std::filesystem::create_directories(ws.data / "runs/2");
  ws.load("one");
  CHECK(*read_file(ws.data / "runs/1/logs/stdout") == "said");
  CHECK_FALSE(std::filesystem::exists(ws.data / "runs/2"));
  CHECK(std::filesystem::read_symlink(ws.data / "clusters/a/python") == "/usr/bin/env");
  ws.workspace.reset();
  REQUIRE(make_workspace(ws.data, {}));
  CHECK(std::filesystem::is_empty(ws.data / "runs"));
  CHECK(std::filesystem::is_empty(ws.data / "clusters"));
}

TEST_CASE("snapshot: private files, a description, and nothing left over", "[emulator][snapshot]") {
  SnapshotFixture ws;
  ws.put_file("/tmp/a.txt", std::string(10'000, 'x'));
  const auto saved = save_snapshot(ws.data, "one", false, k_now);
  REQUIRE(saved);
  CHECK(saved->name == "one");
  CHECK(saved->created_at == k_now);
  CHECK(saved->bytes > 10'000);
  const auto folder = ws.data / "snapshots/one";
  CHECK(mode_of(folder) == 0700);
  CHECK(mode_of(database_file(folder)) == 0600);
  CHECK(mode_of(folder / "files/dbfs/tmp/a.txt") == 0600);
  CHECK_FALSE(std::filesystem::exists(folder / "workspace.db-wal"));
  REQUIRE(delete_snapshot(ws.data, "one"));
  CHECK(std::filesystem::is_empty(ws.data / "snapshots"));
}

TEST_CASE("snapshot: names and overwriting", "[emulator][snapshot]") {
  SnapshotFixture ws;
  for (const std::string name : {"", "..", ".x", "a/b", "a b", "ä"}) {
    const auto refused = save_snapshot(ws.data, name, false, k_now);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::input);
  }
  ws.save("b");
  ws.save("a");
  const auto again = save_snapshot(ws.data, "a", false, k_now);
  REQUIRE_FALSE(again);
  CHECK(again.error().hint.find("--overwrite") != std::string::npos);
  (void)ws.create_cluster();
  REQUIRE(save_snapshot(ws.data, "a", true, k_now + 1h));
  const auto all = list_snapshots(ws.data);
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(all->at(0).name == "a");
  CHECK(all->at(0).created_at == k_now + 1h);
  ws.load("a");
  CHECK(ws.cluster_count() == 1);
  CHECK(load_snapshot(ws.data, "none").error().kind == ErrorKind::not_found);
  CHECK(delete_snapshot(ws.data, "none").error().kind == ErrorKind::not_found);
}

TEST_CASE("snapshot: loading is refused while a process has the workspace", "[emulator][snapshot]") {
  SnapshotFixture ws;
  ws.save("one");
  const auto refused = load_snapshot(ws.data, "one");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("another process uses") != std::string::npos);
  CHECK(make_workspace(ws.data, {}).error().kind == ErrorKind::io);
}

TEST_CASE("snapshot: an answer that came before it is in it, one of a pair never alone", "[emulator][snapshot]") {
  SnapshotFixture ws;
  std::atomic<bool> is_done = false;
  std::atomic<int> written = 0;
  // The second file says that the first one was there before.
  std::thread writer([&] {
    for (int i = 1; !is_done; ++i) {
      ws.put_file("/tmp/z-first", std::to_string(i));
      ws.put_file("/tmp/a-second", std::to_string(i));
      (void)ws.create_cluster({{"cluster_name", std::to_string(i)}});
      written = i;
    }
  });
  std::vector<int> least;
  for (int round = 0; round < 5; ++round) {
    while (written < 3 * round + 1) std::this_thread::yield();
    least.push_back(written);
    ws.save("s" + std::to_string(round));
  }
  is_done = true;
  writer.join();
  for (int round = 0; round < 5; ++round) {
    const auto folder = ws.data / "snapshots" / ("s" + std::to_string(round));
    const int first = std::stoi(*read_file(folder / "files/dbfs/tmp/z-first"));
    const int second = std::stoi(*read_file(folder / "files/dbfs/tmp/a-second"));
    CHECK(second >= least[static_cast<std::size_t>(round)]);
    CHECK((first == second || first == second + 1));
    // A snapshot is a workspace, too.
    const auto kept = Workspace::open({.folder = folder});
    REQUIRE(kept);
    const Json list = ws.body_of(
        (*kept)->handle({.method = "GET", .target = "/api/2.1/clusters/list?page_size=100"}, Door::embedded));
    const int clusters = static_cast<int>(list.value("clusters", Json::array()).size());
    CHECK((clusters == second || clusters == second - 1));
  }
}

TEST_CASE("replacement: a crash at any step leaves the old workspace or the new one", "[emulator][snapshot]") {
  for (int step = 0; step <= 4; ++step) {
    SnapshotFixture ws;
    ws.put_file("/tmp/a.txt", "old");
    const auto id = ws.create_cluster();
    ws.workspace.reset();
    const auto ready = ws.data / ".replacement";
    {  // a new workspace, complete but not yet in place
      REQUIRE(prepare_incoming(ws.data));
      const auto fresh = Workspace::open({.folder = incoming_folder(ws.data)});
      REQUIRE(fresh);
    }
    if (step >= 1) std::filesystem::rename(incoming_folder(ws.data), ready);
    if (step >= 1)  // as `replace_workspace` leaves them
      for (const char* tree : {"runs", "clusters"}) std::filesystem::create_directories(ready / tree);
    if (step >= 2) std::filesystem::rename(ws.data / "files", ready / "files.old");
    if (step >= 3) std::filesystem::rename(ready / "files", ws.data / "files");
    if (step >= 4) std::filesystem::rename(database_file(ready), database_file(ws.data));
    ws.reopen();
    const bool is_new = step >= 1;
    CHECK(ws.cluster_count() == (is_new ? 0U : 1U));
    CHECK(ws.file("/tmp/a.txt") == (is_new ? "404" : "b2xk"));
    CHECK_FALSE(std::filesystem::exists(ready));
    CHECK(ws.get("clusters/get?cluster_id=" + id).status == (is_new ? 400 : 200));
  }
}
