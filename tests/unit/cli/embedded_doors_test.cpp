#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "dbc/embedded/embedded_transport.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;

namespace {

config::Environment environment_in(const std::filesystem::path& folder) {
  return [folder](std::string_view name) -> std::optional<std::string> {
    if (name == "DBC_DATA_HOME") return folder.string();
    return std::nullopt;
  };
}

/// How often this process has a workspace's state open: once for each time that the workspace is.
int open_workspaces(const std::filesystem::path& folder) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code ignored;
    if (std::filesystem::read_symlink(entry.path(), ignored) == folder / "doors/workspace.state") ++count;
  }
  return count;
}

int status_of(net::Transport& door, const std::string& scope) {
  const auto made = door.send(
      {.method = "POST", .target = "/api/2.0/secrets/scopes/create", .body = R"({"scope":")" + scope + R"("})"});
  return made ? made->status : 0;
}

}  // namespace

TEST_CASE("embedded doors: all of them lead into one workspace, and write at the same time", "[cli][embedded]") {
  const test::TemporaryFolder folder;
  const auto doors = embedded::open_embedded("doors", environment_in(folder.path()));
  REQUIRE(doors);
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const auto door = (*doors)();
      for (int k = 0; k < 5; ++k)
        if (status_of(*door, "s-" + std::to_string(i) + "-" + std::to_string(k)) == 200) ++made;
    });
  for (auto& thread : threads) thread.join();
  CHECK(made == 40);
  CHECK(open_workspaces(folder.path()) == 1);
  const auto listed = (*doors)()->send({.target = "/api/2.0/secrets/scopes/list"});
  REQUIRE(listed);
  CHECK(listed->body.find("s-7-4") != std::string::npos);
}

TEST_CASE("embedded doors: the last one closes the workspace", "[cli][embedded]") {
  const test::TemporaryFolder folder;
  std::unique_ptr<net::Transport> door;
  {
    const auto doors = embedded::open_embedded("doors", environment_in(folder.path()));
    REQUIRE(doors);
    door = (*doors)();
  }
  CHECK(status_of(*door, "late") == 200);
  CHECK(open_workspaces(folder.path()) == 1);
  door.reset();
  CHECK(open_workspaces(folder.path()) == 0);
}
