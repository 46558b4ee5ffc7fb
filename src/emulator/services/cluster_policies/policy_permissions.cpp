#include "emulator/services/cluster_policies/policy_permissions.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/services/cluster_policies/policy.hpp"

namespace dbc::emulator {

Result<ObjectFacts> find_policy_object(Transaction& transaction, Context&, const std::string& id) {
  DBC_TRY(const auto policy, PolicyRepository(transaction).find(id));
  if (!policy) return api_error(ErrorCode::resource_does_not_exist, missing_policy_message(id));
  const bool is_for_all = policy->is_default() && policy->family_id == "personal-vm";
  return ObjectFacts{.level_of_everyone = is_for_all ? level::can_use : std::string_view{}};
}

}  // namespace dbc::emulator
