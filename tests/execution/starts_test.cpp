#include <filesystem>

#include "dbc/base/clock.hpp"
#include "emulator/execution/supervised_runs.hpp"
#include "support/runs_fixture.hpp"

using namespace dbc;
using dbc::test::RunsFixture;

namespace {

/// A workspace whose supervisors are a shell script's business.
struct ScriptedSupervisors {
  explicit ScriptedSupervisors(const std::string& script) {
    const auto program = ws.folder.path() / "supervisor.sh";
    std::ofstream(program) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    auto opened = emulator::Store::open(ws.root());
    REQUIRE(opened);
    store = std::move(*opened);
    launcher = std::make_unique<emulator::SupervisedRuns>(*store, clock, program);
    ws.open(launcher.get());
  }
  [[nodiscard]] std::size_t starts() const {
    const auto tries = read_file(ws.folder.path() / "tries");
    return tries ? tries->size() : 0;
  }

  RunsFixture ws;
  SystemClock clock;
  std::unique_ptr<emulator::Store> store;
  std::unique_ptr<emulator::SupervisedRuns> launcher;
};

const std::string k_count = "dir=${0%/*}; printf x >> $dir/tries\n";

}  // namespace

TEST_CASE("starts: a run whose supervisors die before they begin is given up", "[execution][starts]") {
  ScriptedSupervisors broken(k_count + "exit 1\n");
  RunsFixture& ws = broken.ws;
  const auto id = ws.submit({ws.script("a", "print(1)")});
  const Json run = ws.finished(id);
  CHECK(ws.result_of(run) == "INTERNAL_ERROR/FAILED");
  CHECK_THAT(run["state"]["state_message"].get<std::string>(), Catch::Contains("4 times"));
  CHECK(ws.result_of(ws.task_of(run, "a")) == "INTERNAL_ERROR/FAILED");
  CHECK(broken.starts() == 4);
  CHECK_FALSE(std::filesystem::exists(ws.lock_of(id)));
}

TEST_CASE("starts: one supervisor that dies early does no harm, and a repair counts anew", "[execution][starts]") {
  // Each second one works.
  ScriptedSupervisors shaky(k_count + "tries=$(wc -c < $dir/tries)\n[ $((tries % 2)) = 0 ] || exit 1\nexec " +
                            std::string(DBC_BINARY) + " \"$@\"\n");
  RunsFixture& ws = shaky.ws;
  const auto id = ws.submit({ws.script("a", "assert False\n")});
  std::string result = ws.result_of(ws.finished(id));
  CHECK(result == "INTERNAL_ERROR/FAILED");
  Json repair{{"run_id", id}, {"rerun_all_failed_tasks", true}};
  for (std::size_t i = 2; i < 5; ++i) {
    repair["latest_repair_id"] = ws.post("jobs/runs/repair", repair)["repair_id"];
    const Json run = ws.finished(id);
    CHECK(ws.result_of(ws.task_of(run, "a")) == "TERMINATED/FAILED");
    CHECK(shaky.starts() == 2 * i);
  }
}
