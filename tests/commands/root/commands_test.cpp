#include <catch2/catch.hpp>

#include "dbc/base/json.hpp"
#include "support/command_fixture.hpp"

using dbc::Json;
using dbc::test::CommandFixture;

namespace {

Json listing() {
  CommandFixture cli;
  const auto done = cli.run({"commands", "--output", "json"});
  REQUIRE(done.exit_code == 0);
  auto parsed = dbc::parse_json(done.out);
  REQUIRE(parsed);
  return (*parsed)["commands"];
}

Json command_at(const std::string& path) {
  for (const auto& each : listing())
    if (each["path"] == path) return each;
  FAIL("no command " << path);
  return {};
}

Json option_of(const Json& command, const std::string& name) {
  for (const auto& each : command["options"])
    if (each["names"][0] == name) return each;
  FAIL("no option " << name);
  return {};
}

}  // namespace

TEST_CASE("commands: tells options and endpoint as the row declares them", "[commands][root]") {
  const auto resize = command_at("clusters resize");
  CHECK(resize["method"] == "POST");
  CHECK(resize["endpoint"] == "/api/2.0/clusters/resize");
  CHECK(resize["modern"] == false);
  const auto workers = option_of(resize, "--num-workers");
  CHECK(workers["type"] == "integer");
  CHECK(workers["required"] == true);
  CHECK(workers["repeatable"] == false);
}

TEST_CASE("commands: tells arguments, choices and what the legacy client lacks", "[commands][root]") {
  const auto configure = command_at("configure");
  CHECK(configure["arguments"][0]["name"] == "NAME");
  CHECK(configure["arguments"][0]["modern"] == true);
  CHECK(configure.dump().find(R"("choices":["2.0","2.1"])") != std::string::npos);
  CHECK(command_at("clusters pin")["modern"] == true);
  CHECK_FALSE(configure.contains("method"));
}

TEST_CASE("commands: tells further names, and the word that says no", "[commands][root]") {
  CHECK(command_at("workspace delete")["aliases"] == Json::array({"workspace rm"}));
  CHECK(command_at("unity-catalog catalogs list")["aliases"] == Json::array({"unity-catalog list-catalogs"}));
  const auto cdf = option_of(command_at("unity-catalog shares add-table"), "--cdf");
  CHECK(cdf["names"] == Json::array({"--cdf", "--no-cdf"}));
}

TEST_CASE("commands: as text, one line per command; a wrong form is a usage error", "[commands][root]") {
  CommandFixture cli;
  const auto text = cli.run({"commands"}).out;
  CHECK(text.find("clusters list ") != std::string::npos);
  const auto wrong = cli.run({"commands", "--output", "xml"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.out.empty());
  CHECK(wrong.err.find("xml") != std::string::npos);
}
