#include "emulator/identity/acting_principal.hpp"

#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {

Result<Principal> acting_principal(Transaction& transaction, const std::string& name) {
  PrincipalRepository principals(transaction);
  DBC_TRY(const auto record, principals.find_creator(name));
  if (!record || !record->is_active) return Principal{.user_name = name};
  DBC_TRY(const bool is_admin, principals.is_admin(record->id));
  return Principal{.id = record->id, .user_name = record->name, .is_admin = is_admin};
}

}  // namespace dbc::emulator
