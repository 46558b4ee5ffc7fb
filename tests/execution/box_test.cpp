#include <signal.h>
#include <sys/stat.h>

#include "support/box_fixture.hpp"

// What jobs that attack see of others, and reach: as root and as an ordinary user, where the box is made of namespaces
// and where it is not. What holds in the second kind is less; docs/notebooks.md says what.

using namespace dbc;
using namespace dbc::test;

namespace fs = std::filesystem;

TEST_CASE("box: a task sees nothing of any workspace, wherever it lies and whenever it is made", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  const fs::path elsewhere = ws.home() / "elsewhere";
  fs::create_directories(elsewhere / "new");
  std::ofstream(elsewhere / "plain.txt") << "to be read";
  std::ofstream(ws.folder.path() / "plain.txt") << "to be read";
  const auto make = [](const fs::path& folder) {
    return emulator::Workspace::open({.folder = folder, .program = DBC_BINARY});
  };
  REQUIRE(make(elsewhere / "older"));
  const std::string code =
      "import os, time\ndef tell():\n  for each in " +
      [&] {
        std::string list = "(";
        for (const auto& each : {ws.root(), ws.root().parent_path() / "beside", elsewhere / "older", elsewhere / "new",
                                 elsewhere / "newer", ws.home() / ".local/share/dbc/workspaces/far"})
          list += quoted(each) + ", ";
        return list + ")";
      }() +
      R"(:
    try:
      print(os.path.basename(each), os.listdir(each))
    except FileNotFoundError:
      print(os.path.basename(each), None)
tell()
open('/dbfs/ready', 'w').close()
while not os.path.exists('/dbfs/go'):
  time.sleep(0.01)
tell()
)";
  const auto id = ws.submit({ws.script("a", code)});
  ws.await([&] { return fs::exists(ws.root() / "files/dbfs/ready"); });
  REQUIRE(make(ws.root().parent_path() / "beside"));
  REQUIRE(make(elsewhere / "new"));
  REQUIRE(make(elsewhere / "newer"));
  REQUIRE(make(ws.home() / ".local/share/dbc/workspaces/far"));
  ws.put("go", "");
  const Json run = ws.finished(id);
  CHECK(ws.output_of(run, "a")["logs"] ==
        "ws []\nbeside None\nolder []\nnew []\nnewer None\nfar None\n"
        "ws []\nbeside []\nolder []\nnew []\nnewer []\nfar []\n");
}

TEST_CASE("box: a task cannot move a workspace aside to find it uncovered later", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  std::ofstream(ws.folder.path() / "plain.txt") << "to be read";
  const auto said = ws.printed_by_code("import os\nroot = " + quoted(ws.root()) + R"(
for each in (root, os.path.dirname(root)):
    for what in (lambda: os.rename(each, each + '-away'), lambda: os.rmdir(each)):
        try:
            what()
            print('done')
        except OSError as error:
            print(error.strerror)
)");
  CHECK(said == "Device or resource busy\nDevice or resource busy\nDevice or resource busy\nDevice or resource busy\n");
}

TEST_CASE("box: runs of the same number in two workspaces are not taken for each other", "[execution][box]") {
  const Attack attack{.is_ordinary_user = GENERATE(false, true), .is_mapped = true};
  BoxFixture one(attack);
  const fs::path folder = one.folder.path() / "two";
  auto two = emulator::Workspace::open({.folder = folder, .program = DBC_BINARY});
  REQUIRE(two);
  std::ofstream(folder / "emulator.toml") << BoxFixture::k_mapped;
  const std::string code =
      "import os, time\nopen('/dbfs/ready', 'w').write(os.environ['DBC_RUN_ID'])\n"
      "while not os.path.exists('/dbfs/go'):\n  time.sleep(0.01)\n";
  const Json task = one.script("a", code);
  fs::create_directories(folder / "files/dbfs/code");
  fs::copy_file(one.root() / "files/dbfs/code/a.py", folder / "files/dbfs/code/a.py");
  const auto begin = [&](emulator::Workspace& workspace, const fs::path& root) {
    const auto reply = workspace.handle({.method = "POST",
                                         .target = "/api/2.1/jobs/runs/submit",
                                         .body = Json{{"run_name", "once"}, {"tasks", {task}}}.dump()},
                                        emulator::Door::embedded);
    const auto id = BoxFixture::body_of(reply)["run_id"].get<std::int64_t>();
    one.await([&] { return fs::exists(root / "files/dbfs/ready"); });
    return id;
  };
  // Seeded alike, they number their runs alike; here each is made to look like the other's.
  const auto first = begin(*one.workspace, one.root());
  const auto second = begin(**two, folder);
  const auto mark_of = [&](std::int64_t id) {
    const auto processes = one.processes_of(id);
    REQUIRE_FALSE(processes.empty());
    const auto environment = read_file("/proc/" + std::to_string(processes.front()) + "/environ");
    const auto at = environment->find("DBC_RUN_MARK=");
    REQUIRE(at != std::string::npos);
    const std::string mark = environment->substr(at, environment->find('\0', at) - at);
    return mark.substr(0, mark.rfind('-'));
  };
  CHECK(mark_of(first) != mark_of(second));
  REQUIRE(::kill(one.supervisor_of(first), SIGKILL) == 0);
  CHECK(one.result_of(one.finished(first)) == "INTERNAL_ERROR/FAILED");
  CHECK_FALSE(one.processes_of(second).empty());
  std::ofstream(folder / "files/dbfs/go") << "";
  one.await([&] {
    const auto reply =
        (*two)->handle({.method = "GET", .target = "/api/2.1/jobs/runs/get?run_id=" + std::to_string(second)},
                       emulator::Door::embedded);
    return contains(reply.body, "\"result_state\":\"SUCCESS\"");
  });
}

TEST_CASE("box: what a task leaves in its home does not steer the installation of libraries", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  const auto cluster = ws.make_cluster();
  ws.printed_by(ws.script_on(cluster, "a", R"(
import os, site, zipfile
deed = "open('/dbfs/fooled', 'a').write('x')\n"
for each in ('pip.py', 'sitecustomize.py', 'zipfile.py'):
    open(each, 'w').write(deed)
packages = site.getusersitepackages()
os.makedirs(packages)
open(packages + '/evil.pth', 'w').write('import os; ' + deed)
os.makedirs('.config/pip')
open('.config/pip/pip.conf', 'w').write('[install]\nprefix = /dbfs/fooled\n')
with zipfile.ZipFile('/dbfs/own-1.0-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('own/__init__.py', '')
    info = 'own-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
    wheel.writestr(info + 'RECORD', '')
)"));
  Json task = ws.script_on(cluster, "b", "import own\nprint(own.__file__.startswith('/databricks/python/'))\n");
  task["libraries"] = Json::array({{{"whl", "dbfs:/own-1.0-py3-none-any.whl"}}});
  CHECK(ws.printed_by(task) == "True\n");
  CHECK_FALSE(fs::exists(ws.root() / "files/dbfs/fooled"));
}

TEST_CASE("box: a job cannot keep others from changing the workspace's files", "[execution][box]") {
  BoxFixture ws(any_attack());
  const std::string code = R"(
import fcntl, os, time
roots = [os.open(each, os.O_RDONLY) for each in ('/dbfs', '/Workspace', '/Volumes')]
for each in roots:
    fcntl.flock(each, fcntl.LOCK_EX)
open('/dbfs/ready', 'w').close()
time.sleep(600)
)";
  const auto id = ws.submit({ws.script("a", code)});
  ws.await([&] { return fs::exists(ws.root() / "files/dbfs/ready"); });
  ws.body_of(ws.call("POST", "/api/2.0/dbfs/mkdirs", {{"path", "/made"}}));
  ws.body_of(ws.call("POST", "/api/2.0/workspace/mkdirs", {{"path", "/Shared/made"}}));
  ws.cancel(id);
  CHECK(ws.result_of(ws.finished(id)) == "TERMINATED/CANCELED");
}

TEST_CASE("box: where one cannot be built this time, the task fails and is not run without", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  const auto volumes = ws.root() / "files/volumes";
  REQUIRE(fs::is_directory(volumes));
  fs::remove_all(volumes);
  std::ofstream(volumes) << "in the way of the folder that is shown as /Volumes";
  const Json run = ws.finished(ws.submit({ws.script("a", "print('ran')")}));
  const Json output = ws.output_of(run, "a");
  INFO(output.dump(1));
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK(output.value("logs", "") == "");
  CHECK(contains(output.dump(), "kept apart from this machine: mounting a folder: Not a directory"));
}

TEST_CASE("box: tasks of two users on one cluster share no folder that programs look into", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  REQUIRE(ws.call("POST", "/api/2.0/preview/scim/v2/Users", {{"userName", "bob@example.com"}}).status == 201);
  const auto cluster = ws.make_cluster();
  const std::string tell = "import os\nhome = os.environ['HOME']\nprint(home, sorted(os.listdir(home)))";
  ws.printed_by(ws.script_on(cluster, "a", "import os\nopen(os.environ['HOME'] + '/left.py', 'w').close()"));
  CHECK(ws.printed_by(ws.script_on(cluster, "b", tell)) == "/databricks/driver ['conf', 'left.py']\n");
  const auto job = ws.create_job({ws.script_on(cluster, "c", tell)}, {{"run_as", {{"user_name", "bob@example.com"}}}});
  const Json run = ws.finished(ws.run_now(job));
  CHECK(ws.output_of(run, "c")["logs"] == "/databricks/driver ['conf']\n");
}

TEST_CASE("box: the folders of programs are read only, and Python's own among them", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  const auto said = ws.printed_by_code(R"(
import os, sys, sysconfig
for each in (os.path.dirname(os.path.realpath(sys.executable)), os.path.dirname(os.__file__), '/usr/bin'):
    try:
        open(each + '/dbc-was-here', 'w')
        print('done')
    except OSError as error:
        print(error.strerror)
)");
  const std::string refused = "Read-only file system\n";
  CHECK(said == refused + refused + refused);
}

TEST_CASE("box: root's jobs reach neither disks nor the kernel's switches", "[execution][box]") {
  BoxFixture ws({});
  if (is_left_out(ws.attack)) return;
  const auto said = ws.printed_by_code(R"(
import os, stat
for name in sorted(os.listdir('/dev')):
    if stat.S_ISBLK(os.stat('/dev/' + name, follow_symlinks=False).st_mode):
        try:
            os.close(os.open('/dev/' + name, os.O_RDONLY))
            print('a disk is open', name)
        except OSError:
            pass
for each in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/sys/kernel/uevent_seqnum',
             '/proc/sys/user/max_user_namespaces'):
    try:
        open(each, 'w').close()
        print('open', each)
    except OSError:
        pass
print(open('/dev/urandom', 'rb').read(1) is not None, os.openpty() is not None, open('/dev/null', 'w').write('x'))
)");
  CHECK(said == "True True 1\n");
}
