#include "emulator/services/permissions/audience.hpp"

#include "emulator/http/reply.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/services/permissions/permission_mode.hpp"

namespace dbc::emulator {

Result<std::optional<Audience>> limited_audience(Transaction& transaction, const Principal& principal) {
  if (principal.is_admin) return std::optional<Audience>{};
  DBC_TRY(const auto mode, load_permission_mode(transaction));
  if (mode != PermissionMode::enforce) return std::optional<Audience>{};
  DBC_TRY(const auto ids, PrincipalRepository(transaction).with_groups(principal.id));
  return std::optional(Audience{.user_name = principal.user_name, .ids = json_text(Json(ids))});
}

std::string granted_condition(const ListedObject& object) {
  const std::string granted = "SELECT 1 FROM grants WHERE object_kind IN (" + std::string(object.kinds) +
                              ") AND object_id = CAST(" + std::string(object.id) + " AS TEXT)";
  return "(EXISTS (" + granted + " AND principal_id IN (SELECT value FROM json_each(?))) OR (" +
         std::string(object.creator) + " = ? COLLATE NOCASE AND NOT EXISTS (" + granted + ")))";
}

}  // namespace dbc::emulator
