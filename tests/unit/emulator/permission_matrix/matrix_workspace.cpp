#include "unit/emulator/permission_matrix/matrix_workspace.hpp"

#include "dbc/base/text.hpp"

namespace dbc::test {

MatrixWorkspace::MatrixWorkspace()
    : owner(add_robot("owner")),
      outsider(add_robot("outsider")),
      holder(add_robot("holder")),
      below(add_robot("below")),
      gone(add_robot("gone")),
      admin(add_robot("admin")) {
  add_entitlements(owner);
  const Json member{{"user_name", admin.application_id}, {"parent_name", "admins"}};
  REQUIRE(post("groups/add-member", member).status == 200);
  set_mode("enforce");
}

void MatrixWorkspace::add_entitlements(const Robot& robot) {
  const Json values = Json::array({{{"value", "allow-cluster-create"}}, {{"value", "allow-instance-pool-create"}}});
  const Json add{{"op", "add"}, {"path", "entitlements"}, {"value", values}};
  REQUIRE(scim("PATCH", "ServicePrincipals/" + robot.id, {{"Operations", Json::array({add})}}).status == 200);
}

void MatrixWorkspace::grant(const Robot& robot, const std::string& object, const std::string& level) {
  const std::string scopes = "secret-scopes/";
  const Json entry{{"service_principal_name", robot.application_id}, {"permission_level", level}};
  const auto reply =
      object.starts_with(scopes)
          ? post("secrets/acls/put",
                 {{"scope", object.substr(scopes.size())}, {"principal", robot.application_id}, {"permission", level}})
          : call("PATCH", k_api + "permissions/" + object, Json{{"access_control_list", {entry}}}.dump());
  INFO(object << " " << level << " " << reply.body);
  REQUIRE(reply.status == 200);
}

void MatrixWorkspace::set_active(const Robot& robot, bool is_active) {
  const Json change{{"op", "replace"}, {"path", "active"}, {"value", is_active}};
  REQUIRE(scim("PATCH", "ServicePrincipals/" + robot.id, {{"Operations", Json::array({change})}}).status == 200);
}

emulator::Reply MatrixWorkspace::ask(const Robot& robot, const MatrixCall& call) {
  return workspace->handle({.method = call.verb,
                            .target = call.target,
                            .headers = {{"Authorization", "Bearer " + robot.token}},
                            .body = call.body},
                           emulator::Door::http);
}

emulator::Reply MatrixWorkspace::ask_without_token(const MatrixCall& call) {
  return workspace->handle({.method = call.verb, .target = call.target, .body = call.body}, emulator::Door::http);
}

}  // namespace dbc::test
