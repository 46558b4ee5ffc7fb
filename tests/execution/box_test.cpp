#include <signal.h>
#include <sys/stat.h>

#include "support/box_fixture.hpp"

// Jobs that attack the box they run in: as root and as an ordinary user, where the box is made of namespaces and where
// it is not. What holds in the second kind is less; docs/notebooks.md says what.

using namespace dbc;
using dbc::test::Attack;
using dbc::test::BoxFixture;
using dbc::test::can_make_namespaces;

namespace fs = std::filesystem;

namespace {

Attack any_attack() { return {.is_ordinary_user = GENERATE(false, true), .is_mapped = GENERATE(false, true)}; }

/// Each user and each kind of box once, for what is tried in many forms.
Attack attack_of_each_kind() {
  return GENERATE(Attack{.is_ordinary_user = false, .is_mapped = true},
                  Attack{.is_ordinary_user = true, .is_mapped = false});
}

/// Of boxes that hide and protect.
Attack boxed_attack() { return {.is_ordinary_user = GENERATE(false, true)}; }

bool is_left_out(const Attack& attack) {
  if (attack.is_boxed()) return false;
  WARN("left out: this machine makes no namespaces");
  return true;
}

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Puts something into the way of a cluster's log. `place` is where the log goes, `outside` what must stay as it is.
std::string trap(const std::string& kind, const std::string& place, const fs::path& outside) {
  const std::string folder = place.substr(0, place.rfind('/'));
  const std::string code =
      "import os, socket\nplace = '" + place + "'\nfolder = '" + folder + "'\noutside = " + quoted(outside) + "\n";
  if (kind == "folder is a link")
    return code + "os.makedirs(os.path.dirname(folder))\nos.symlink(os.path.dirname(outside), folder)\n";
  if (kind == "folder above is a link")
    return code +
           "above = os.path.dirname(folder)\nos.makedirs(os.path.dirname(above))\n"
           "os.symlink(os.path.dirname(os.path.dirname(outside)), above)\n";
  const std::string made = code + "os.makedirs(folder)\n";
  if (kind == "link") return made + "os.symlink(outside, place)\n";
  if (kind == "link to nothing") return made + "os.symlink(os.path.dirname(outside) + '/new', place)\n";
  if (kind == "pipe") return made + "os.mkfifo(place)\n";
  if (kind == "folder") return made + "os.mkdir(place)\n";
  if (kind == "socket") return made + "os.chdir(folder)\nsocket.socket(socket.AF_UNIX).bind('stdout')\n";
  if (kind == "other name")
    return made + "open(folder + '/mine', 'w').write('as it was')\nos.link(folder + '/mine', place)\n";
  return made;
}

}  // namespace

TEST_CASE("box: what a job puts where its cluster's log goes leads nowhere and blocks nobody", "[execution][box]") {
  const std::string kind = GENERATE(as<std::string>{}, "link", "link to nothing", "folder is a link",
                                    "folder above is a link", "pipe", "folder", "socket", "other name");
  BoxFixture ws(attack_of_each_kind());
  INFO(kind << (ws.attack.is_mapped ? ", mapped" : ", mounted"));
  const fs::path outside = ws.home() / "around/driver";
  fs::create_directories(outside);
  std::ofstream(outside / "stdout") << "as it was";
  const auto cluster = ws.make_cluster({{"cluster_log_conf", {{"dbfs", {{"destination", "dbfs:/cluster-logs"}}}}}});
  const std::string place =
      (ws.attack.is_mapped || !can_make_namespaces() ? (ws.root() / "files/dbfs").string() : std::string("/dbfs")) +
      "/cluster-logs/" + cluster + "/driver/stdout";
  ws.printed_by(ws.script("trap", trap(kind, place, outside / "stdout")));
  const Json run = ws.finished(ws.submit({ws.script_on(cluster, "victim", "print('hello')")}));
  CHECK(ws.result_of(run) == "TERMINATED/SUCCESS");
  CHECK(*read_file(outside / "stdout") == "as it was");
  CHECK_FALSE(fs::exists(outside / "new"));
  CHECK(ws.log_of(run, "victim", "stdout") == "hello\n");
  CHECK_THAT(ws.log_of(run, "victim", "stderr"),
             Catch::Contains("does not go to the cluster_log_conf's dbfs:/cluster-logs/" + cluster));
  if (kind == "other name") CHECK(ws.read("cluster-logs/" + cluster + "/driver/mine") == "as it was");
}

TEST_CASE("box: a cluster's log that nobody tampers with arrives", "[execution][box]") {
  BoxFixture ws(any_attack());
  const auto cluster = ws.make_cluster({{"cluster_log_conf", {{"dbfs", {{"destination", "dbfs:/cluster-logs"}}}}}});
  for (const char* text : {"one", "two"})
    ws.printed_by(ws.script_on(cluster, "a", "print('" + std::string(text) + "')"));
  CHECK(ws.read("cluster-logs/" + cluster + "/driver/stdout") == "one\ntwo\n");
  CHECK(ws.read("cluster-logs/" + cluster + "/driver/stderr").empty());
}

TEST_CASE("box: a job does to the driver what it likes, and no later run notices", "[execution][box]") {
  const std::string deed = GENERATE(
      as<std::string>{}, "shutil.rmtree(place)", "os.remove(place + '/main.py')",
      "open(place + '/dbc_driver/channel.py', 'w').write('raise SystemExit(3)')",
      "open(place + '/json.py', 'w').write('raise SystemExit(4)')",
      "os.makedirs(place + '/__pycache__', exist_ok=True); os.symlink('/etc/passwd', place + '/dbc_driver/more.py')",
      "os.remove(place + '/main.py'); os.mkfifo(place + '/main.py')",
      "os.rename(place + '/dbc_driver', place + '/x'); os.symlink('x', place + '/dbc_driver')",
      "cache = place + '/dbc_driver/__pycache__'; os.makedirs(cache, exist_ok=True); "
      "[open(cache + '/session.' + sys.implementation.cache_tag + '.pyc', 'wb').write(b'x')]");
  BoxFixture ws(attack_of_each_kind());
  INFO(deed);
  const auto attacked = ws.printed_by_code(
      "import os, shutil, sys\nplace = os.path.dirname(os.path.dirname(sys.modules['dbc_driver'].__file__))\n"
      "try:\n  " +
      deed + "\n  print('done')\nexcept OSError as error:\n  print(error.strerror)\n");
  CHECK(attacked == (ws.attack.is_boxed() ? "Read-only file system\n" : "done\n"));
  CHECK(ws.printed_by_code("print('fine')") == "fine\n");
  ws.put_notebook("/Shared/n", "dbutils.notebook.exit('fine')\n");
  const Json run = ws.finished(ws.submit({{{"task_key", "n"}, {"notebook_task", {{"notebook_path", "/Shared/n"}}}}}));
  CHECK(ws.output_of(run, "n")["notebook_output"]["result"] == "fine");
}

TEST_CASE("box: a job cannot change what the next one on its cluster runs with", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  const auto cluster = ws.make_cluster();
  const std::string deeds = R"(
import os, subprocess, sys
def attempt(what):
    try:
        what()
        print('done')
    except OSError as error:
        print(error.strerror)
prefix = '/databricks/python'
packages = '%s/lib/python%d.%d/site-packages' % (prefix, *sys.version_info[:2])
attempt(lambda: open(packages + '/evil.pth', 'w'))
attempt(lambda: os.remove(prefix + '/pyvenv.cfg'))
attempt(lambda: os.symlink('/bin/false', prefix + '/bin/python3.99'))
print(subprocess.run(['mount', '-o', 'remount,bind,rw', prefix], capture_output=True).returncode != 0)
print(subprocess.run(['umount', prefix], capture_output=True).returncode != 0)
print(subprocess.run(['unshare', '-Urm', 'umount', prefix], capture_output=True).returncode != 0)
print(subprocess.run(['unshare', '-Urm', 'mount', '-o', 'remount,bind,rw', prefix], capture_output=True).returncode != 0)
)";
  const std::string refused = "Read-only file system\n";
  CHECK(ws.printed_by(ws.script_on(cluster, "a", deeds)) == refused + refused + refused + "True\nTrue\nTrue\nTrue\n");
  CHECK(ws.printed_by(ws.script_on(cluster, "b", "print('fine')")) == "fine\n");
}

TEST_CASE("box: a virtual environment that a job has broken is made anew, and links in it lead nowhere",
          "[execution][box]") {
  BoxFixture ws({.is_ordinary_user = GENERATE(false, true), .is_mapped = true});
  const std::string deed =
      GENERATE(as<std::string>{}, "os.remove(cfg); os.symlink(outside, cfg)", "os.remove(cfg); os.mkfifo(cfg)",
               "os.rename(prefix + '/bin', prefix + '/was'); os.remove(cfg); os.symlink(os.path.dirname(outside), "
               "prefix + '/bin')",
               "shutil.rmtree(prefix)", "shutil.rmtree(prefix + '/bin')");
  const auto cluster = ws.make_cluster();
  fs::create_directories(ws.home() / "around");
  ws.printed_by(ws.script_on(cluster, "a",
                             "import os, shutil\nprefix = " + quoted(ws.root() / "clusters" / cluster / "python") +
                                 "\ncfg = prefix + '/pyvenv.cfg'\noutside = " + quoted(ws.home() / "around/new") +
                                 "\n" + deed + "\n"));
  CHECK(ws.printed_by(ws.script_on(cluster, "b", "print('fine')")) == "fine\n");
  CHECK(fs::is_empty(ws.home() / "around"));
}

TEST_CASE("box: what a job puts where the folders of later runs go leads nowhere and ends no run", "[execution][box]") {
  const auto [kind, deed] = GENERATE(table<std::string, std::string>({
      {"link", "os.symlink(outside, place)"},
      {"link to nothing", "os.symlink(outside + '/new', place)"},
      {"pipe", "os.mkfifo(place)"},
      {"file", "open(place, 'w').close()"},
      {"closed folder", "os.mkdir(place, 0)"},
  }));
  BoxFixture ws({.is_ordinary_user = true, .is_mapped = true});
  INFO(kind);
  const auto cluster = ws.make_cluster();
  const auto outside = ws.home() / "around";
  fs::create_directories(outside);
  const std::string code = "import os, shutil\nhome = " + quoted(ws.root() / "clusters" / cluster) +
                           "\noutside = " + quoted(outside) + R"(
def attack(place):
    if os.path.isdir(place):
        shutil.rmtree(place)
    )" + deed + R"(
)";
  const std::string ways = GENERATE(as<std::string>{}, "'driver', 'python', 'runtime'",
                                    "'runtime/driver', 'runtime/python', 'runtime/dbc', 'runtime/git', "
                                    "'runtime/packages'");
  ws.printed_by(ws.script_on(cluster, "a", code + "for name in (" + ways + "):\n    attack(home + '/' + name)\n"));
  for (const bool is_mapped : {true, false}) {
    if (!is_mapped) fs::remove(ws.root() / "emulator.toml");
    CHECK(ws.printed_by(ws.script_on(cluster, "b", "print('fine')")) == "fine\n");
  }
  CHECK(fs::is_empty(outside));
}

TEST_CASE("box: a job cannot move aside what others have below /databricks", "[execution][box]") {
  BoxFixture ws(boxed_attack());
  if (is_left_out(ws.attack)) return;
  CHECK(ws.printed_by_code(R"(
import os
for name in ('driver', 'python', 'dbc', 'git', 'packages'):
    for what in (lambda place: os.rename(place, place + '-away'), os.rmdir):
        try:
            what('/databricks/' + name)
            print(name)
        except OSError as error:
            print(error.strerror)
)") == [] {
    std::string ten;
    for (int i = 0; i < 10; ++i) ten += "Device or resource busy\n";
    return ten;
  }());
}

TEST_CASE("box: what a job leaves behind is removed, and nothing beyond it", "[execution][box]") {
  BoxFixture ws(any_attack());
  const fs::path outside = ws.home() / "outside";
  fs::create_directories(outside);
  std::ofstream(outside / "kept") << "kept";
  const std::string code = "import os\nos.symlink(" + quoted(outside) + R"(, 'link')
os.mkfifo('pipe')
os.mkdir('closed'); os.mkdir('closed/inner'); os.symlink('/', 'closed/inner/root')
os.chmod('closed/inner', 0); os.chmod('closed', 0)
deep = os.open('.', os.O_RDONLY)
for _ in range(1100):
    os.mkdir('d', dir_fd=deep)
    next = os.open('d', os.O_RDONLY, dir_fd=deep)
    os.close(deep)
    deep = next
print('left')
)";
  const Json run = ws.finished(ws.submit({ws.script("a", code)}));
  CHECK(ws.output_of(run, "a")["logs"] == "left\n");
  const std::string cluster = ws.task_of(run, "a")["cluster_instance"]["cluster_id"];
  ws.await([&] { return !fs::exists(ws.root() / "clusters" / cluster); });
  CHECK(*read_file(outside / "kept") == "kept");
}

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
