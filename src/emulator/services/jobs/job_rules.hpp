#pragma once

#include <string_view>

#include "dbc/base/clock.hpp"
#include "emulator/services/jobs/job_settings.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Who makes or changes a job, and when.
struct RuleContext {
  Transaction& transaction;  ///< pools and policies are looked up in it
  std::string_view user_name;
  TimePoint now;
};

/// Holds settings to the rules of the service. Every new_cluster is checked as the clusters service checks it, and gets
/// the members that a read shows beside those that were sent.
[[nodiscard]] Result<void> check_settings(JobSettings& settings, const RuleContext& context);

/// The part of `check_settings` that looks at the tasks and their clusters; all that a submitted run has.
[[nodiscard]] Result<void> check_tasks(JobSettings& settings, const RuleContext& context);

}  // namespace dbc::emulator
