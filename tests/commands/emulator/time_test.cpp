#include <catch2/catch.hpp>

#include "support/command_fixture.hpp"

using dbc::test::CommandFixture;

namespace {

/// The fixture's time is 2023-11-14T22:13:20Z.
struct ClockFixture : CommandFixture {
  ClockFixture() {
    environment.erase("DATABRICKS_HOST");
    const auto made = run({"emulator", "clock", "show"});
    CHECK(made.exit_code == 1);
    CHECK(made.err.find("there is no workspace") != std::string::npos);
    REQUIRE(run({"configure", "--local", "default"}).exit_code == 0);
    REQUIRE(run({"clusters", "list"}).exit_code == 0);
  }
  std::string clock(const std::vector<std::string>& words) {
    std::vector<std::string> all{"emulator", "clock"};
    all.insert(all.end(), words.begin(), words.end());
    const auto outcome = run(all);
    return outcome.exit_code == 0 ? outcome.out : std::to_string(outcome.exit_code) + outcome.err;
  }
};

}  // namespace

TEST_CASE("emulator clock: show, set, advance and reset tell the time of the workspace", "[commands][emulator]") {
  ClockFixture dbc;
  CHECK(dbc.clock({"show"}) == "2023-11-14T22:13:20.000Z (the time of this machine)\n");
  CHECK(dbc.clock({"advance", "1h30m"}) == "2023-11-14T23:43:20.000Z (1h 30m ahead of this machine)\n");
  CHECK(dbc.clock({"advance", "2d"}) == "2023-11-16T23:43:20.000Z (2d 1h 30m ahead of this machine)\n");
  CHECK(dbc.clock({"set", "2023-11-14T22:13:19.5Z"}) == "2023-11-14T22:13:19.500Z (500ms behind this machine)\n");
  CHECK(dbc.clock({"set", "2024-02-29T00:00:00+01:00"}) ==
        "2024-02-28T23:00:00.000Z (106d 46m 40s ahead of this machine)\n");
  CHECK(dbc.clock({"show", "--output", "json"}).find("\"offset_ms\": 9161200000") != std::string::npos);
  CHECK(dbc.clock({"show", "--workspace", "default"}).starts_with("2024-02-28T23:00:00.000Z"));
  CHECK(dbc.clock({"reset"}) == "2023-11-14T22:13:20.000Z (the time of this machine)\n");
}

TEST_CASE("emulator clock: what is no time or length of time is refused", "[commands][emulator]") {
  ClockFixture dbc;
  for (const std::string text :
       {"", "now", "2023-11-14", "2023-13-01T00:00:00Z", "2023-02-30T00:00:00Z", "2023-11-14T24:00:00Z",
        "2023-11-14T22:60:00Z", "2023-11-14T22:13:60Z", "2023-11-14T22:13:20", "2023-11-14T22:13:20.Z",
        "2023-11-14T22:13:20ZZ", "2023-11-14T22:13:20+1:00", "99999-01-01T00:00:00Z"})
    CHECK(dbc.clock({"set", text}).find("is not a time") != std::string::npos);
  for (const std::string text : {"", "1", "s", "1x", "1h-1m", "1 h", "99999999999999999999s", "999999999999999d"})
    CHECK(dbc.clock({"advance", text}).find("is not a length of time") != std::string::npos);
  CHECK(dbc.clock({"advance", "--", "-1h"}).starts_with("2"));
  CHECK(dbc.clock({"advance", "3000000d"}).find("outside of the years") != std::string::npos);
  CHECK(dbc.clock({"set", "1969-12-31T23:59:59Z"}).find("outside of the years") != std::string::npos);
  CHECK(dbc.clock({"show"}) == "2023-11-14T22:13:20.000Z (the time of this machine)\n");
}
