#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "support/robot_fixture.hpp"

using namespace dbc;
using dbc::test::RobotFixture;

namespace {

class TreeRights : public RobotFixture {
 public:
  TreeRights() : home("/Users/" + robot.application_id) {}

  void mkdirs(const std::string& path) { REQUIRE(post("workspace/mkdirs", {{"path", path}}).status == 200); }
  static Json file(const std::string& path, bool overwrite = false) {
    return {{"path", path}, {"format", "RAW"}, {"content", base64_encode("text")}, {"overwrite", overwrite}};
  }
  static Json notebook(const std::string& path, bool overwrite = false) {
    return {{"path", path},
            {"format", "SOURCE"},
            {"language", "PYTHON"},
            {"content", base64_encode("print(1)")},
            {"overwrite", overwrite}};
  }
  void add(const Json& request) { REQUIRE(post("workspace/import", request).status == 200); }
  std::string id_of(const std::string& path) {
    return std::to_string(body_of(get("workspace/get-status?path=" + path)).at("object_id").get<std::int64_t>());
  }
  Json acl(const std::string& object) { return body_of(get("permissions/" + object)).at("access_control_list"); }
  /// What the robot is shown in a folder.
  std::vector<std::string> shown(const std::string& path) {
    std::vector<std::string> paths;
    const Json body = body_of(ask("workspace/list?path=" + path));
    if (body.contains("objects"))
      for (const auto& object : body["objects"]) paths.push_back(object.at("path"));
    return paths;
  }
  int import(const Json& request) { return send("workspace/import", request).status; }
  int mkdirs_as_robot(const std::string& path) { return send("workspace/mkdirs", {{"path", path}}).status; }
  int remove(const std::string& path, bool recursive = false) {
    return send("workspace/delete", {{"path", path}, {"recursive", recursive}}).status;
  }

  std::string home;
};

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("object permissions: each kind has its path, and inherits along folders", "[emulator][permissions]") {
  TreeRights ws;
  ws.mkdirs("/team/inner");
  ws.add(ws.notebook("/team/inner/n"));
  ws.add(ws.file("/team/inner/f.txt"));
  const std::string team = ws.id_of("/team");
  ws.grant("directories/" + team, "CAN_RUN");
  for (const auto& [path, type, object] :
       {std::tuple{"directories/", "directory", "/team/inner"}, std::tuple{"notebooks/", "notebook", "/team/inner/n"},
        std::tuple{"files/", "file", "/team/inner/f.txt"}}) {
    const Json found = ws.body_of(ws.get("permissions/" + (path + ws.id_of(object))));
    CHECK(found["object_type"] == type);
    const Json& list = found["access_control_list"];
    REQUIRE(list.size() == 3);
    CHECK(list[0]["user_name"] == "admin@localhost");
    CHECK(list[0]["all_permissions"][0] == Json{{"permission_level", "CAN_MANAGE"}, {"inherited", false}});
    CHECK(list[1]["service_principal_name"] == ws.robot.application_id);
    CHECK(list[1]["all_permissions"][0] == Json{{"permission_level", "CAN_RUN"},
                                                {"inherited", true},
                                                {"inherited_from_object", Json::array({"/directories/" + team})}});
    CHECK(list[2]["group_name"] == "admins");
  }
  CHECK(ws.body_of(ws.get("permissions/directories/0"))["object_id"] == "/directories/0");
}

TEST_CASE("object permissions: what is not there or of another kind is refused", "[emulator][permissions]") {
  TreeRights ws;
  ws.add(ws.file("/Shared/f"));
  const std::string id = ws.id_of("/Shared/f");
  for (const std::string path : {"directories/4711", "notebooks/x", "files/-1", "repos/4711"}) {
    const auto reply = ws.get("permissions/" + path);
    INFO(path << " " << reply.body);
    CHECK(reply.status == 404);
    CHECK(reply.body.find("Node ID " + path.substr(path.find('/') + 1) + " does not exist.") != std::string::npos);
  }
  const auto wrong = ws.get("permissions/notebooks/" + id);
  CHECK(wrong.status == 400);
  CHECK(wrong.body.find("ask for /files/" + id) != std::string::npos);
  CHECK(ws.post("workspace/delete", {{"path", "/Shared/f"}}).status == 200);
  CHECK(ws.get("permissions/files/" + id).status == 404);
}

TEST_CASE("object permissions: reading takes CAN_READ", "[emulator][permissions]") {
  TreeRights ws;
  ws.mkdirs("/team");
  ws.add(ws.file("/team/f.txt"));
  const std::vector<std::string> reads{"workspace/get-status?path=/team/f.txt",     "workspace/list?path=/team/f.txt",
                                       "workspace/export?path=/team/f.txt",         "workspace-files/team/f.txt",
                                       "workspace/export?path=/team&format=SOURCE", "workspace/get-status?path=/team"};
  for (const auto& read : reads) {
    INFO(read);
    CHECK(ws.ask(read).status == 403);
  }
  ws.grant("directories/" + ws.id_of("/team"), "CAN_READ");
  for (const auto& read : reads) {
    INFO(read);
    CHECK(ws.ask(read).status == 200);
  }
  CHECK(ws.ask("workspace/get-status?path=/").status == 200);
  CHECK(ws.ask("workspace/get-status?path=/Users").status == 200);
  CHECK(ws.ask("workspace/get-status?path=/none").status == 404);
}

TEST_CASE("object permissions: overwriting takes CAN_EDIT, making and deleting CAN_MANAGE", "[emulator][permissions]") {
  TreeRights ws;
  ws.mkdirs("/team");
  ws.add(ws.file("/team/f.txt"));
  const std::string folder = "directories/" + ws.id_of("/team");
  const auto upload = [&](const std::string& name, const std::string& query) {
    return ws.as(ws.robot.token, "POST", ws.k_api + "workspace-files/import-file/team/" + name + query).status;
  };
  ws.grant(folder, "CAN_RUN");
  CHECK(ws.import(ws.file("/team/f.txt", true)) == 403);
  ws.grant(folder, "CAN_EDIT");
  CHECK(ws.import(ws.file("/team/f.txt", true)) == 200);
  CHECK(upload("f.txt", "?overwrite=true") == 200);
  CHECK(ws.import(ws.file("/team/new.txt")) == 403);
  CHECK(ws.import(ws.notebook("/team/n")) == 403);
  CHECK(upload("up.txt", "") == 403);
  CHECK(ws.mkdirs_as_robot("/team/a/b") == 403);
  CHECK(ws.mkdirs_as_robot("/team") == 200);
  CHECK(ws.remove("/team/f.txt") == 403);
  ws.grant(folder, "CAN_MANAGE");
  CHECK(ws.import(ws.file("/team/new.txt")) == 200);
  CHECK(ws.import(ws.notebook("/team/n")) == 200);
  CHECK(upload("up.txt", "") == 200);
  CHECK(ws.mkdirs_as_robot("/team/a/b") == 200);
  CHECK(ws.remove("/team/f.txt") == 200);
  CHECK(ws.remove("/team", true) == 200);
}

TEST_CASE("object permissions: homes are their users', and /Shared is everybody's", "[emulator][permissions]") {
  TreeRights ws;
  CHECK(ws.import(ws.notebook(ws.home + "/n")) == 200);
  CHECK(ws.mkdirs_as_robot(ws.home + "/a/b") == 200);
  CHECK(ws.import(ws.file("/Shared/f")) == 200);
  CHECK(ws.mkdirs_as_robot("/Shared/a") == 200);
  CHECK(ws.import(ws.file("/Users/admin@localhost/f")) == 403);
  CHECK(ws.import(ws.file("/f")) == 403);
  CHECK(ws.mkdirs_as_robot("/Users/stranger") == 403);
  ws.add(ws.file("/Shared/theirs"));
  CHECK(ws.remove("/Shared/theirs") == 200);
  const Json list = ws.acl("notebooks/" + ws.id_of(ws.home + "/n"));
  REQUIRE(list.size() == 2);
  CHECK(list[0]["all_permissions"].size() == 2);
  CHECK(list[0]["all_permissions"][1]["inherited_from_object"][0] == "/directories/" + ws.id_of(ws.home));
}

TEST_CASE("object permissions: who makes something manages it", "[emulator][permissions]") {
  TreeRights ws;
  ws.mkdirs("/team");
  const std::string folder = "directories/" + ws.id_of("/team");
  ws.grant(folder, "CAN_MANAGE");
  CHECK(ws.mkdirs_as_robot("/team/a/b") == 200);
  CHECK(ws.import(ws.file("/team/a/f")) == 200);
  CHECK(ws.call("PUT", ws.k_api + "permissions/" + folder, "{}").status == 200);
  CHECK(ws.import(ws.file("/team/g")) == 403);
  CHECK(ws.import(ws.file("/team/a/b/g")) == 200);
  const std::string file = ws.k_api + "permissions/files/" + ws.id_of("/team/a/f");
  CHECK(ws.as(ws.robot.token, "GET", file).status == 200);
  CHECK(ws.as(ws.robot.token, "PUT", file, Json::object()).status == 200);
  CHECK(ws.remove("/team/a", true) == 200);
}

TEST_CASE("object permissions: lists show what may be read, and the way to it", "[emulator][permissions]") {
  TreeRights ws;
  for (const std::string path : {"/team/a/deep/er", "/team/b", "/other"}) ws.mkdirs(path);
  ws.add(ws.file("/team/a/f"));
  ws.add(ws.file("/team/a/deep/f"));
  CHECK(ws.shown("/") == Paths{"/Repos", "/Shared", "/Users"});
  CHECK(ws.shown("/Users") == Paths{ws.home});
  CHECK(ws.shown("/team").empty());
  CHECK(ws.ask("workspace/get-status?path=/team").status == 403);
  ws.grant("directories/" + ws.id_of("/team/a/deep"), "CAN_READ");
  CHECK(ws.shown("/") == Paths{"/Repos", "/Shared", "/Users", "/team"});
  CHECK(ws.shown("/team") == Paths{"/team/a"});
  CHECK(ws.shown("/team/a") == Paths{"/team/a/deep"});
  CHECK(ws.shown("/team/a/deep") == Paths{"/team/a/deep/er", "/team/a/deep/f"});
  CHECK(ws.ask("workspace/get-status?path=/team").status == 200);
  CHECK(ws.ask("workspace/export?path=/team/a/f").status == 403);
  ws.set_mode("warn");
  CHECK(ws.shown("/team") == Paths{"/team/a", "/team/b"});
  const auto warned = ws.ask("workspace/export?path=/team/a/f");
  CHECK(warned.status == 200);
  CHECK_FALSE(emulator::header(warned.headers, "X-Dbc-Permission-Warning").empty());
}

TEST_CASE("object permissions: what was granted goes with the object", "[emulator][permissions]") {
  TreeRights ws;
  ws.mkdirs("/team/a");
  ws.add(ws.file("/team/a/f"));
  ws.grant("files/" + ws.id_of("/team/a/f"), "CAN_READ");
  CHECK(ws.ask("workspace/export?path=/team/a/f").status == 200);
  ws.add(ws.file("/team/a/f", true));
  CHECK(ws.ask("workspace/export?path=/team/a/f").status == 200);
  REQUIRE(ws.post("workspace/delete", {{"path", "/team"}, {"recursive", true}}).status == 200);
  ws.mkdirs("/team/a");
  ws.add(ws.file("/team/a/f"));
  CHECK(ws.ask("workspace/export?path=/team/a/f").status == 403);
}

TEST_CASE("object permissions: files that nobody imported belong to their folder", "[emulator][permissions]") {
  TreeRights ws;
  const auto tree = ws.folder.path() / "ws/files/workspace";
  std::filesystem::create_directories(tree / "Shared/made/by/a");
  std::filesystem::create_directories(tree / "team/made");
  CHECK(ws.ask("workspace/get-status?path=/Shared/made/by/a").status == 200);
  CHECK(ws.ask("workspace/get-status?path=/team/made").status == 403);
  const Json list = ws.acl("directories/" + ws.id_of("/Shared/made/by/a"));
  REQUIRE(list.size() == 2);
  CHECK(list[0]["group_name"] == "users");
  CHECK(list[0]["all_permissions"][0]["inherited_from_object"][0] == "/directories/" + ws.id_of("/Shared"));
}

TEST_CASE("object permissions: the root and /Shared keep their admins", "[emulator][permissions]") {
  TreeRights ws;
  const std::string path = GENERATE(as<std::string>{}, "/", "/Shared");
  const std::string id = path == "/" ? "0" : ws.id_of(path);
  const std::string target = ws.k_api + "permissions/directories/" + id;
  const auto list = [](const std::vector<std::pair<std::string, std::string>>& grants) {
    Json all = Json::array();
    for (const auto& [group, level] : grants) all.push_back({{"group_name", group}, {"permission_level", level}});
    return Json{{"access_control_list", all}}.dump();
  };
  const std::string refusal = "Cannot remove admins's CAN_MANAGE permission on " + id;
  for (const auto& body :
       {list({{"users", "CAN_READ"}}), list({{"admins", "CAN_READ"}}), list({}), std::string("{}")}) {
    const auto reply = ws.call("PUT", target, body);
    CHECK(reply.status == 400);
    CHECK_THAT(reply.body, Catch::Contains(refusal));
  }
  CHECK(ws.call("PATCH", target, list({{"admins", "CAN_RUN"}})).status == 400);
  CHECK(ws.call("PUT", target, list({{"admins", "CAN_MANAGE"}, {"users", "CAN_READ"}})).status == 200);
  CHECK(ws.call("PATCH", target, list({{"users", "CAN_RUN"}})).status == 200);
  for (const auto& entry : ws.acl("directories/" + id))
    if (entry.value("group_name", "") == "admins")
      CHECK(entry["all_permissions"][0] == Json{{"permission_level", "CAN_MANAGE"}, {"inherited", false}});
  ws.mkdirs("/team");
  const std::string team = ws.k_api + "permissions/directories/" + ws.id_of("/team");
  CHECK(ws.call("PUT", team, list({{"users", "CAN_READ"}})).status == 200);
  CHECK(ws.call("PUT", team, list({{"admins", "CAN_MANAGE"}})).status == 400);
}
