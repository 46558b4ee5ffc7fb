#pragma once

#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// The settings of a job or of a submitted run in the one form that is stored: `tasks` is always there. The form in
/// which the client said it is remembered, because version 2.0 shows it again.
struct JobSettings {
  Json value = Json::object();
  bool is_single_task = false;
};

/// Reads settings of either form. `name_field` is where the name stands that the key of a single task is made from.
/// Types are settled and unknown members dropped; `check_settings` does the rest.
[[nodiscard]] Result<JobSettings> read_settings(const Json& input, std::string_view api_version,
                                                std::string_view name_field = "name");

/// What a version of the API adds to settings that do not say it: runs of jobs made by 2.2 queue.
void add_version_defaults(JobSettings& settings, std::string_view api_version);

/// The members beside which a single task stands, and those of the task, in one object: how version 2.0 has them.
[[nodiscard]] Json flat_settings(const Json& settings);

/// A member that settings of either form may have.
[[nodiscard]] bool is_settings_field(std::string_view name);
/// A member that belongs to the task, though it stands beside the job's own in the single-task form.
[[nodiscard]] bool is_flat_task_field(std::string_view name);

/// The tasks of settings as stored.
[[nodiscard]] const Json& tasks_of(const Json& settings);

}  // namespace dbc::emulator
