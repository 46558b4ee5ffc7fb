#pragma once

#include "support/identity_fixture.hpp"

namespace dbc::test {

/// A workspace that enforces permissions, and a service principal that has none yet. Calls of the fixtures below are
/// the owner's, who is an admin.
class RobotFixture : public IdentityFixture {
 public:
  RobotFixture() : robot(add_robot("robot")) { set_mode("enforce"); }

  /// Requests of the robot. Targets begin after /api/2.0/.
  emulator::Reply ask(const std::string& target) { return as(robot.token, "GET", k_api + target); }
  emulator::Reply send(const std::string& target, const Json& body) {
    return as(robot.token, "POST", k_api + target, body);
  }
  /// Lets the robot have this level on an object, e.g. clusters/ID.
  void grant(const std::string& object, const std::string& level) {
    const auto reply = call("PATCH", k_api + "permissions/" + object, list_for(level).dump());
    INFO(reply.body);
    REQUIRE(reply.status == 200);
  }
  /// The body of a request that gives the robot this level.
  [[nodiscard]] Json list_for(const std::string& level) const {
    return {{"access_control_list",
             Json::array({{{"service_principal_name", robot.application_id}, {"permission_level", level}}})}};
  }

  static inline const std::string k_api = "/api/2.0/";
  Robot robot;
};

}  // namespace dbc::test
