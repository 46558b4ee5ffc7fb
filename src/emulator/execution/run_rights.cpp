#include "emulator/execution/run_rights.hpp"

#include "emulator/execution/task_engine.hpp"
#include "emulator/identity/acting_principal.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/permissions/require.hpp"

namespace dbc::emulator {

std::string user_of_run(const RunScene& scene) { return run_as_in(scene.run_settings, scene.run.creator); }

Result<Principal> principal_of_run(const RunScene& scene, Transaction& transaction) {
  return acting_principal(transaction, user_of_run(scene));
}

Result<void> require_for_run(const RunScene& scene, Transaction& transaction, const ObjectRef& object,
                             std::string_view level) {
  Context context = scene.context();
  DBC_TRY(const auto principal, principal_of_run(scene, transaction));
  return require(context, transaction, principal, object, level);
}

Result<bool> run_may(const RunScene& scene, Transaction& transaction, const ObjectRef& object, std::string_view level) {
  Context context = scene.context();
  DBC_TRY(const auto principal, principal_of_run(scene, transaction));
  return may(context, transaction, principal, object, level);
}

RunState state_of_refusal(const Error& error, std::string_view code) {
  const bool is_forbidden = error.http && error.http->status == 403;
  return could_not_run_state(error.message, is_forbidden ? "UNAUTHORIZED_ERROR" : code);
}

}  // namespace dbc::emulator
