#include "emulator/files/file_tree.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "dbc/base/files.hpp"
#include "emulator/files/file_store.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

TreePath path(std::string_view text) {
  auto parsed = TreePath::parse(text);
  if (!parsed) FAIL(parsed.error().message);
  return *parsed;
}

/// A store of files in a folder of its own; `tree` is one of its trees.
struct TreeFixture {
  TreeFixture() { REQUIRE(store.prepare()); }

  StagedFile staged(std::string_view content) const {
    auto file = store.staging().create();
    REQUIRE(file);
    REQUIRE(file->append(content));
    REQUIRE(file->finish(content.size(), from_epoch_millis(1'700'000'000'123)));
    return std::move(*file);
  }
  Outcome put(std::string_view where, std::string_view content, Replace replace = Replace::no) const {
    auto file = staged(content);
    const auto outcome = tree.place(file, path(where), replace);
    REQUIRE(outcome);
    return *outcome;
  }
  std::string content(std::string_view where) const {
    auto text = read_file(tree.physical(path(where)));
    return text ? *text : "(none)";
  }
  std::vector<std::string> names(std::string_view where) const {
    const auto entries = tree.list(path(where));
    REQUIRE(entries);
    std::vector<std::string> found;
    if (!*entries) return {"(no folder)"};
    for (const auto& entry : **entries) found.push_back(entry.name);
    return found;
  }
  std::size_t count_staged() const {
    const std::filesystem::directory_iterator entries(folder.path() / "files/staging");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

  TemporaryFolder folder;
  FileStore store{folder.path()};
  const FileTree& tree = store.volumes();
  const std::string top = "/main/default/files/";
};

}  // namespace

TEST_CASE("tree path: what stands for a place is read, what leads out of it is refused", "[emulator][files]") {
  CHECK(path("/").text() == "/");
  CHECK(path("").is_root());
  CHECK(path("//a/./b//").text() == "/a/b");
  CHECK(path("/a\n b/\"c\"").name() == "\"c\"");
  CHECK(path("/a/b").parent().text() == "/a");
  CHECK(path("/a/b").is_within(path("/a")));
  CHECK_FALSE(path("/ab").is_within(path("/a")));
  CHECK(path("/a/b/c").below(1).text() == "/b/c");
  CHECK(path("/" + std::string(255, 'x')).name().size() == 255);
  const auto bad = GENERATE(as<std::string>{}, "/../a", "/a/..", "..", std::string("/a\0b", 4), "/\xff",
                            "/" + std::string(256, 'x'), std::string(5000, '/'));
  const auto refused = TreePath::parse(bad);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().http->error_code == "INVALID_PARAMETER_VALUE");
}

TEST_CASE("file tree: a file is placed whole, with its time, and found again", "[emulator][files]") {
  const TreeFixture fixture;
  CHECK(fixture.put(fixture.top + "a", "one") == Outcome::done);
  const auto entry = fixture.tree.find(path(fixture.top + "a"));
  REQUIRE((entry && *entry));
  CHECK((*entry)->size == 3);
  CHECK_FALSE((*entry)->is_folder);
  CHECK(to_epoch_millis((*entry)->modified_at) == 1'700'000'000'123);
  CHECK(fixture.put(fixture.top + "a", "two") == Outcome::exists);
  CHECK(fixture.content(fixture.top + "a") == "one");
  CHECK(fixture.put(fixture.top + "a", "two", Replace::yes) == Outcome::done);
  CHECK(fixture.content(fixture.top + "a") == "two");
  const auto later = fixture.tree.find(path(fixture.top + "a"));
  CHECK((*later)->tag != (*entry)->tag);
  CHECK(fixture.put(fixture.top + "b/c", "x") == Outcome::missing);
  CHECK(fixture.put(fixture.top + "a/c", "x") == Outcome::obstructed);
  CHECK(fixture.put("/main", "x", Replace::yes) == Outcome::exists);
  CHECK(fixture.put("/", "x", Replace::yes) == Outcome::exists);
  CHECK(fixture.count_staged() == 0);
}

TEST_CASE("file tree: folders are made, listed by name and removed", "[emulator][files]") {
  const TreeFixture fixture;
  CHECK(*fixture.tree.make_folder(path(fixture.top + "d/e/f")) == Outcome::done);
  CHECK(*fixture.tree.make_folder(path(fixture.top + "d/e/f")) == Outcome::done);
  CHECK(fixture.put(fixture.top + "d/z", "") == Outcome::done);
  CHECK(fixture.put(fixture.top + "d/\xc3\xa4", "") == Outcome::done);
  CHECK(*fixture.tree.make_folder(path(fixture.top + "d/z")) == Outcome::exists);
  CHECK(*fixture.tree.make_folder(path(fixture.top + "d/z/y")) == Outcome::obstructed);
  CHECK(fixture.names(fixture.top + "d") == std::vector<std::string>{"e", "z", "\xc3\xa4"});
  CHECK(fixture.names(fixture.top + "d/z") == std::vector<std::string>{"(no folder)"});
  CHECK(*fixture.tree.remove(path(fixture.top + "d/e")) == Outcome::not_empty);
  CHECK(*fixture.tree.remove(path(fixture.top + "d/e/f")) == Outcome::done);
  CHECK(*fixture.tree.remove(path(fixture.top + "d/e/f")) == Outcome::missing);
  CHECK(*fixture.tree.remove_all(path(fixture.top + "d"), fixture.store.trash()) == Outcome::done);
  CHECK(*fixture.tree.remove_all(path(fixture.top + "d"), fixture.store.trash()) == Outcome::missing);
  CHECK(fixture.names("/main/default/files").empty());
  CHECK(std::filesystem::is_empty(fixture.store.trash()));
}

TEST_CASE("file tree: a move takes a new name and replaces nothing", "[emulator][files]") {
  const TreeFixture fixture;
  CHECK(fixture.put(fixture.top + "a", "1") == Outcome::done);
  CHECK(fixture.put(fixture.top + "b", "2") == Outcome::done);
  CHECK(*fixture.tree.move(path(fixture.top + "a"), path(fixture.top + "b")) == Outcome::exists);
  CHECK(*fixture.tree.move(path(fixture.top + "x"), path(fixture.top + "c")) == Outcome::missing);
  CHECK(*fixture.tree.move(path(fixture.top + "a"), path(fixture.top + "n/c")) == Outcome::obstructed);
  CHECK(*fixture.tree.move(path(fixture.top + "a"), path(fixture.top + "c")) == Outcome::done);
  CHECK(fixture.names("/main/default/files") == std::vector<std::string>{"b", "c"});
}

TEST_CASE("file tree: links, pipes and names that are no text are not followed or seen", "[emulator][files]") {
  const TreeFixture fixture;
  const auto inside = fixture.tree.physical(path(fixture.top));
  std::ofstream(fixture.folder.path() / "secret") << "secret";
  std::filesystem::create_symlink(fixture.folder.path() / "secret", inside / "file_link");
  std::filesystem::create_directory_symlink(fixture.folder.path(), inside / "folder_link");
  REQUIRE(::mkfifo((inside / "pipe").c_str(), 0600) == 0);
  std::ofstream(inside / "\xff\xfe") << "x";
  CHECK(fixture.names("/main/default/files").empty());
  for (const std::string name : {"file_link", "folder_link", "pipe", "folder_link/secret"}) {
    CHECK_FALSE(*fixture.tree.find(path(fixture.top + name)));
    CHECK_FALSE(*fixture.tree.open(path(fixture.top + name)));
  }
  CHECK_FALSE(*fixture.tree.list(path(fixture.top + "folder_link")));
  CHECK(fixture.put(fixture.top + "folder_link/x", "x", Replace::yes) == Outcome::obstructed);
  CHECK(*fixture.tree.remove_all(path("/main"), fixture.store.trash()) == Outcome::done);
  CHECK(read_file(fixture.folder.path() / "secret"));
}

TEST_CASE("file tree: an open file stays what it was when another takes its place", "[emulator][files]") {
  const TreeFixture fixture;
  CHECK(fixture.put(fixture.top + "a", "before") == Outcome::done);
  auto opened = fixture.tree.open(path(fixture.top + "a"));
  REQUIRE((opened && *opened));
  CHECK(fixture.put(fixture.top + "a", "after!", Replace::yes) == Outcome::done);
  const FileBody body((*opened)->descriptor.release(), 1, 4);
  char buffer[16];
  REQUIRE(*body.read(0, buffer, sizeof buffer) == 4);
  CHECK(std::string_view(buffer, 4) == "efor");
  CHECK(*body.read(4, buffer, sizeof buffer) == 0);
  CHECK(*body.read(99, buffer, sizeof buffer) == 0);
}

TEST_CASE("file tree: of many who place the same new file, one wins", "[emulator][files]") {
  const TreeFixture fixture;
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      if (fixture.put(fixture.top + "one", std::to_string(i)) == Outcome::done) ++won;
    });
  for (auto& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(fixture.content(fixture.top + "one").size() == 1);
  CHECK(fixture.count_staged() == 0);
}

TEST_CASE("staging: files arrive in parts, and are read back", "[emulator][files]") {
  const TreeFixture fixture;
  std::string name;
  {
    auto file = fixture.store.staging().create_kept();
    REQUIRE(file);
    CHECK(file->view()->empty());
    CHECK(file->append("abc"));
    CHECK(file->write_at(1, "XYZ"));
    CHECK(*file->view() == "aXYZ");
    CHECK(file->append("!"));
    CHECK(*file->view() == "aXYZ!");
    file->keep();
    name = file->name();
  }
  {
    auto again = fixture.store.staging().reopen(name);
    REQUIRE(again);
    CHECK(again->size() == 5);
    CHECK(*again->view() == "aXYZ!");
  }
  fixture.store.staging().remove(name);
  const auto gone = fixture.store.staging().reopen(name);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().kind == ErrorKind::not_found);
}

TEST_CASE("staging: what a killed process left is removed at once, and nothing that is still written",
          "[emulator][files]") {
  const TreeFixture fixture;
  const auto& staging = fixture.store.staging();
  int report[2];
  REQUIRE(::pipe(report) == 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    auto file = staging.create();
    (void)!::write(report[1], file && file->append("much") ? "y" : "n", 1);
    ::pause();
    ::_exit(0);
  }
  char told = 0;
  REQUIRE(::read(report[0], &told, 1) == 1);
  CHECK(told == 'y');
  const auto knows_all = [](const std::string&) { return true; };
  staging.sweep(knows_all);
  CHECK(fixture.count_staged() == 1);
  ::kill(writer, SIGKILL);
  REQUIRE(::waitpid(writer, nullptr, 0) == writer);
  staging.sweep(knows_all);
  CHECK(fixture.count_staged() == 0);
}

TEST_CASE("staging: a file's time does not count, which may be the workspace's", "[emulator][files]") {
  const TreeFixture fixture;
  auto file = fixture.store.staging().create();
  REQUIRE(file);
  REQUIRE(file->append("x"));
  REQUIRE(file->finish(1, from_epoch_millis(1000)));
  fixture.store.staging().sweep([](const std::string&) { return true; });
  CHECK(std::filesystem::exists(file->path()));
}

TEST_CASE("staging: a kept file stays for as long as it is known", "[emulator][files]") {
  const TreeFixture fixture;
  const auto& staging = fixture.store.staging();
  std::string name;
  {
    auto file = staging.create_kept();
    REQUIRE(file);
    name = file->name();
    staging.sweep([](const std::string&) { return false; });
    CHECK(std::filesystem::exists(file->path()));  // who makes it known later has it open
    file->keep();
  }
  staging.sweep([&](const std::string& asked) { return asked == name; });
  CHECK(staging.reopen(name));
  staging.sweep([](const std::string&) { return false; });
  CHECK(fixture.count_staged() == 0);
}

TEST_CASE("staging: a file of a program that did not lock its files is removed after a day", "[emulator][files]") {
  const TreeFixture fixture;
  const auto& staging = fixture.store.staging();
  auto made = staging.create();
  REQUIRE(made);
  const auto place = made->path().parent_path() / "0123456789abcdef";
  REQUIRE(write_file_atomically(place, "x", 0600));
  const auto knows_all = [](const std::string&) { return true; };
  staging.sweep(knows_all);
  CHECK(std::filesystem::exists(place));
  std::filesystem::last_write_time(place, std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
  staging.sweep(knows_all);
  CHECK_FALSE(std::filesystem::exists(place));
}
