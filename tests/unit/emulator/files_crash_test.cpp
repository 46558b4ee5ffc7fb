#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <set>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "support/temporary_folder.hpp"
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
