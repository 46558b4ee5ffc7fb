#include "support/box_fixture.hpp"

// What jobs that attack put where others will look: as root and as an ordinary user, in both kinds of boxes.

using namespace dbc;
using namespace dbc::test;

namespace fs = std::filesystem;

namespace {

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
