#include <signal.h>
#include <sys/stat.h>

#include "support/box_fixture.hpp"

// What tasks that attack do to the supervisor of their run: as root and as an ordinary user, in both kinds of boxes.

using namespace dbc;
using namespace dbc::test;

namespace fs = std::filesystem;

TEST_CASE("box: a task's source that is no ordinary file ends the task, not the waiting for it", "[execution][box]") {
  const std::string kind = GENERATE(as<std::string>{}, "pipe", "link", "link above", "link to a device");
  const std::string use = GENERATE(as<std::string>{}, "source", "init script", "requirements", "wheel");
  BoxFixture ws(attack_of_each_kind());
  INFO(kind << " as " << use);
  const bool is_list = use == "requirements";  // which are not taken from DBFS
  const fs::path dbfs = ws.root() / "files/dbfs";
  const fs::path traps = (is_list ? ws.root() / "files/workspace/Shared" : dbfs) / "traps";
  const fs::path file = traps / "it.whl";
  ws.put("real/it.whl", "print('it ran')");
  fs::create_directories(traps);
  if (kind == "pipe") REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  if (kind == "link") fs::create_symlink(dbfs / "real/it.whl", file);
  if (kind == "link to a device") fs::create_symlink("/dev/zero", file);
  if (kind == "link above") {
    fs::remove(traps);
    fs::create_directory_symlink(dbfs / "real", traps);
  }
  Json task = ws.script("a", "print('it ran')");
  const std::string path = std::string(is_list ? "/Workspace/Shared" : "dbfs:") + "/traps/it.whl";
  if (use == "source") task["spark_python_task"]["python_file"] = path;
  if (use == "init script") task["new_cluster"]["init_scripts"] = Json::array({{{"dbfs", {{"destination", path}}}}});
  if (use == "requirements") task["libraries"] = Json::array({{{"requirements", path}}});
  if (use == "wheel") task["libraries"] = Json::array({{{"whl", path}}});
  const Json run = ws.finished(ws.submit({task}));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(run.dump(), Catch::Contains("does not exist"));
}

TEST_CASE("box: a script that becomes a pipe keeps nobody from cancelling the run", "[execution][box]") {
  BoxFixture ws(any_attack());
  std::ofstream(ws.root() / "emulator.toml", std::ios::app)
      << (ws.attack.is_mapped ? "" : "[runs]\n") << "grace_ms = 100\n";
  // bash opens the second file by itself, long after anybody looked.
  const auto path = ws.put("init.sh", "mkfifo \"$PWD/pipe\"; touch \"$PWD/waits\"; cat \"$PWD/pipe\"\n");
  Json task = ws.script("a", "");
  task["new_cluster"]["init_scripts"] = Json::array({{{"dbfs", {{"destination", path}}}}});
  const auto id = ws.submit({task});
  ws.await([&] {
    std::error_code not_yet;
    for (const auto& cluster : fs::directory_iterator(ws.root() / "clusters", not_yet))
      if (fs::exists(cluster.path() / "driver/waits")) return true;
    return false;
  });
  ws.cancel(id);
  CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/CANCELED");
}

TEST_CASE("box: what a task sends to its supervisor is bounded", "[execution][box]") {
  BoxFixture ws({.is_ordinary_user = true});
  const std::string channel = "import os, sys\nfd = 3\n";
  const auto [code, reason] = GENERATE(table<std::string, std::string>({
      {"while True:\n  os.write(fd, b'x' * 65536)\n", "message that is too long"},
      {"line = b'{\"type\":\"cells\",\"cells\":[\"' + b'x' * (1 << 20) + b'\"]}\\n'\nwhile True:\n  rest = line\n"
       "  while rest:\n    rest = rest[os.write(fd, rest):]\n",
       "output of its cells is too long"},
      {"line = b'{\"type\":\"task_value\",\"key\":\"k\",\"value\":\"' + b'x' * (1 << 20) + b'\"}\\n'\nwhile True:\n"
       "  rest = line\n  while rest:\n    rest = rest[os.write(fd, rest):]\n",
       "too many task values"},
  }));
  const Json run = ws.finished(ws.submit({ws.script("a", channel + code)}));
  CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/FAILED");
  CHECK_THAT(ws.log_of(run, "a", "stderr"), Catch::Contains(reason));
}

TEST_CASE("box: a task has no descriptor but its own, and no way to its supervisor", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  const auto said = ws.printed_by_code(R"(
import os, signal
own = os.listdir('/proc/self/fd')
print(sorted(int(each) for each in own)[:4], len(own))
seen = [int(each) for each in os.listdir('/proc') if each.isdigit()]
print(max(seen) < 20)
for each in ('mem', 'environ', 'fd', 'root', 'cwd'):
    try:
        where = '/proc/1/' + each
        print(each, os.listdir(where) if each in ('fd', 'root', 'cwd') else len(open(where, 'rb').read(16)))
    except OSError as error:
        print(each, type(error).__name__)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
try:
    os.kill(-1, signal.SIGTERM)
except ProcessLookupError:
    pass  # there is nobody else
print('alive')
)");
  INFO(said);
  CHECK(contains(said, "[0, 1, 2, 3] 5\nTrue\n"));  // one is the listing itself
  CHECK_FALSE(contains(said, "secrets.key"));
  CHECK(contains(said, "alive\n"));
}

TEST_CASE("box: a task that does not read the answers to what it asks is ended", "[execution][box]") {
  BoxFixture ws({.is_ordinary_user = true});
  const Json run = ws.finished(ws.submit({ws.script("a", R"(
import os
line = b'{"type":"call","id":1,"method":"GET","path":"/api/2.0/clusters/list-node-types"}\n'
while True:
    os.write(3, line * 100)
)")}));
  CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/FAILED");
  CHECK_THAT(ws.log_of(run, "a", "stderr"), Catch::Contains("does not read what it asked for"));
}
