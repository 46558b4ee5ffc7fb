#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/jobs/job_settings.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Every task of settings, and those that for_each tasks hold.
[[nodiscard]] std::vector<const Json*> all_tasks(const Json& settings);

/// The member that says what a task does, such as notebook_task; empty where there is none.
[[nodiscard]] std::string task_type_of(const Json& task);

/// What holds for the tasks alone and for their graph: keys, one type, one compute, numbers, references.
[[nodiscard]] Result<void> check_task_rules(const JobSettings& settings);

/// Checks each new_cluster of settings, and puts in what a read shows of it.
[[nodiscard]] Result<void> resolve_clusters(Transaction& transaction, Json& settings, std::string_view user_name);

/// Refuses members of `object` that are below 0. `path` is the object's own.
[[nodiscard]] Result<void> check_non_negative(const Json& object, std::initializer_list<std::string_view> names,
                                              const std::string& path);

}  // namespace dbc::emulator
