#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;

TEST_CASE("api: groups answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      {"the groups of a new workspace",
       "GET",
       "/api/2.0/groups/list",
       "",
       200,
       {R"({"group_names":["admins","users"]})"}},
      {"a group", "POST", "/api/2.0/groups/create", R"({"group_name":"team"})", 200, {R"({"group_name":"team"})"}},
      {"a group again", "POST", "/api/2.0/groups/create", R"({"group_name":"team"})", 400, {"RESOURCE_ALREADY_EXISTS"}},
      {"a group without a name", "POST", "/api/2.0/groups/create", "{}", 400, {"Missing required field: group_name"}},
      {"a member",
       "POST",
       "/api/2.0/groups/add-member",
       R"({"parent_name":"team","user_name":"admin@localhost"})",
       200,
       {"{}"}},
      {"a member of two kinds",
       "POST",
       "/api/2.0/groups/add-member",
       R"({"parent_name":"team","user_name":"a","group_name":"b"})",
       400,
       {"Exactly one of"}},
      {"the members",
       "GET",
       "/api/2.0/groups/list-members?group_name=team",
       "",
       200,
       {R"({"members":[{"user_name":"admin@localhost"}]})"}},
      {"the groups of a user",
       "GET",
       "/api/2.0/groups/list-parents?user_name=admin@localhost",
       "",
       200,
       {R"(["admins","users","team"])"}},
      {"the groups of nobody",
       "GET",
       "/api/2.0/groups/list-parents?user_name=nobody",
       "",
       404,
       {"User nobody does not exist."}},
      {"delete a group", "POST", "/api/2.0/groups/delete", R"({"group_name":"team"})", 200, {"{}"}},
      {"delete nothing",
       "POST",
       "/api/2.0/groups/delete",
       R"({"group_name":"team"})",
       404,
       {"Group team does not exist."}},
      {"delete the admins", "POST", "/api/2.0/groups/delete", R"({"group_name":"admins"})", 400},

  });
}
