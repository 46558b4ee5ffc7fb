#pragma once

#include <string_view>

#include "dbc/base/json.hpp"
#include "emulator/services/jobs/job.hpp"
#include "emulator/services/jobs/job_settings.hpp"
#include "emulator/store/stored_json.hpp"

namespace dbc::emulator {

/// How many elements of each long list version 2.2 shows at once.
constexpr std::size_t k_list_page = 100;

/// Which part of the long lists (tasks, job_clusters, environments, parameters) to show.
struct ListSlice {
  std::size_t from = 0;
  std::size_t count = SIZE_MAX;
};

/// A task with the defaults that a read shows. `source` is where notebooks and files come from unless they say so.
[[nodiscard]] Json task_view(Json task, std::string_view source);
/// GIT for settings with a git_source, else WORKSPACE.
[[nodiscard]] std::string_view default_source(const Json& settings);

/// Settings as that version of the API shows them, with the defaults filled in.
[[nodiscard]] Json settings_view(const JobSettings& settings, std::string_view api_version, const ListSlice& slice);

/// The longest of the lists that `ListSlice` cuts.
[[nodiscard]] std::size_t longest_list(const Json& settings);

/// The members of a job beside its settings, as `jobs/list` shows them.
[[nodiscard]] Json job_head(const Job& job);

}  // namespace dbc::emulator
