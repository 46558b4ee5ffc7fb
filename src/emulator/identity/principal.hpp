#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"

namespace dbc::emulator {

enum class PrincipalKind {
  user,
  group,
  service_principal,
};

/// What the workspace knows of a user, a group or a service principal.
struct PrincipalRecord {
  std::int64_t id = 0;
  PrincipalKind kind = PrincipalKind::user;
  std::string name = {};  ///< user name, name of the group or application id: unique within the kind, never changed
                          ///< but for groups
  std::string display_name = {};
  bool is_active = true;
  Json attributes = Json::object();  ///< what is only kept: emails, name, entitlements, roles, externalId
};

// Who is there from the start. The migration that makes them has the same ids.
constexpr std::int64_t k_owner_id = 1'000'000'000'000'001;
constexpr std::int64_t k_admins_id = 1'000'000'000'000'002;
constexpr std::int64_t k_users_id = 1'000'000'000'000'003;

}  // namespace dbc::emulator
