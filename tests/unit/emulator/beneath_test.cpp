#include "emulator/files/beneath.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <thread>

#include "dbc/base/files.hpp"
#include "dbc/emulator/tree_removal.hpp"
#include "emulator/execution/run_folder.hpp"
#include "emulator/execution/run_lock.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/snapshot/copy_tree.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

/// A folder that holds one thing of each kind that a job can make, and `outside` it what links lead to.
struct Traps {
  Traps() {
    write(outside / "file", "as it was");
    write(inside / "plain", "text");
    fs::create_symlink(outside / "file", inside / "link");
    fs::create_symlink(outside / "new", inside / "dangling");
    fs::create_directory_symlink(outside, inside / "folder-link");
    fs::create_symlink("/dev/zero", inside / "device");
    fs::create_directory(inside / "folder");
    REQUIRE(::mkfifo((inside / "pipe").c_str(), 0600) == 0);
    fs::create_hard_link(inside / "plain", inside / "other-name");
    make_socket();
    opened = Descriptor(::open(inside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  void make_socket() const {
    const Descriptor one(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::strncpy(address.sun_path, (inside / "socket").c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(one.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  void check_outside() const {
    CHECK(*read_file(outside / "file") == "as it was");
    CHECK_FALSE(fs::exists(outside / "new"));
    CHECK(std::distance(fs::directory_iterator(outside), {}) == 1);
  }

  TemporaryFolder folder;
  fs::path outside = folder.path() / "outside";
  fs::path inside = folder.path() / "in";
  Descriptor opened;
};

/// A chain of folders that no path can name.
void nest(const fs::path& top, int depth) {
  Descriptor folder(::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; i < depth; ++i) {
    REQUIRE(::mkdirat(folder.get(), "deeper", 0700) == 0);
    folder = open_folder_at(folder.get(), "deeper");
    REQUIRE(folder.is_open());
  }
}

}  // namespace

TEST_CASE("beneath: nothing but an ordinary file is read or written", "[emulator][beneath]") {
  const Traps traps;
  const std::string name =
      GENERATE(as<std::string>{}, "link", "dangling", "folder-link", "device", "folder", "pipe", "socket");
  INFO(name);
  CHECK_FALSE(file_to_read(traps.opened.get(), name));
  CHECK_FALSE(file_to_append(traps.opened.get(), name));
  traps.check_outside();
}

TEST_CASE("beneath: a file is written at its end where it has no other name", "[emulator][beneath]") {
  const Traps traps;
  CHECK_FALSE(file_to_append(traps.opened.get(), "plain"));
  fs::remove(traps.inside / "other-name");
  const auto file = file_to_append(traps.opened.get(), "plain");
  REQUIRE(file);
  CHECK(::write(file->get(), "+", 1) == 1);
  CHECK(*read_file(traps.inside / "plain") == "text+");
  REQUIRE(file_to_append(traps.opened.get(), "fresh"));
  CHECK(fs::status(traps.inside / "fresh").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("beneath: a file takes the place of whatever is there, and of no folder", "[emulator][beneath]") {
  const Traps traps;
  for (const std::string name : {"link", "dangling", "folder-link", "device", "pipe", "socket", "other-name", "new"}) {
    INFO(name);
    REQUIRE(replace_file_in(traps.opened.get(), name, "mine"));
    CHECK(fs::symlink_status(traps.inside / name).type() == fs::file_type::regular);
    CHECK(*read_file(traps.inside / name) == "mine");
  }
  CHECK_FALSE(replace_file_in(traps.opened.get(), "folder", "mine"));
  CHECK(*read_file(traps.inside / "plain") == "text");
  traps.check_outside();
}

TEST_CASE("beneath: a folder is reached name by name, and never by a link", "[emulator][beneath]") {
  const Traps traps;
  CHECK(folder_below(traps.folder.path(), "in/folder/new/newer", Missing::makes));
  CHECK(fs::is_directory(traps.inside / "folder/new/newer"));
  const auto missing = folder_below(traps.folder.path(), "in/folder/none", Missing::fails);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::not_found);
  for (const std::string name : {"folder-link", "link", "dangling", "pipe", "plain"}) {
    INFO(name);
    CHECK_FALSE(folder_below(traps.folder.path(), "in/" + name, Missing::makes));
    CHECK_FALSE(folder_below(traps.folder.path(), "in/" + name + "/more", Missing::makes));
  }
  traps.check_outside();
}

TEST_CASE("beneath: what dbc keeps for itself is short and ordinary", "[emulator][beneath]") {
  const Traps traps;
  CHECK(*read_own_file(traps.inside / "plain") == "text");
  CHECK(read_own_file(traps.inside / "none").error().kind == ErrorKind::not_found);
  for (const char* name : {"pipe", "device", "folder", "socket"}) CHECK_FALSE(read_own_file(traps.inside / name));
  write(traps.inside / "endless", "");
  fs::resize_file(traps.inside / "endless", std::uintmax_t{1} << 40U);
  CHECK_FALSE(read_own_file(traps.inside / "endless"));
}

TEST_CASE("beneath: a tree of a file store is appended to within it only", "[emulator][beneath]") {
  const TemporaryFolder folder;
  FileStore store(folder.path());
  REQUIRE(store.prepare());
  write(folder.path() / "secret", "as it was");
  fs::create_symlink(folder.path(), folder.path() / "files/dbfs/link");
  const auto path = [](std::string_view text) { return *TreePath::parse(text); };
  CHECK(store.dbfs().open_to_append(path("/logs/a/stdout")));
  CHECK_FALSE(store.dbfs().open_to_append(path("/link/secret")));
  CHECK_FALSE(store.dbfs().open_to_append(path("/link/new/stdout")));
  CHECK_FALSE(store.dbfs().open_to_append(path("/logs/a")));
  CHECK_FALSE(store.dbfs().open_to_append(path("/logs/a/stdout/more")));
  CHECK(*read_file(folder.path() / "secret") == "as it was");
  CHECK_FALSE(fs::exists(folder.path() / "new"));
}

TEST_CASE("tree removal: everything goes, and nothing that links lead to", "[emulator][beneath]") {
  Traps traps;
  fs::create_directories(traps.inside / "closed/inner");
  write(traps.inside / "closed/inner/file", "x");
  fs::create_directory_symlink(traps.outside, traps.inside / "closed/inner/link");
  fs::permissions(traps.inside / "closed/inner", fs::perms::none);
  fs::permissions(traps.inside / "closed", fs::perms::none);
  nest(traps.inside, 1100);
  REQUIRE(remove_tree(traps.inside));
  CHECK_FALSE(fs::exists(traps.inside));
  REQUIRE(remove_tree(traps.inside));
  REQUIRE(remove_tree(traps.folder.path() / "none/none"));
  traps.check_outside();
}

TEST_CASE("tree removal: a link is removed, and not what it leads to", "[emulator][beneath]") {
  const Traps traps;
  for (const char* name : {"link", "folder-link", "pipe", "plain"}) REQUIRE(remove_tree(traps.inside / name));
  CHECK_FALSE(fs::exists(fs::symlink_status(traps.inside / "folder-link")));
  traps.check_outside();
}

TEST_CASE("tree removal: a folder that is swapped for a link meanwhile leads nowhere", "[emulator][beneath]") {
  const TemporaryFolder folder;
  const fs::path outside = folder.path() / "outside";
  for (int i = 0; i < 20; ++i) write(outside / std::to_string(i), "kept");
  std::atomic<bool> is_over = false;
  std::thread job([&] {
    const fs::path place = folder.path() / "in/swapped";
    std::error_code ignored;
    while (!is_over) {
      fs::create_directories(place / "deep", ignored);
      fs::rename(place, folder.path() / "aside", ignored);
      fs::create_directory_symlink(outside, place, ignored);
      fs::remove(place, ignored);
      fs::rename(folder.path() / "aside", place, ignored);
    }
  });
  for (int i = 0; i < 200; ++i) (void)remove_tree(folder.path() / "in");
  is_over = true;
  job.join();
  CHECK(std::distance(fs::directory_iterator(outside), {}) == 20);
}

TEST_CASE("copy tree: links are kept or left out, and never followed", "[emulator][beneath]") {
  const Traps traps;
  write(traps.inside / "folder/inner/file", "inner");
  nest(traps.inside / "folder", 700);
  const bool keeps = GENERATE(false, true);
  const fs::path copy = traps.folder.path() / "copy";
  const auto done = copy_tree(traps.inside, copy, keeps ? Links::keep : Links::leave_out);
  if (!done) FAIL(done.error().message);
  CHECK(*read_file(copy / "plain") == "text");
  CHECK(*read_file(copy / "folder/inner/file") == "inner");
  for (const char* name : {"link", "dangling", "folder-link", "device"}) {
    INFO(name);
    const auto type = fs::symlink_status(copy / name).type();
    CHECK(type == (keeps ? fs::file_type::symlink : fs::file_type::not_found));
  }
  for (const char* name : {"pipe", "socket"}) CHECK_FALSE(fs::exists(fs::symlink_status(copy / name)));
  REQUIRE(remove_tree(copy));
  REQUIRE(remove_tree(traps.inside));
  traps.check_outside();
}

TEST_CASE("run lock: the number of a holder that is gone is forgotten", "[emulator][beneath]") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path(), 7);
  fs::create_directories(run.root());
  write(run.lock(), "1234567 2\n");
  auto lock = RunLock::try_take(run);
  REQUIRE(lock);
  REQUIRE(*lock);
  CHECK_FALSE(holder_of(run));
  CHECK((*lock)->restarts() == 2);
  REQUIRE((*lock)->sign());
  CHECK(holder_of(run) == ::getpid());
}

TEST_CASE("run lock: a number that names no process is nobody", "[emulator][beneath]") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path(), 7);
  auto lock = RunLock::try_take(run);
  REQUIRE(lock);
  REQUIRE(*lock);
  for (const char* text : {"-1 0\n", "0 0\n", "1 0\n", "x\n", ""}) {
    write(run.lock(), text);
    CHECK_FALSE(holder_of(run));
  }
}

TEST_CASE("run lock: a pipe or a link in its place is an error, and nothing to wait for", "[emulator][beneath]") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path(), 7);
  fs::create_directories(run.root());
  fs::create_symlink(folder.path() / "new", run.lock());
  CHECK_FALSE(RunLock::try_take(run));
  CHECK_FALSE(holder_of(run));
  CHECK_FALSE(fs::exists(folder.path() / "new"));
  fs::remove(run.lock());
  REQUIRE(::mkfifo(run.lock().c_str(), 0600) == 0);
  CHECK_FALSE(holder_of(run));
}

TEST_CASE("run mark: two workspaces mark the runs of one number differently", "[emulator][beneath]") {
  const TemporaryFolder folder;
  for (const char* name : {"a", "b"}) fs::create_directory(folder.path() / name);
  CHECK(run_mark(folder.path() / "a", 7) != run_mark(folder.path() / "b", 7));
  CHECK(run_mark(folder.path() / "a", 7) != run_mark(folder.path() / "a", 8));
  const auto before = run_mark(folder.path() / "a", 7);
  fs::rename(folder.path() / "a", folder.path() / "moved");
  CHECK(run_mark(folder.path() / "moved", 7) == before);
}
