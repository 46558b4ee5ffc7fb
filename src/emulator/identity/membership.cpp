#include "emulator/identity/membership.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_name = 255;

Error refused(std::string message) { return api_error(ErrorCode::bad_request, std::move(message)); }

Result<bool> is_direct_member(PrincipalRepository& principals, std::int64_t group_id, std::int64_t member_id) {
  DBC_TRY(const auto groups, principals.groups_of(member_id));
  return std::ranges::find(groups, group_id, &PrincipalRecord::id) != groups.end();
}

}  // namespace

Result<void> check_principal_name(std::string_view name) {
  const auto is_control = [](char c) { return (c >= '\0' && c < ' ') || c == 0x7f; };
  if (count_code_points(name) <= k_max_name && std::ranges::none_of(name, is_control)) return {};
  return invalid_parameter("A name has at most " + std::to_string(k_max_name) +
                           " characters, and no control characters");
}

bool is_built_in_group(std::int64_t id) { return id == k_admins_id || id == k_users_id; }

Result<PrincipalRecord> add_principal(PrincipalRepository& principals, PrincipalRecord record) {
  DBC_TRY(record.id, principals.insert(record));
  if (record.kind != PrincipalKind::group) DBC_CHECK(principals.add_member(k_users_id, record.id));
  return record;
}

Result<void> remove_principal(PrincipalRepository& principals, const PrincipalRecord& record) {
  if (record.id == k_owner_id) return refused("The owner of the workspace cannot be removed: " + record.name);
  if (is_built_in_group(record.id)) return refused("The group " + record.name + " is built in and cannot be removed");
  return principals.remove(record.id);
}

Result<void> change_principal(PrincipalRepository& principals, const PrincipalRecord& before,
                              const PrincipalRecord& after) {
  if (before.id == k_owner_id && !after.is_active)
    return refused("The owner of the workspace cannot be deactivated: " + before.name);
  if (is_built_in_group(before.id) && before.name != after.name)
    return refused("The group " + before.name + " is built in and cannot be renamed");
  return principals.save(after);
}

Result<void> join_group(PrincipalRepository& principals, const PrincipalRecord& group, const PrincipalRecord& member) {
  if (group.id == k_users_id && member.kind == PrincipalKind::group)
    return refused("The group users cannot contain the group " + member.name);
  if (member.kind != PrincipalKind::group) return principals.add_member(group.id, member.id);
  DBC_TRY(const auto above, principals.with_groups(group.id));
  if (std::ranges::find(above, member.id) != above.end())
    return refused("The group " + group.name + " cannot contain " + member.name + ", to which it belongs");
  return principals.add_member(group.id, member.id);
}

Result<void> leave_group(PrincipalRepository& principals, const PrincipalRecord& group, const PrincipalRecord& member) {
  DBC_TRY(const bool is_member, is_direct_member(principals, group.id, member.id));
  if (!is_member) return {};
  if (group.id == k_users_id) return refused("Every user belongs to the group users: " + member.name);
  if (group.id == k_admins_id && member.id == k_owner_id)
    return refused("The owner of the workspace belongs to the group admins: " + member.name);
  return principals.remove_member(group.id, member.id);
}

}  // namespace dbc::emulator
