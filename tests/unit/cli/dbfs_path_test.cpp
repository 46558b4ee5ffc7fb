#include "dbc/cli/dbfs_path.hpp"

#include <catch2/catch.hpp>

using namespace dbc::cli;

TEST_CASE("dbfs_path: only dbfs:/ counts", "[unit][cli]") {
  CHECK(check_dbfs_path("dbfs:/"));
  CHECK(check_dbfs_path("dbfs:/a//b/../c/"));
  CHECK(check_dbfs_path("/a").error().message == "The path /a must start with \"dbfs:/\"");
  CHECK(check_dbfs_path("").error().kind == dbc::ErrorKind::input);
  CHECK(check_dbfs_path("dbfs:a").error().message == "The path dbfs:a must start with \"dbfs:/\"");
  CHECK(check_dbfs_path("dbfs://a").error().message ==
        "The path dbfs://a cannot start with dbfs://. It must start with dbfs:/");
}

TEST_CASE("dbfs_path: names and joins do not double slashes", "[unit][cli]") {
  CHECK(dbfs_name("dbfs:/") == "");
  CHECK(dbfs_name("dbfs:/a/b") == "b");
  CHECK(dbfs_name("dbfs:/a/b/") == "b");
  CHECK(join_dbfs("dbfs:/", "x") == "dbfs:/x");
  CHECK(join_dbfs("dbfs:/a/", "x") == "dbfs:/a/x");
  CHECK(join_dbfs("dbfs:/a", "x") == "dbfs:/a/x");
  CHECK(dbfs_path_of("/a") == "dbfs:/a");
}

TEST_CASE("dbfs_path: what lies within what", "[unit][cli]") {
  CHECK(is_at_or_below("dbfs:/a", "dbfs:/a/"));
  CHECK(is_at_or_below("dbfs:/a/b", "dbfs:/a"));
  CHECK(is_at_or_below("dbfs:/x/../a/./b", "dbfs:/a"));
  CHECK(is_at_or_below("dbfs:/a", "dbfs:/"));
  CHECK_FALSE(is_at_or_below("dbfs:/ab", "dbfs:/a"));
  CHECK_FALSE(is_at_or_below("dbfs:/a", "dbfs:/a/b"));
}
