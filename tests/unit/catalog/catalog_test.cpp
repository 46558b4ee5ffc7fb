#include "dbc/catalog/catalog.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "dbc/base/text.hpp"
#include "dbc/catalog/path_pattern.hpp"

using namespace dbc::catalog;
using Segments = std::vector<std::string>;

TEST_CASE("match_path: fixed, one-segment and rest parameters", "[catalog]") {
  CHECK(match_path("/a/b", Segments{"a", "b"}));
  CHECK_FALSE(match_path("/a/b", Segments{"a"}));
  CHECK_FALSE(match_path("/a/b", Segments{"a", "b", "c"}));
  CHECK(match_path("/", Segments{}));
  CHECK(match_path("/a/{id}", Segments{"a", "x/y"}).value().at(0).second == "x/y");
  CHECK_FALSE(match_path("/a/{id}", Segments{"a"}));
  CHECK(match_path("/a/{path*}", Segments{"a", "b", "c"}).value().at(0).second == "b/c");
  CHECK_FALSE(match_path("/a/{path*}", Segments{"a"}));
  CHECK(match_path("/files{path*}", Segments{"files", "b", "c"}).value().at(0).second == "/b/c");
  CHECK(match_path("/files{path*}", Segments{"files"}).value().at(0).second.empty());
  CHECK_FALSE(match_path("/files{path*}", Segments{"filesystem", "b"}));
  CHECK(match_path("/x/{name}:query", Segments{"x", "n:query"}).value().at(0) ==
        std::pair<std::string_view, std::string>("name", "n"));
  CHECK_FALSE(match_path("/x/{name}:query", Segments{"x", ":query"}));
}

TEST_CASE("catalogue: every line is complete and unique", "[catalog]") {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  CHECK(endpoints().size() > 1200);
  for (const auto& endpoint : endpoints()) {
    INFO(endpoint.service << " " << endpoint.path);
    CHECK_FALSE(endpoint.service.empty());
    CHECK_FALSE(endpoint.method.empty());
    CHECK(endpoint.path.starts_with('/'));
    CHECK(std::set<std::string_view>{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}.contains(endpoint.verb));
    CHECK(seen.emplace(endpoint.verb, endpoint.path).second);
  }
}

TEST_CASE("catalogue: the most specific pattern wins, and the verb counts", "[catalog]") {
  const auto* found = find_endpoint("POST", Segments{"api", "2.0", "workspace-files", "import-file", "a", "b"});
  REQUIRE(found != nullptr);
  CHECK(found->method == "import_file");
  CHECK(find_endpoint("DELETE", Segments{"api", "2.0", "clusters", "create"}) == nullptr);
  CHECK(find_endpoint("GET", Segments{"api", "2.0", "clusters", "foo"}) == nullptr);
}

TEST_CASE("catalogue: clusters and jobs are known in every version", "[catalog]") {
  for (const std::string version : {"2.0", "2.1"})
    CHECK(find_endpoint("GET", Segments{"api", version, "clusters", "list"}) != nullptr);
  for (const std::string version : {"2.0", "2.1", "2.2"})
    CHECK(find_endpoint("POST", Segments{"api", version, "jobs", "run-now"}) != nullptr);
}
