#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <optional>
#include <set>
#include <thread>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "dbc/emulator/leftovers.hpp"
#include "dbc/emulator/workspace_clock.hpp"
#include "emulator/files/file_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/unreliable_disk.hpp"
#include "support/workspace_fixture.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

constexpr std::size_t k_size = 300'000;

/// What a process that is to be killed does, over and over: every way to write. Tells each name that was acknowledged.
class Writer {
 public:
  Writer(Workspace& workspace, int round, int report) : workspace_(workspace), round_(round), report_(report) {}

  void run() {
    for (int i = 0;; ++i) {
      const std::string name = std::to_string(round_) + "-" + std::to_string(i);
      const std::string content(k_size, static_cast<char>('a' + i % 26));
      if (put_blocks("/crash/blocks-" + name, content)) acknowledge("dbfs/crash/blocks-" + name);
      if (call("PUT", "/api/2.0/fs/files/Volumes/main/default/files/" + name, content).status == 204)
        acknowledge("volumes/main/default/files/" + name);
      const Json notebook{{"path", "/Shared/n-" + name}, {"content", base64_encode(content)}, {"language", "SCALA"}};
      if (post("workspace/import", notebook).status == 200) acknowledge("workspace/Shared/n-" + name);
      if (post("dbfs/delete", {{"path", "/crash/gone"}, {"recursive", true}}).status == 200) acknowledge("deleted");
      (void)put_blocks("/crash/gone/a", content);
    }
  }

 private:
  Reply call(const std::string& method, const std::string& target, const std::string& body) {
    return workspace_.handle({.method = method, .target = target, .body = body}, Door::embedded);
  }
  Reply post(const std::string& target, const Json& body) { return call("POST", "/api/2.0/" + target, body.dump()); }

  bool put_blocks(const std::string& path, const std::string& content) {
    const auto created = post("dbfs/create", {{"path", path}});
    if (created.status != 200) return false;
    const Json handle = parse_json(created.body)->at("handle");
    for (std::size_t at = 0; at < content.size(); at += k_size / 3)
      if (post("dbfs/add-block", {{"handle", handle}, {"data", base64_encode(content.substr(at, k_size / 3))}})
              .status != 200)
        return false;
    return post("dbfs/close", {{"handle", handle}}).status == 200;
  }

  void acknowledge(const std::string& name) const {
    const std::string line = name + "\n";
    (void)!::write(report_, line.data(), line.size());
  }

  Workspace& workspace_;
  int round_;
  int report_;
};

/// Lets a process write until it has reported that often, kills it, and returns all it had reported by then.
std::string write_and_kill(const std::filesystem::path& folder, int round) {
  int report[2];
  REQUIRE(::pipe(report) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(report[0]);
    auto workspace = Workspace::open({.folder = folder});
    if (workspace) Writer(**workspace, round, report[1]).run();
    ::_exit(1);
  }
  ::close(report[1]);
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(report[0], buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<std::size_t>(got));
    if (std::ranges::count(text, '\n') > round % 7) ::kill(child, SIGKILL);
  }
  ::close(report[0]);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  return text;
}

/// Pages of a file that the disk does not have yet; nothing where the kernel does not tell, or there is no disk.
std::optional<std::uint64_t> pages_not_on_disk(const std::filesystem::path& path) {
  struct {
    std::uint64_t offset, length;
  } whole{};
  struct {
    std::uint64_t cached, dirty, under_way, evicted, recently_evicted;
  } pages{};
  constexpr long k_cachestat = 451;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct statfs info {};
  if (::fstatfs(file.get(), &info) != 0 || info.f_type == TMPFS_MAGIC) return std::nullopt;
  if (::syscall(k_cachestat, file.get(), &whole, &pages, 0U) != 0) return std::nullopt;
  return pages.dirty + pages.under_way;
}

/// The reply's status, for calls in a thread that must not assert.
int put_file(Workspace& workspace, const std::string& name) {
  return workspace
      .handle({.method = "PUT", .target = "/api/2.0/fs/files/Volumes/main/default/files/" + name, .body = "content"},
              Door::embedded)
      .status;
}

/// True where a file holds one letter, `k_size` times, and perhaps a notebook's header.
bool is_whole(const std::filesystem::path& path) {
  const auto content = read_file(path);
  REQUIRE(content);
  std::string_view text = *content;
  constexpr std::string_view k_header = "// Databricks notebook source\n";
  if (text.starts_with(k_header)) text.remove_prefix(k_header.size());
  return text.size() == k_size && text.find_first_not_of(text.front()) == std::string_view::npos;
}

}  // namespace

TEST_CASE("files: kills at any moment lose nothing acknowledged and leave no half", "[emulator][files][crash]") {
  const TemporaryFolder folder;
  std::set<std::string> acknowledged;
  for (int round = 0; round < 12; ++round) {
    const std::string report = write_and_kill(folder.path(), round);
    for (const auto line : split(report, '\n'))
      if (!line.empty() && line != "deleted") acknowledged.emplace(line);
  }
  const auto files = folder.path() / "files";
  for (const auto& name : acknowledged) CHECK(std::filesystem::exists(files / name));
  CHECK(acknowledged.size() >= 12);
  for (const std::string tree : {"dbfs", "volumes", "workspace"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(files / tree))
      if (entry.is_regular_file()) CHECK(is_whole(entry.path()));
  auto workspace = Workspace::open({.folder = folder.path()});
  REQUIRE(workspace);
  const auto reply =
      (*workspace)->handle({.method = "GET", .target = "/api/2.0/workspace/list?path=/Shared"}, Door::embedded);
  const Json listing = *parse_json(reply.body);
  for (const auto& object : listing["objects"]) {
    CHECK(object["object_type"] == "NOTEBOOK");
    CHECK(object["language"] == "SCALA");
  }
}

TEST_CASE("files: the disk has a block before the database counts it", "[emulator][files][crash]") {
  const TemporaryFolder folder;
  test::UnreliableDisk disk;
  auto workspace = Workspace::open({.folder = folder.path(), .launcher = &unexecuted_runs()});
  REQUIRE(workspace);
  const auto post = [&](const std::string& target, const Json& body) {
    return (*workspace)
        ->handle({.method = "POST", .target = "/api/2.0/" + target, .body = body.dump()}, Door::embedded);
  };
  const auto created = post("dbfs/create", {{"path", "/open"}});
  REQUIRE(created.status == 200);
  const Json handle = parse_json(created.body)->at("handle");
  const auto staging = folder.path() / "files/staging";
  const auto staged = std::filesystem::directory_iterator(staging)->path();
  int looks = 0;
  std::uint64_t missing = 0;
  disk.on_log_sync = [&](int) {
    if (const auto pages = pages_not_on_disk(staged)) missing += *pages;
    ++looks;
    return true;
  };
  for (int i = 0; i < 3; ++i)
    REQUIRE(post("dbfs/add-block", {{"handle", handle}, {"data", base64_encode(std::string(k_size, 'x'))}}).status ==
            200);
  disk.on_log_sync = [](int) { return true; };  // closing syncs too, when what was looked at is gone
  CHECK(looks >= 3);
  CHECK(missing == 0);
}

TEST_CASE("files: a workspace's clock that is set back takes no file away", "[emulator][files][clock]") {
  const TemporaryFolder folder;
  auto workspace = Workspace::open({.folder = folder.path(), .launcher = &unexecuted_runs()});
  REQUIRE(workspace);
  REQUIRE(set_clock_offset(folder.path(), -std::chrono::hours(24 * 400)));
  std::atomic<bool> is_over{false};
  std::thread sweeper([&] {
    const FileStore files(folder.path());
    while (!is_over) files.staging().sweep([](const std::string&) { return true; });
  });
  std::atomic<int> wrong{0};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer)
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 25; ++i)
        if (put_file(**workspace, std::to_string(writer) + "-" + std::to_string(i)) != 204) ++wrong;
    });
  for (auto& writer : writers) writer.join();
  is_over = true;
  sweeper.join();
  CHECK(wrong == 0);
}

TEST_CASE("leftovers: what killed processes left goes when a server starts, open uploads stay", "[emulator][files]") {
  const TemporaryFolder folder;
  Json handle;
  const auto open = [&] { return Workspace::open({.folder = folder.path(), .launcher = &unexecuted_runs()}); };
  {
    auto workspace = open();
    REQUIRE(workspace);
    const auto created =
        (*workspace)
            ->handle({.method = "POST", .target = "/api/2.0/dbfs/create", .body = R"({"path":"/open"})"},
                     Door::embedded);
    handle = parse_json(created.body)->at("handle");
  }
  const auto put = [&](const std::string& name) {
    REQUIRE(make_folders((folder.path() / name).parent_path(), 0700));
    REQUIRE(write_file_atomically(folder.path() / name, "left", 0600));
  };
  const std::vector<std::string> left{"files/staging/w-0123",     "files/staging/k-0123",      "files/trash/a/b",
                                      ".incoming/workspace.db",   ".replaced-ab/workspace.db", "snapshots/.saving-1/x",
                                      "snapshots/.discarded-1/x", "exec-12.databrickscfg"};
  const std::vector<std::string> kept{"snapshots/mine/x", "exec-notes.txt", "files/dbfs/.saving-1"};
  for (const auto& name : left) put(name);
  for (const auto& name : kept) put(name);
  remove_leftovers(folder.path());
  for (const auto& name : left) CHECK_FALSE(std::filesystem::exists(folder.path() / name));
  for (const auto* name : {".incoming", ".replaced-ab", "snapshots/.saving-1", "files/trash/a"})
    CHECK_FALSE(std::filesystem::exists(folder.path() / name));
  for (const auto& name : kept) CHECK(std::filesystem::exists(folder.path() / name));
  auto workspace = open();
  REQUIRE(workspace);
  const auto closed =
      (*workspace)
          ->handle({.method = "POST", .target = "/api/2.0/dbfs/close", .body = Json{{"handle", handle}}.dump()},
                   Door::embedded);
  CHECK(closed.status == 200);
}

TEST_CASE("leftovers: a folder without a workspace is left alone", "[emulator][files]") {
  const TemporaryFolder folder;
  REQUIRE(make_folders(folder.path() / ".incoming", 0700));
  remove_leftovers(folder.path());
  CHECK(std::filesystem::exists(folder.path() / ".incoming"));
}
