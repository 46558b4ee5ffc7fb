#include <catch2/catch.hpp>

#include "support/api_case.hpp"

using dbc::test::check_both_doors;

TEST_CASE("api: secrets answer the same through both doors", "[emulator][api]") {
  check_both_doors({

      {"no scopes", "GET", "/api/2.0/secrets/scopes/list", "", 200, {"{}"}},
      {"a scope", "POST", "/api/2.0/secrets/scopes/create", R"({"scope":"prod"})", 200, {"{}"}},
      {"a scope again",
       "POST",
       "/api/2.0/secrets/scopes/create",
       R"({"scope":"prod"})",
       400,
       {R"({"error_code":"RESOURCE_ALREADY_EXISTS","message":"Scope prod already exists!"})"}},
      {"a scope with a bad name",
       "POST",
       "/api/2.0/secrets/scopes/create",
       R"({"scope":"a b"})",
       400,
       {"INVALID_PARAMETER_VALUE"}},
      {"a secret", "POST", "/api/2.0/secrets/put", R"({"scope":"prod","key":"k","string_value":"v"})", 200, {"{}"}},
      {"a secret without a value", "POST", "/api/2.0/secrets/put", R"({"scope":"prod","key":"k"})", 400},
      {"its value", "GET", "/api/2.0/secrets/get?scope=prod&key=k", "", 200, {R"({"key":"k","value":"dg=="})"}},
      {"a value of nothing", "GET", "/api/2.0/secrets/get?scope=prod&key=none", "", 404, {"RESOURCE_DOES_NOT_EXIST"}},
      {"the keys",
       "GET",
       "/api/2.0/secrets/list?scope=prod",
       "",
       200,
       {R"("key":"k","last_updated_timestamp":)"},
       {"dg=="}},
      {"keys of nothing", "GET", "/api/2.0/secrets/list?scope=none", "", 404, {"Scope none does not exist!"}},
      {"an ACL",
       "POST",
       "/api/2.0/secrets/acls/put",
       R"({"scope":"prod","principal":"users","permission":"READ"})",
       200,
       {"{}"}},
      {"a wrong permission", "POST", "/api/2.0/secrets/acls/put",
       R"({"scope":"prod","principal":"users","permission":"FLY"})", 400},
      {"the ACLs",
       "GET",
       "/api/2.0/secrets/acls/list?scope=prod",
       "",
       200,
       {R"({"principal":"users","permission":"READ"})"}},
      {"delete the scope", "POST", "/api/2.0/secrets/scopes/delete", R"({"scope":"prod"})", 200, {"{}"}},
      {"delete nothing",
       "POST",
       "/api/2.0/secrets/scopes/delete",
       R"({"scope":"prod"})",
       404,
       {"Scope prod does not exist!"}},

  });
}
