#include "case.hpp"

using namespace dbc::test::unity_catalog;

TEST_CASE("unity-catalog metastores: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--name", "m", "--storage-root", "s3://b"},
       "create-metastore",
       "POST",
       "/metastores",
       R"({"name": "m", "storage_root": "s3://b"})"},
      {{"create", "--name", "m", "--storage-root", "s3://b", "--region", ""},
       "create-metastore",
       "POST",
       "/metastores",
       R"({"name": "m", "storage_root": "s3://b", "region": ""})"},
      {{"list"}, "list-metastores", "GET", "/metastores", ""},
      {{"get", "--id", "a/b c?é"}, "get-metastore", "GET", "/metastores/a%2Fb%20c%3F%C3%A9", ""},
      {{"update", "--id", "1", "--new-name", "m", "--delta-sharing-recipient-token-lifetime-in-seconds", "0"},
       "update-metastore",
       "PATCH",
       "/metastores/1",
       R"({"name": "m", "delta_sharing_recipient_token_lifetime_in_seconds": 0})"},
      {{"update", "--id", "1", "--storage-root-credential-id", "c", "--delta-sharing-scope", "INTERNAL",
        "--delta-sharing-organization-name", "o", "--owner", "u"},
       "update-metastore",
       "PATCH",
       "/metastores/1",
       R"({"storage_root_credential_id": "c", "delta_sharing_scope": "INTERNAL", )"
       R"("delta_sharing_organization_name": "o", "owner": "u"})"},
      {{"update", "--id", "1", "--json", R"({"a":"é"})"},
       "update-metastore",
       "PATCH",
       "/metastores/1",
       R"({"a": "\u00e9"})",
       Prints::ascii},
      {{"delete", "--id", "1"}, "delete-metastore", "DELETE", "/metastores/1", R"({"force": false})", Prints::nothing},
      {{"delete", "--id", "1", "-f"},
       "delete-metastore",
       "DELETE",
       "/metastores/1",
       R"({"force": true})",
       Prints::nothing},
      {{"get-summary"}, "metastore-summary", "GET", "/metastore_summary", ""},
      {{"get-assignment"}, "get-metastore-assignment", "GET", "/current-metastore-assignment", ""},
      {{"assign", "--workspace-id", "7", "--metastore-id", "m"},
       "assign-metastore",
       "PUT",
       "/workspaces/7/metastore",
       R"({"metastore_id": "m", "default_catalog_name": "hive_metastore"})"},
      {{"unassign", "--workspace-id", "7", "--metastore-id", "m"},
       "unassign-metastore",
       "DELETE",
       "/workspaces/7/metastore",
       R"({"metastore_id": "m"})"},
  };
  check_group("metastores", cases);
}

TEST_CASE("unity-catalog catalogs: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--name", "c"}, "create-catalog", "POST", "/catalogs", R"({"name": "c"})"},
      {{"create", "--name", "c", "--comment", "é", "--provider", "p", "--share", "s"},
       "create-catalog",
       "POST",
       "/catalogs",
       R"({"name": "c", "comment": "\u00e9", "provider_name": "p", "share_name": "s"})"},
      {{"list"}, "list-catalogs", "GET", "/catalogs", ""},
      {{"get", "--name", "c"}, "get-catalog", "GET", "/catalogs/c", ""},
      {{"update", "--name", "c", "--json", "[1]"}, "update-catalog", "PATCH", "/catalogs/c", "[1]", Prints::ascii},
      {{"delete", "--name", "c"}, "delete-catalog", "DELETE", "/catalogs/c", "{}", Prints::nothing},
      {{"get-bindings", "--name", "c"}, "get-catalog-bindings", "GET", "/workspace-bindings/catalogs/c", ""},
      {{"update-bindings", "--name", "c", "--json", "{}"},
       "update-catalog-bindings",
       "PATCH",
       "/workspace-bindings/catalogs/c",
       "{}",
       Prints::ascii},
  };
  check_group("catalogs", cases);
}

TEST_CASE("unity-catalog schemas: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--catalog-name", "c", "--name", "s", "--comment", "x"},
       "create-schema",
       "POST",
       "/schemas",
       R"({"catalog_name": "c", "name": "s", "comment": "x"})"},
      {{"list", "--catalog-name", "c d"}, "list-schemas", "GET", "/schemas?catalog_name=c+d", ""},
      {{"list", "--catalog-name", "c", "--name-pattern", "a%"},
       "list-schemas",
       "GET",
       "/schemas?catalog_name=c&schema_name_regex=a%25",
       ""},
      {{"get", "--full-name", "c.s"}, "get-schema", "GET", "/schemas/c.s", ""},
      {{"update", "--full-name", "c.s", "--json", "{}"}, "update-schema", "PATCH", "/schemas/c.s", "{}", Prints::ascii},
      {{"delete", "--full-name", "c.s"}, "delete-schema", "DELETE", "/schemas/c.s", "{}", Prints::nothing},
  };
  check_group("schemas", cases);
}

TEST_CASE("unity-catalog tables: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--json", R"({"name":"t"})"}, "create-table", "POST", "/tables", R"({"name": "t"})"},
      {{"list", "--catalog-name", "c", "--schema-name", "s", "--name-pattern", "t%"},
       "list-tables",
       "GET",
       "/tables?catalog_name=c&schema_name=s&table_name_regex=t%25",
       ""},
      {{"list-summaries", "--catalog-name", "c"}, "list-table-summaries", "GET", "/table-summaries?catalog_name=c", ""},
      {{"get", "--full-name", "c.s.t"}, "get-table", "GET", "/tables/c.s.t", ""},
      {{"update", "--full-name", "c.s.t", "--json", "{}"}, "update-table", "PATCH", "/tables/c.s.t", "{}"},
      {{"delete", "--full-name", "c.s.t"}, "delete-table", "DELETE", "/tables/c.s.t", "{}", Prints::nothing},
  };
  check_group("tables", cases);
}

TEST_CASE("unity-catalog permissions: the option's name is a step of the path", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"get", "--metastore", "m"}, "get-permissions", "GET", "/permissions/metastore/m", ""},
      {{"get", "--catalog", "a b"}, "get-permissions", "GET", "/permissions/catalog/a%20b", ""},
      {{"get", "--schema", "c.s", "--effective"}, "get-permissions", "GET", "/effective-permissions/schema/c.s", ""},
      {{"get", "--table", "c.s.t"}, "get-permissions", "GET", "/permissions/table/c.s.t", ""},
      {{"get", "--storage-credential", "x/y"}, "get-permissions", "GET", "/permissions/storage-credential/x%2Fy", ""},
      {{"update", "--external-location", "x", "--json", R"({"changes":[]})"},
       "update-permissions",
       "PATCH",
       "/permissions/external-location/x",
       R"({"changes": []})"},
  };
  check_group("permissions", cases);
}

TEST_CASE("unity-catalog: objects without a usable name are refused before anything is sent",
          "[commands][unity-catalog]") {
  const std::vector<Mistake> mistakes{
      {{"metastores", "get"}, 2, "Missing option '--id'."},
      {{"metastores", "get", "--id", ""}, 1, "--id '' cannot name anything"},
      {{"catalogs", "delete", "--name", ".."}, 1, "--name '..' cannot name anything"},
      {{"catalogs", "delete", "--name", "", "--purge"}, 1, "--name '' cannot name anything"},
      {{"schemas", "delete", "--full-name", "s", "--purge"}, 1, "--full-name 's' does not name a catalog and a schema"},
      {{"schemas", "delete", "--full-name", ".s", "--purge"}, 1, "CATALOG.SCHEMA"},
      {{"schemas", "delete", "--full-name", "c.", "--purge"}, 1, "CATALOG.SCHEMA"},
      {{"permissions", "get", "--catalog", ""}, 1, "--catalog '' cannot name anything"},
      {{"permissions", "get"}, 2, "One of ['metastore', 'catalog', 'schema', 'table', "},
      {{"permissions", "get", "--catalog", "a", "--table", "b"}, 2, "Only one of ['metastore', 'catalog', "},
      {{"permissions", "update", "--catalog", "c"}, 1, "Either --json-file or --json should be provided"},
      {{"tables", "create", "--json", "{"}, 1, "the text of --json is not valid JSON"},
      {{"tables", "create", "--json-file", "/no/such"}, 1, "/no/such"},
      {{"catalogs", "update", "--name", "c"}, 1, "Either --json-file or --json should be provided"},
      {{"metastores", "update", "--id", "1"}, 1, "Either --json-file or --json should be provided"},
      {{"metastores", "update", "--id", "1", "--owner", "u", "--json", "{}"},
       1,
       "Cannot specify JSON if any other update flags are specified"},
      {{"metastores", "update", "--id", "1", "--delta-sharing-recipient-token-lifetime-in-seconds", "x"},
       2,
       "'x' is not a valid integer."},
  };
  check_mistakes(mistakes);
}
