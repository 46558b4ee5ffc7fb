#include <catch2/catch.hpp>

#include "emulator/files/file_store.hpp"
#include "emulator/services/permissions/acl_request.hpp"
#include "emulator/services/permissions/acl_view.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "support/identity_fixture.hpp"

using namespace dbc;
using dbc::test::IdentityFixture;

namespace {

struct PermissionsFixture : IdentityFixture {
  PermissionsFixture() : cluster_id(create_cluster()), path("/api/2.0/permissions/clusters/" + cluster_id) {}
  emulator::Reply put(const std::vector<Json>& list) {
    return call("PUT", path, Json{{"access_control_list", list}}.dump());
  }
  emulator::Reply patch(const std::vector<Json>& list) {
    return call("PATCH", path, Json{{"access_control_list", list}}.dump());
  }
  Json acl() { return body_of(call("GET", path)).at("access_control_list"); }

  std::string cluster_id;
  std::string path;
};

Json of_user(const std::string& name, const std::string& level) {
  return {{"user_name", name}, {"permission_level", level}};
}
Json of_group(const std::string& name, const std::string& level) {
  return {{"group_name", name}, {"permission_level", level}};
}
Json of_robot(const std::string& name, const std::string& level) {
  return {{"service_principal_name", name}, {"permission_level", level}};
}

const std::string k_admins_entry =
    R"({"group_name":"admins","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":true,)"
    R"("inherited_from_object":["/clusters/"]}]})";

}  // namespace

TEST_CASE("permissions: the creator and the admins manage a new object", "[emulator][permissions]") {
  PermissionsFixture ws;
  const std::string expected =
      R"({"object_id":"/clusters/)" + ws.cluster_id +
      R"(","object_type":"cluster","access_control_list":[{"user_name":"admin@localhost",)"
      R"("display_name":"admin@localhost","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":false}]},)" +
      k_admins_entry + "]}";
  CHECK(ws.call("GET", ws.path).body == expected);
  CHECK(ws.get("preview/permissions/clusters/" + ws.cluster_id).body == expected);
}

TEST_CASE("permissions: PUT replaces, PATCH adds, an empty PUT starts over", "[emulator][permissions]") {
  PermissionsFixture ws;
  const auto robot = ws.add_robot("robot");
  ws.add_user("ann@x.org");
  ws.add_group("team");
  const auto before = ws.acl();
  const auto reply = ws.put({of_group("team", "CAN_RESTART"), of_user("ANN@x.org", "CAN_ATTACH_TO")});
  CHECK(ws.body_of(reply).at("access_control_list") == ws.acl());
  CHECK(ws.acl().dump() ==
        R"([{"group_name":"team","all_permissions":[{"permission_level":"CAN_RESTART","inherited":false}]},)"
        R"({"user_name":"ann@x.org","display_name":"ann@x.org","all_permissions":)"
        R"([{"permission_level":"CAN_ATTACH_TO","inherited":false}]},)" +
            k_admins_entry + "]");
  CHECK(ws.patch({of_robot(robot.application_id, "CAN_MANAGE"), of_group("team", "CAN_MANAGE")}).status == 200);
  const Json patched = ws.acl();
  REQUIRE(patched.size() == 4);
  CHECK(patched[0]["all_permissions"][0]["permission_level"] == "CAN_MANAGE");
  CHECK(patched[2]["service_principal_name"] == robot.application_id);
  CHECK(patched[2]["display_name"] == "robot");
  CHECK(ws.put({}).status == 200);
  CHECK(ws.acl() == before);
  CHECK(ws.patch({of_group("team", "CAN_RESTART")}).status == 200);
  CHECK(ws.acl().size() == 3);
}

TEST_CASE("permissions: the levels of a kind are told", "[emulator][permissions]") {
  PermissionsFixture ws;
  CHECK(ws.call("GET", ws.path + "/permissionLevels").body ==
        R"({"permission_levels":[)"
        R"({"permission_level":"CAN_ATTACH_TO","description":"Can Attach To permission on the cluster"},)"
        R"({"permission_level":"CAN_RESTART","description":"Can Restart permission on the cluster"},)"
        R"({"permission_level":"CAN_MANAGE","description":"Can Manage permission on the cluster"}]})");
  CHECK(ws.get("permissions/authorization/passwords/permissionLevels").body.find("CAN_USE") != std::string::npos);
}

TEST_CASE("permissions: bad requests are refused and change nothing", "[emulator][permissions]") {
  PermissionsFixture ws;
  const std::vector<std::tuple<std::string, std::string, std::string, int, std::string>> cases{
      {"GET", "clusters/none", "", 404, "Cluster none does not exist"},
      {"GET", "clusters/none/permissionLevels", "", 404, "Cluster none does not exist"},
      {"GET", "clusters", "", 400, "INVALID_PARAMETER_VALUE"},
      {"GET", "shoes/3", "", 400, "INVALID_PARAMETER_VALUE"},
      {"GET", "secret-scopes/prod", "", 400, "INVALID_PARAMETER_VALUE"},
      {"GET", "authorization/tokens/3", "", 400, "INVALID_PARAMETER_VALUE"},
      {"GET", "apps/mine", "", 501, "apps.get_permissions"},
      {"GET", "sql/warehouses/w", "", 501, "NOT_IMPLEMENTED"},
      {"PUT", "clusters/C", R"({"access_control_list":3})", 400, "Expected 'LIST'"},
      {"PUT", "clusters/C", R"({"access_control_list":[3]})", 400, "Expected 'OBJECT'"},
      {"PUT", "clusters/C", R"({"access_control_list":[{"permission_level":"CAN_MANAGE"}]})", 400, "needs one of"},
      {"PUT", "clusters/C",
       R"({"access_control_list":[{"user_name":"a","group_name":"b","permission_level":"CAN_RESTART"}]})", 400,
       "more than one principal"},
      {"PUT", "clusters/C", R"({"access_control_list":[{"user_name":"ghost","permission_level":"CAN_RESTART"}]})", 404,
       "Principal: UserName(ghost) does not exist"},
      {"PATCH", "clusters/C", R"({"access_control_list":[{"group_name":"ghost","permission_level":"CAN_RESTART"}]})",
       404, "Principal: GroupName(ghost) does not exist"},
      {"PUT", "clusters/C", R"({"access_control_list":[{"group_name":"users","permission_level":"CAN_FLY"}]})", 400,
       "CAN_FLY is no permission level of a cluster"},
      {"PUT", "clusters/C", R"({"access_control_list":[{"group_name":"users"}]})", 400,
       "Missing required field: permission_level"},
      {"PUT", "clusters/C", R"({"access_control_list":[{"group_name":"admins","permission_level":"CAN_RESTART"}]})",
       400, "Cannot modify permissions of admins"},
      {"PUT", "authorization/tokens", R"({"access_control_list":[]})", 400,
       "Cannot change permissions for group 'admins' to None."},
      {"PUT", "authorization/tokens",
       R"({"access_control_list":[{"group_name":"admins","permission_level":"CAN_USE"}]})", 400,
       "Cannot change permissions for group 'admins' to None."},
  };
  for (const auto& [verb, path, body, status, text] : cases) {
    const Json before = ws.acl();
    const auto target = "/api/2.0/permissions/" + (path == "clusters/C" ? "clusters/" + ws.cluster_id : path);
    const auto reply = ws.call(verb, target, body);
    INFO(target << " " << body << " " << reply.body);
    CHECK(reply.status == status);
    CHECK(reply.body.find(text) != std::string::npos);
    CHECK(ws.acl() == before);
  }
}

TEST_CASE("permissions: a cluster past its retention says so", "[emulator][permissions]") {
  PermissionsFixture ws;
  REQUIRE(ws.post("clusters/delete", {{"cluster_id", ws.cluster_id}}).status == 200);
  ws.clock.advance(std::chrono::days{31});
  const auto reply = ws.call("GET", ws.path);
  CHECK(reply.status == 400);
  CHECK(reply.body.find("Cannot access cluster " + ws.cluster_id + " that was terminated or unpinned") !=
        std::string::npos);
}

TEST_CASE("permissions: the use of tokens is granted like anything else", "[emulator][permissions]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const std::string path = "/api/2.0/permissions/authorization/tokens";
  CHECK(ws.call("GET", path).body ==
        R"({"object_id":"/authorization/tokens","object_type":"tokens","access_control_list":[)"
        R"({"group_name":"users","all_permissions":[{"permission_level":"CAN_USE","inherited":false}]},)"
        R"({"group_name":"admins","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":false}]}]})");
  ws.set_mode("enforce");
  CHECK(ws.as(robot.token, "POST", "/api/2.0/token/create", Json::object()).status == 200);
  CHECK(ws.as(robot.token, "PUT", path, Json::object()).status == 403);
  const Json only_admins{{"access_control_list", Json::array({of_group("admins", "CAN_MANAGE")})}};
  CHECK(ws.call("PUT", path, only_admins.dump()).status == 200);
  CHECK(ws.as(robot.token, "POST", "/api/2.0/token/create", Json::object()).status == 403);
  const Json robot_too{{"access_control_list", Json::array({of_robot(robot.application_id, "CAN_USE")})}};
  CHECK(ws.call("PATCH", path, robot_too.dump()).status == 200);
  CHECK(ws.as(robot.token, "POST", "/api/2.0/token/create", Json::object()).status == 200);
}

TEST_CASE("permissions: the mode says what a lacking one means", "[emulator][permissions]") {
  PermissionsFixture ws;
  const auto robot = ws.add_robot("robot");
  const Json ref{{"cluster_id", ws.cluster_id}};
  const auto ask = [&] { return ws.as(robot.token, "POST", "/api/2.0/clusters/delete", ref); };
  const auto warning = [](const emulator::Reply& reply) {
    return std::string(emulator::header(reply.headers, "X-Dbc-Permission-Warning"));
  };
  const std::string message = "User " + robot.application_id + " does not have Restart permissions on cluster " +
                              ws.cluster_id + ". Please contact the owner or an administrator for access.";
  CHECK(ws.call("GET", "/_internal/permission-mode").body == R"({"mode":"off"})");
  CHECK(warning(ask()).empty());
  ws.set_mode("warn");
  CHECK(ask().status == 200);
  CHECK(warning(ask()) == message);
  ws.set_mode("enforce");
  const auto refusal = ask();
  CHECK(refusal.status == 403);
  CHECK(refusal.body == Json{{"error_code", "PERMISSION_DENIED"}, {"message", message}}.dump());
  CHECK(ws.post("clusters/delete", ref).status == 200);
  CHECK(ws.as(robot.token, "PUT", "/_internal/permission-mode", {{"mode", "off"}}).status == 403);
  CHECK(ws.call("PUT", "/_internal/permission-mode", R"({"mode":"lax"})").status == 400);
  CHECK(ws.call("PUT", "/_internal/permission-mode", "{}").status == 400);
}

TEST_CASE("permissions: each action on a cluster asks for its level", "[emulator][permissions]") {
  PermissionsFixture ws;
  const auto robot = ws.add_robot("robot");
  ws.set_mode("enforce");
  const Json ref{{"cluster_id", ws.cluster_id}};
  const auto status = [&](const std::string& verb, const std::string& path, const Json& body) {
    return ws.as(robot.token, verb, "/api/2.0/clusters/" + path, body).status;
  };
  const auto listed = [&] {
    return ws.as(robot.token, "GET", "/api/2.1/clusters/list").body.find(ws.cluster_id) != std::string::npos;
  };
  CHECK(status("GET", "get", ref) == 403);
  CHECK(status("POST", "events", ref) == 403);
  CHECK_FALSE(listed());
  CHECK(ws.patch({of_robot(robot.application_id, "CAN_ATTACH_TO")}).status == 200);
  CHECK(status("GET", "get", ref) == 200);
  CHECK(status("POST", "events", ref) == 200);
  CHECK(listed());
  CHECK(status("POST", "delete", ref) == 403);
  CHECK(status("POST", "start", ref) == 403);
  CHECK(ws.patch({of_robot(robot.application_id, "CAN_RESTART")}).status == 200);
  CHECK(status("POST", "delete", ref) == 200);
  for (const char* path : {"edit", "update", "resize", "permanent-delete"}) {
    Json body{{"cluster_id", ws.cluster_id},
              {"spark_version", "15.4.x-scala2.12"},
              {"node_type_id", "i3.xlarge"},
              {"num_workers", 1}};
    INFO(path);
    CHECK(status("POST", path, body) == 403);
  }
  CHECK(ws.as(robot.token, "PUT", ws.path, Json::object()).status == 403);
  const auto group = ws.add_group("managers", {ws.add_group("inner", {robot.id})});
  CHECK(ws.patch({of_group("managers", "CAN_MANAGE")}).status == 200);
  CHECK(status("POST", "permanent-delete", ref) == 200);
}

TEST_CASE("permissions: creating clusters takes an entitlement", "[emulator][permissions]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const Json spec{{"spark_version", "15.4.x-scala2.12"}, {"node_type_id", "i3.xlarge"}, {"num_workers", 1}};
  const auto create = [&] { return ws.as(robot.token, "POST", "/api/2.0/clusters/create", spec); };
  CHECK(create().status == 200);
  ws.set_mode("enforce");
  CHECK(create().body.find("You are not authorized to create clusters") != std::string::npos);
  const Json entitle{{"Operations", Json::array({{{"op", "add"},
                                                  {"path", "entitlements"},
                                                  {"value", Json::array({{{"value", "allow-cluster-create"}}})}}})}};
  CHECK(ws.scim("PATCH", "Groups/1000000000000003", entitle).status == 200);
  const Json made = ws.body_of(create());
  CHECK(ws.as(robot.token, "POST", "/api/2.0/clusters/permanent-delete", made).status == 200);
}

TEST_CASE("permissions: pools, policies and libraries ask too", "[emulator][permissions]") {
  IdentityFixture ws;
  const auto robot = ws.add_robot("robot");
  const auto policy =
      ws.body_of(ws.post("policies/clusters/create", {{"name", "p"}, {"definition", "{}"}}))["policy_id"];
  const auto pool = ws.body_of(ws.post(
      "instance-pools/create", {{"instance_pool_name", "pool"}, {"node_type_id", "i3.xlarge"}}))["instance_pool_id"];
  const auto cluster = ws.create_cluster();
  ws.set_mode("enforce");
  const auto ask = [&](const std::string& verb, const std::string& path, const Json& body) {
    return ws.as(robot.token, verb, "/api/2.0/" + path, body);
  };
  const auto grant = [&](const std::string& object, const std::string& level) {
    const Json list{{"access_control_list", Json::array({of_robot(robot.application_id, level)})}};
    return ws.call("PATCH", "/api/2.0/permissions/" + object, list.dump()).status;
  };
  const Json pool_ref{{"instance_pool_id", pool}};
  const Json policy_ref{{"policy_id", policy}};
  Json spec{
      {"spark_version", "15.4.x-scala2.12"}, {"num_workers", 1}, {"policy_id", policy}, {"instance_pool_id", pool}};
  CHECK(ask("GET", "instance-pools/list", {}).body == "{}");
  const Json usable = ws.body_of(ask("GET", "policies/clusters/list", {}))["policies"];
  REQUIRE(usable.size() == 1);
  CHECK(usable[0]["name"] == "Personal Compute");
  CHECK(ask("GET", "instance-pools/get", pool_ref).status == 403);
  CHECK(ask("GET", "policies/clusters/get", policy_ref).status == 403);
  CHECK(ask("POST", "clusters/create", spec).status == 403);
  CHECK(grant("cluster-policies/" + policy.get<std::string>(), "CAN_USE") == 200);
  CHECK(ask("GET", "policies/clusters/get", policy_ref).status == 200);
  CHECK(ask("POST", "clusters/create", spec).body.find("instance pool") != std::string::npos);
  CHECK(grant("instance-pools/" + pool.get<std::string>(), "CAN_ATTACH_TO") == 200);
  CHECK(ask("POST", "clusters/create", spec).status == 200);
  CHECK(ask("GET", "instance-pools/get", pool_ref).status == 200);
  CHECK(ask("GET", "instance-pools/list", {}).body.find("pool") != std::string::npos);
  CHECK(ask("POST", "instance-pools/delete", pool_ref).status == 403);
  CHECK(ask("POST", "instance-pools/create", {{"instance_pool_name", "x"}, {"node_type_id", "i3.xlarge"}}).status ==
        403);
  const Json install{{"cluster_id", cluster}, {"libraries", Json::array({{{"pypi", {{"package", "x"}}}}})}};
  CHECK(ask("POST", "libraries/install", install).status == 403);
  CHECK(ask("GET", "libraries/cluster-status", {{"cluster_id", cluster}}).status == 403);
  CHECK(ws.post("libraries/install", install).status == 200);
  CHECK(ask("GET", "libraries/all-cluster-statuses", {}).body == "{}");
  CHECK(grant("clusters/" + cluster, "CAN_MANAGE") == 200);
  CHECK(ask("POST", "libraries/install", install).status == 200);
  CHECK(ask("GET", "libraries/all-cluster-statuses", {}).body.find(cluster) != std::string::npos);
  CHECK(ws.get("permissions/instance-pools/none").status == 404);
  CHECK(ws.get("permissions/cluster-policies/none").status == 404);
}

namespace {

using namespace dbc::emulator;

constexpr std::array<std::string_view, 2> k_folder_levels{"CAN_READ", "CAN_MANAGE"};
constexpr std::array<std::string_view, 2> k_thing_levels{"CAN_VIEW", "IS_OWNER"};

/// Folders of a tree by path: "/a/b" lies in "/a". Those of depth one belong to the user of that name.
Result<ObjectFacts> find_folder(Transaction& transaction, Context& context, const std::string& id);

constexpr SecurableKind k_folder_kind{"folders", "folder", "folder", k_folder_levels, find_folder};
constexpr SecurableKind k_thing_kind{"things", "thing", "thing", k_thing_levels, find_folder};

Result<ObjectFacts> find_folder(Transaction&, Context&, const std::string& id) {
  const auto slash = id.rfind('/');
  if (slash == 0) return ObjectFacts{.creator = id.substr(1)};
  return ObjectFacts{.parent = ObjectRef(k_folder_kind, id.substr(0, slash))};
}

}  // namespace

TEST_CASE("permissions: what is granted on a folder counts below it", "[emulator][permissions]") {
  IdentityFixture ws;
  const auto ann = std::stoll(ws.add_user("ann@x.org"));
  const auto bob = std::stoll(ws.add_user("bob@x.org"));
  auto store = Store::open(ws.folder.path() / "ws");
  REQUIRE(store);
  const WorkspaceIdentity identity;
  FileStore files(ws.folder.path() / "ws");
  Context context{
      .store = **store, .files = files, .clock = ws.clock, .identity = identity, .launcher = unexecuted_runs()};
  ws.set_mode("enforce");
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  const ObjectRef leaf(k_folder_kind, "/ann@x.org/x/y");
  const auto allowed = [&](std::int64_t id, std::string_view level) {
    return require(context, *transaction, {.id = id, .user_name = "u"}, leaf, level).has_value();
  };
  CHECK(allowed(ann, "CAN_MANAGE"));
  CHECK_FALSE(allowed(bob, "CAN_READ"));
  CHECK(GrantRepository(*transaction).set({k_folder_kind, "/ann@x.org/x"}, {.principal_id = bob, .level = "CAN_READ"}));
  CHECK(allowed(bob, "CAN_READ"));
  CHECK_FALSE(allowed(bob, "CAN_MANAGE"));
  CHECK(allowed(ann, "CAN_MANAGE"));
  const auto facts = find_folder(*transaction, context, leaf.id);
  const auto shown = object_permissions(*transaction, context, leaf, *facts);
  REQUIRE(shown);
  CHECK(shown->at("access_control_list").dump() ==
        R"([{"user_name":"bob@x.org","display_name":"bob@x.org","all_permissions":[{"permission_level":"CAN_READ",)"
        R"("inherited":true,"inherited_from_object":["/folders//ann@x.org/x"]}]},)"
        R"({"user_name":"ann@x.org","display_name":"ann@x.org","all_permissions":[{"permission_level":"CAN_MANAGE",)"
        R"("inherited":true,"inherited_from_object":["/folders//ann@x.org"]}]},)"
        R"({"group_name":"admins","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":true,)"
        R"("inherited_from_object":["/folders/"]}]}])");
  CHECK_FALSE(require(context, *transaction, {.id = ann}, leaf, "NO_LEVEL"));
  CHECK_FALSE(require(context, *transaction, {.id = ann}, {"no such kind", "x"}, "CAN_READ"));
}

TEST_CASE("permissions: what has an owner has exactly one, and no group", "[emulator][permissions]") {
  const Grant owner{.principal_id = 1, .level = "IS_OWNER"};
  const Grant other{.principal_id = 2, .level = "IS_OWNER"};
  const Grant viewer{.principal_id = 3, .level = "CAN_VIEW"};
  CHECK(check_grants({owner, viewer}, k_thing_kind));
  const auto none = check_grants({viewer}, k_thing_kind);
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "The thing must have exactly one owner.");
  CHECK_FALSE(check_grants({owner, other}, k_thing_kind));
  IdentityFixture ws;
  auto store = Store::open(ws.folder.path() / "ws");
  REQUIRE(store);
  auto transaction = (*store)->begin_read();
  REQUIRE(transaction);
  const Json by_group{{"access_control_list", Json::array({of_group("users", "IS_OWNER")})}};
  const auto refused = read_access_control_list(*transaction, by_group, k_thing_kind);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "A group cannot own a thing: users");
  const Json twice{
      {"access_control_list", Json::array({of_group("users", "CAN_VIEW"), of_user("admin@localhost", "CAN_VIEW"),
                                           of_user("admin@localhost", "IS_OWNER")})}};
  const auto read = read_access_control_list(*transaction, twice, k_thing_kind);
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[1].level == "IS_OWNER");
}
