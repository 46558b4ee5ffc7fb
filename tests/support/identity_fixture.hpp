#pragma once

#include "support/workspace_fixture.hpp"

namespace dbc::test {

/// A workspace with more than one user: calls are made as the owner, or with a token through the HTTP door.
class IdentityFixture : public WorkspaceFixture {
 public:
  static constexpr const char* k_scim = "/api/2.0/preview/scim/v2/";

  emulator::Reply as(const std::string& token, const std::string& method, const std::string& target,
                     const Json& body = Json()) {
    return workspace->handle({.method = method,
                              .target = target,
                              .headers = {{"Authorization", "Bearer " + token}},
                              .body = body.is_null() ? "" : body.dump()},
                             emulator::Door::http);
  }
  emulator::Reply scim(const std::string& method, const std::string& path, const Json& body = Json()) {
    return call(method, k_scim + path, body.is_null() ? "" : body.dump());
  }
  /// The body of a reply of SCIM, which must have this status.
  Json scim_body(int status, const std::string& method, const std::string& path, const Json& body = Json()) {
    const auto reply = scim(method, path, body);
    INFO(method << " " << path << " " << reply.body);
    REQUIRE(reply.status == status);
    CHECK(reply.content_type == "application/scim+json");
    return reply.body.empty() ? Json() : *parse_json(reply.body);
  }
  std::string add_user(const std::string& name) {
    return scim_body(201, "POST", "Users", {{"userName", name}}).at("id").get<std::string>();
  }
  std::string add_group(const std::string& name, const std::vector<std::string>& members = {}) {
    Json list = Json::array();
    for (const auto& id : members) list.push_back({{"value", id}});
    return scim_body(201, "POST", "Groups", {{"displayName", name}, {"members", list}}).at("id").get<std::string>();
  }
  /// A service principal and a token of its.
  struct Robot {
    std::string id;
    std::string application_id;
    std::string token;
  };
  Robot add_robot(const std::string& name) {
    const Json made = scim_body(201, "POST", "ServicePrincipals", {{"displayName", name}});
    Robot robot{.id = made.at("id"), .application_id = made.at("applicationId"), .token = {}};
    robot.token = body_of(post("token-management/on-behalf-of/tokens", {{"application_id", robot.application_id}}))
                      .at("token_value")
                      .get<std::string>();
    return robot;
  }
  void set_mode(const std::string& mode) {
    REQUIRE(call("PUT", "/_internal/permission-mode", Json{{"mode", mode}}.dump()).status == 200);
  }
};

}  // namespace dbc::test
