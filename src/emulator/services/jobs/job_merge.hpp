#pragma once

#include <string>
#include <vector>

#include "emulator/services/jobs/job_settings.hpp"

namespace dbc::emulator {

/// What `jobs/update` asks for: members to remove first, then members to put in.
struct JobUpdate {
  Json new_settings = Json::object();
  std::vector<std::string> fields_to_remove = {};  ///< `schedule`, `tasks/KEY`, `job_clusters/KEY`
};

/// Refuses the name of no member, and one that is both to be removed and put in.
[[nodiscard]] Result<JobUpdate> read_job_update(const Json& input);

/// The settings after the update, not yet checked. Members are replaced as a whole, but tasks and job clusters one by
/// one. A job of the single-task form keeps it unless the update speaks of tasks.
[[nodiscard]] Result<JobSettings> merge_settings(const JobSettings& previous, const JobUpdate& update);

}  // namespace dbc::emulator
