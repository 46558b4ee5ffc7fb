#pragma once

#include <string>
#include <string_view>

#include "dbc/base/error.hpp"
#include "emulator/execution/run_scene.hpp"
#include "emulator/services/permissions/object_kind.hpp"
#include "emulator/services/runs/run_state.hpp"

namespace dbc::emulator {

// What a run may do. It is asked when the run is about to do it, so that whoever lost a right, left a group or was
// deactivated meanwhile does it no more.

/// In whose name a run acts, from its settings.
[[nodiscard]] std::string user_of_run(const RunScene& scene);

/// The same as one who acts, as of now; see `acting_principal`.
[[nodiscard]] Result<Principal> principal_of_run(const RunScene& scene, Transaction& transaction);

/// PERMISSION_DENIED unless the run's user has this level on the object.
[[nodiscard]] Result<void> require_for_run(const RunScene& scene, Transaction& transaction, const ObjectRef& object,
                                           std::string_view level);

/// The same question without a refusal.
[[nodiscard]] Result<bool> run_may(const RunScene& scene, Transaction& transaction, const ObjectRef& object,
                                   std::string_view level);

/// How a task ends that could not have what it needs because of `error`: UNAUTHORIZED_ERROR where a permission lacks,
/// else `code`.
[[nodiscard]] RunState state_of_refusal(const Error& error, std::string_view code);

}  // namespace dbc::emulator
