#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

/// Prints a line, and another one once somebody wants it.
const std::string k_two_lines =
    "import os, sys, time\nprint('first', flush=True)\nprint('aside', file=sys.stderr, flush=True)\n"
    "while not os.path.exists('/dbfs/go'):\n  time.sleep(0.01)\nprint('second')\n";

std::string target(std::int64_t run_id, const std::string& more = "") {
  return "/_internal/runs/logs?run_id=" + std::to_string(run_id) + more;
}

Json page(RunsFixture& ws, std::int64_t run_id, const std::string& more = "") {
  return ws.body_of(ws.call("GET", target(run_id, more)));
}

std::int64_t task_run_of(RunsFixture& ws, std::int64_t id) { return ws.run(id)["tasks"][0]["run_id"]; }

}  // namespace

TEST_CASE("logs: they are read page by page while the task runs", "[execution][logs]") {
  RunsFixture ws;
  const auto id = ws.submit({ws.script("a", k_two_lines)});
  ws.await([&] { return page(ws, id)["data"] == "first\n"; });
  const Json first = page(ws, id, "&limit=4");
  CHECK(first == Json({{"data", "firs"}, {"next_offset", 4}, {"is_complete", false}}));
  CHECK(page(ws, id, "&offset=6") == Json({{"data", ""}, {"next_offset", 6}, {"is_complete", false}}));
  ws.await([&] { return page(ws, id, "&stream=stderr")["data"] == "aside\n"; });
  ws.put("go", "");
  ws.finished(id);
  CHECK(page(ws, id, "&offset=6") == Json({{"data", "second\n"}, {"next_offset", 13}, {"is_complete", true}}));
  CHECK(page(ws, task_run_of(ws, id), "&offset=13") ==
        Json({{"data", ""}, {"next_offset", 13}, {"is_complete", true}}));
  CHECK(page(ws, id, "&offset=100")["next_offset"] == 100);
}

TEST_CASE("logs: no page cuts a character in two", "[execution][logs]") {
  RunsFixture ws;
  const auto id = ws.submit({ws.script("a", "import sys\nsys.stdout.buffer.write('aé€'.encode() + b'\\xe2')\n")});
  ws.finished(id);
  CHECK(page(ws, id, "&limit=4") == Json({{"data", "aé"}, {"next_offset", 3}, {"is_complete", false}}));
  CHECK(page(ws, id, "&offset=3&limit=4") == Json({{"data", "€"}, {"next_offset", 6}, {"is_complete", false}}));
  CHECK(page(ws, id, "&offset=6") == Json({{"data", "\xEF\xBF\xBD"}, {"next_offset", 7}, {"is_complete", true}}));
}

TEST_CASE("logs: what cannot be read is refused", "[execution][logs]") {
  RunsFixture ws;
  const auto id = ws.submit({ws.script("a", "print(1)"), ws.script("b", "print(2)")});
  ws.finished(id);
  struct Case {
    std::int64_t run_id;
    std::string more;
    std::string message;
  };
  const std::vector<Case> cases{
      {1, "", "Run 1 does not exist."},     {id, "", "several tasks"}, {id, "&offset=-1", "offset"},
      {id, "&offset=x", "offset"},          {id, "&limit=3", "limit"}, {id, "&limit=1048577", "limit"},
      {id, "&stream=stdin", "not 'stdin'"},
  };
  for (const auto& [run_id, more, message] : cases) {
    const auto reply = ws.call("GET", target(run_id, more));
    INFO(more << reply.body);
    CHECK(reply.status == 400);
    CHECK_THAT(reply.body, Catch::Contains(message));
  }
  CHECK(ws.call("GET", "/_internal/runs/logs").status == 400);
}

TEST_CASE("logs: they are for those who may see the job", "[execution][logs]") {
  RunsFixture ws;
  const auto id = ws.submit({ws.script("a", "print(1)")});
  ws.finished(id);
  ws.body_of(ws.call("PUT", "/_internal/permission-mode", {{"mode", "enforce"}}));
  const auto made = ws.call("POST", "/api/2.0/preview/scim/v2/Users", {{"userName", "ada@example.com"}});
  REQUIRE(made.status == 201);
  auto hers = emulator::Workspace::open({.folder = ws.root(), .program = DBC_BINARY, .user = "ada@example.com"});
  REQUIRE(hers);
  const auto reply = (*hers)->handle({.method = "GET", .target = target(id)}, emulator::Door::embedded);
  CHECK(reply.status == 403);
  CHECK_THAT(reply.body, Catch::Contains("PERMISSION_DENIED"));
}
