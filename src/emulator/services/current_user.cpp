#include <array>

#include "emulator/http/reply.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_user_schema = "urn:ietf:params:scim:schemas:core:2.0:User";

// The workspace has one user so far; ids are decimal texts that stay the same for ever.
constexpr std::string_view k_admin_id = "1000000000000001";
constexpr std::string_view k_admins_group_id = "1000000000000002";
constexpr std::string_view k_users_group_id = "1000000000000003";

Json group(std::string_view name, std::string_view id) {
  return {{"display", name}, {"type", "direct"}, {"value", id}, {"$ref", "Groups/" + std::string(id)}};
}

Result<Reply> current_user(const Call& call, Context&) {
  const std::string& name = call.principal().user_name;
  return ok({{"schemas", Json::array({k_user_schema})},
             {"id", k_admin_id},
             {"userName", name},
             {"displayName", name},
             {"emails", Json::array({{{"type", "work"}, {"value", name}, {"primary", true}}})},
             {"active", true},
             {"groups", Json::array({group("admins", k_admins_group_id), group("users", k_users_group_id)})}});
}

constexpr std::array<std::string_view, 1> k_prefixes{"/api/2.0/preview/scim/v2"};

constexpr std::array k_routes{Route{"GET", "/Me", current_user}};

}  // namespace

constinit const RouteGroup k_current_user_group{.prefixes = k_prefixes, .access = Access::bearer, .routes = k_routes};

}  // namespace dbc::emulator
