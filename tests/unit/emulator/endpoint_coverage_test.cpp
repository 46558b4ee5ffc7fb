#include <algorithm>
#include <catch2/catch.hpp>

#include "dbc/emulator/coverage.hpp"

using dbc::emulator::coverage;

namespace {

bool is_served(std::string_view service, std::string_view method) {
  const auto all = coverage();
  const auto found = std::ranges::find_if(
      all, [&](const auto& each) { return each.endpoint->service == service && each.endpoint->method == method; });
  REQUIRE(found != all.end());
  return found->is_served;
}

}  // namespace

TEST_CASE("coverage: tells what the router serves, and knows the whole catalogue", "[emulator]") {
  CHECK(coverage().size() == dbc::catalog::endpoints().size());
  CHECK(is_served("clusters", "create"));
  CHECK(is_served("clusters", "list_node_types"));
  CHECK(is_served("clusters", "set_permissions"));
  CHECK(is_served("jobs", "set_permissions"));
  CHECK(is_served("files", "download"));
  CHECK(is_served("files", "create_directory"));
  CHECK(is_served("misc", "root"));
  CHECK_FALSE(is_served("pipelines", "set_permissions"));
  CHECK_FALSE(is_served("pipelines", "list_pipelines"));
  CHECK_FALSE(is_served("catalogs", "list"));
}
