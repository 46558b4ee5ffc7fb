#include "case.hpp"

using namespace dbc::test::unity_catalog;

namespace {

std::string one_update(const std::string& action, const std::string& object) {
  return R"({"updates": [{"action": ")" + action + R"(", "data_object": )" + object + "}]}";
}

}  // namespace

TEST_CASE("unity-catalog shares: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--name", "s"}, "create-share", "POST", "/shares", R"({"name": "s"})"},
      {{"list"}, "list-shares", "GET", "/shares", ""},
      {{"get", "--name", "s"}, "get-share", "GET", "/shares/s?include_shared_data=true", ""},
      {{"get", "--name", "s", "--include-shared-data", "No"},
       "get-share",
       "GET",
       "/shares/s?include_shared_data=false",
       ""},
      {{"update", "--name", "s", "--owner", "o"},
       "update-share",
       "PATCH",
       "/shares/s",
       R"({"owner": "o", "updates": []})"},
      {{"update", "--name", "s", "--remove-table", "c.s.r", "--add-table", "c.s.a", "--add-table", "c.s.b"},
       "update-share",
       "PATCH",
       "/shares/s",
       R"({"updates": [{"action": "ADD", "data_object": {"data_object_type": "TABLE", "name": "c.s.a"}}, )"
       R"({"action": "ADD", "data_object": {"data_object_type": "TABLE", "name": "c.s.b"}}, )"
       R"({"action": "REMOVE", "data_object": {"data_object_type": "TABLE", "name": "c.s.r"}}]})"},
      {{"update", "--name", "s", "--json", "{}"}, "update-share", "PATCH", "/shares/s", "{}", Prints::ascii},
      {{"list-permissions", "--name", "s"}, "list-share-permissions", "GET", "/shares/s/permissions", ""},
      {{"update-permissions", "--name", "s", "--json", "{}"},
       "update-share-permissions",
       "PATCH",
       "/shares/s/permissions",
       "{}",
       Prints::ascii},
      {{"add-schema", "--share", "s", "--schema", "c.s", "--comment", "x"},
       "",
       "PATCH",
       "/shares/s",
       one_update("ADD", R"({"data_object_type": "SCHEMA", "name": "c.s", "comment": "x"})")},
      {{"update-schema", "--share", "s", "--json", R"({"data_object_type":"SCHEMA","x":1})"},
       "",
       "PATCH",
       "/shares/s",
       one_update("UPDATE", R"({"data_object_type": "SCHEMA", "x": 1})")},
      {{"remove-schema", "--share", "s", "--schema", "c.s"},
       "",
       "PATCH",
       "/shares/s",
       one_update("REMOVE", R"({"data_object_type": "SCHEMA", "name": "c.s"})")},
      {{"add-table", "--share", "s", "--table", "c.s.t", "--shared-as", "a.b", "--comment", "x", "--partitions",
        R"([{"values":[]}])", "--no-cdf", "--start-version", "3"},
       "",
       "PATCH",
       "/shares/s",
       one_update("ADD", R"({"data_object_type": "TABLE", "name": "c.s.t", "comment": "x", "shared_as": "a.b", )"
                         R"("cdf_enabled": false, "partitions": [{"values": []}], "start_version": 3})")},
      {{"add-table", "--share", "s", "--json", R"({"name":"t"})", "--table", "other"},
       "",
       "PATCH",
       "/shares/s",
       one_update("ADD", R"({"name": "t"})")},
      {{"update-table", "--share", "s", "--table", "t", "--cdf"},
       "",
       "PATCH",
       "/shares/s",
       one_update("UPDATE", R"({"data_object_type": "TABLE", "name": "t", "cdf_enabled": true})")},
      {{"remove-table", "--share", "s", "--shared-as", "a.b"},
       "",
       "PATCH",
       "/shares/s",
       one_update("REMOVE", R"({"data_object_type": "TABLE", "shared_as": "a.b"})")},
      {{"remove-table", "--share", "s", "--json", R"({"data_object_type":"TABLE","name":"t"})"},
       "",
       "PATCH",
       "/shares/s",
       one_update("REMOVE", R"({"data_object_type": "TABLE", "name": "t"})")},
      {{"delete", "--name", "s"}, "delete-share", "DELETE", "/shares/s", "{}", Prints::nothing},
  };
  check_group("shares", cases);
}

TEST_CASE("unity-catalog recipients: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--name", "r"},
       "create-recipient",
       "POST",
       "/recipients",
       R"({"name": "r", "authentication_type": "TOKEN", "ip_access_list": {"allowed_ip_addresses": []}, )"
       R"("properties_kvpairs": {"properties": []}})"},
      {{"create", "--name", "r", "--comment", "x", "--sharing-id", "i", "--allowed-ip-address", "1.2.3.4",
        "--allowed-ip-address", "::1", "--property", "a=b=c", "--property", "k="},
       "create-recipient",
       "POST",
       "/recipients",
       R"({"name": "r", "comment": "x", "data_recipient_global_metastore_id": "i", )"
       R"("authentication_type": "DATABRICKS", "ip_access_list": {"allowed_ip_addresses": ["1.2.3.4", "::1"]}, )"
       R"("properties_kvpairs": {"properties": [{"key": "a", "value": "b=c"}, {"key": "k", "value": ""}]}})"},
      {{"list"}, "list-recipients", "GET", "/recipients", ""},
      {{"get", "--name", "r"}, "get-recipient", "GET", "/recipients/r", ""},
      {{"update", "--name", "r", "--comment", ""}, "update-recipient", "PATCH", "/recipients/r", R"({"comment": ""})"},
      {{"update", "--name", "r", "--allowed-ip-address", "", "--property", ""},
       "update-recipient",
       "PATCH",
       "/recipients/r",
       R"({"ip_access_list": {}, "properties_kvpairs": {}})"},
      {{"update", "--name", "r", "--allowed-ip-address", "a", "--property", "k=v"},
       "update-recipient",
       "PATCH",
       "/recipients/r",
       R"({"ip_access_list": {"allowed_ip_addresses": ["a"]}, )"
       R"("properties_kvpairs": {"properties": [{"key": "k", "value": "v"}]}})"},
      {{"update", "--name", "r", "--json", "{}"}, "update-recipient", "PATCH", "/recipients/r", "{}", Prints::ascii},
      {{"rotate-token", "--name", "r", "--existing-token-expire-in-seconds", "0"},
       "rotate-recipient-token",
       "POST",
       "/recipients/r/rotate-token",
       R"({"name": "r", "existing_token_expire_in_seconds": 0})"},
      {{"list-permissions", "--name", "r"}, "list-recipient-permissions", "GET", "/recipients/r/share-permissions", ""},
      {{"delete", "--name", "r"}, "delete-recipient", "DELETE", "/recipients/r", "{}", Prints::nothing},
  };
  check_group("recipients", cases);
}

TEST_CASE("unity-catalog providers: each command is its request", "[commands][unity-catalog]") {
  const std::vector<Case> cases{
      {{"create", "--name", "p", "--comment", "x", "--recipient-profile-json", R"({"v":1,"u":"é"})"},
       "create-provider",
       "POST",
       "/providers/",
       R"({"name": "p", "comment": "x", "recipient_profile_str": "{\n  \"v\": 1,\n  \"u\": \"\u00e9\"\n}", )"
       R"("authentication_type": "TOKEN"})",
       Prints::ascii},
      {{"list"}, "list-providers", "GET", "/providers", ""},
      {{"get", "--name", "p"}, "get-provider", "GET", "/providers/p", ""},
      {{"update", "--name", "p", "--new-name", "q"}, "update-provider", "PATCH", "/providers/p", R"({"name": "q"})"},
      {{"update", "--name", "p", "--owner", "o", "--recipient-profile-json", "{}"},
       "update-provider",
       "PATCH",
       "/providers/p",
       R"({"owner": "o", "recipient_profile_str": "{}"})",
       Prints::ascii},
      {{"update", "--name", "p", "--json", "{}"}, "update-provider", "PATCH", "/providers/p", "{}", Prints::ascii},
      {{"list-shares", "--name", "p"}, "list-provider-shares", "GET", "/providers/p/shares", ""},
      {{"delete", "--name", "p"}, "delete-provider", "DELETE", "/providers/p", "{}", Prints::nothing},
  };
  check_group("providers", cases);
}

TEST_CASE("unity-catalog sharing: what is missing or contradicts itself is told", "[commands][unity-catalog]") {
  const std::vector<Mistake> mistakes{
      {{"shares", "add-schema", "--share", "s"}, 1, "Must specify full schema name when adding shared schema"},
      {{"shares", "update-schema", "--share", "s"}, 1, "Must specify full schema name when updating shared schema"},
      {{"shares", "remove-schema", "--share", "s"}, 1, "Must specify full schema name when removing shared schema"},
      {{"shares", "add-table", "--share", "s"}, 1, "Must specify table name when adding shared table"},
      {{"shares", "update-table", "--share", "s", "--shared-as", "x"},
       1,
       "Must specify table name when updating shared table"},
      {{"shares", "remove-table", "--share", "s"},
       1,
       "Must specify full or shared as table name when removing shared table"},
      {{"shares", "remove-table", "--share", "s", "--table", "a", "--shared-as", "b"}, 1, "and not both"},
      {{"shares", "add-schema", "--share", "s", "--json", "{}"}, 1, "Must specify data_object_type as \"SCHEMA\""},
      {{"shares", "add-table", "--share", "s", "--json", R"({"data_object_type":"SCHEMA"})"},
       1,
       "Must specify data_object_type as \"TABLE\" or not specify data_object_type at all"},
      {{"shares", "add-table", "--share", "s", "--json", "[]"}, 1, "must be an object"},
      {{"shares", "add-table", "--share", "s", "--json", "{}", "--json-file", "f"},
       1,
       "--json-file and --json were both provided"},
      {{"shares", "add-table", "--share", "s", "--table", "t", "--partitions", "["},
       1,
       "the text of --partitions is not valid JSON"},
      {{"shares", "update", "--name", "s", "--add-table", "t", "--json", "{}"}, 1, "Cannot specify JSON"},
      {{"shares", "get", "--name", "s", "--include-shared-data", "maybe"}, 2, "'maybe' is not a valid boolean."},
      {{"recipients", "create", "--name", "r", "--property", "k"}, 1, "The format should be <key>=<value>."},
      {{"recipients", "update", "--name", "r", "--property", "", "--property", "a=b"}, 1, "<key>=<value>"},
      {{"recipients", "update", "--name", "r", "--property", "a=b", "--json", "{}"}, 1, "Cannot specify JSON"},
      {{"providers", "create", "--name", "p"},
       1,
       "Either --recipient-profile-json-file or --recipient-profile-json should be provided"},
      {{"providers", "create", "--name", "p", "--recipient-profile-json", "{"},
       1,
       "the text of --recipient-profile-json is not valid JSON"},
      {{"providers", "update", "--name", "p", "--recipient-profile-json", "{}", "--json", "{}"},
       1,
       "Cannot specify JSON"},
  };
  check_mistakes(mistakes);
}
