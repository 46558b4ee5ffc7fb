#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/services/jobs/job.hpp"
#include "emulator/services/jobs/job_settings.hpp"
#include "emulator/services/runs/run_admission.hpp"

namespace dbc::emulator {

/// What a request to run a job now says, and who makes it.
struct RunRequest {
  std::int64_t job_id = 0;
  std::optional<std::string> token = {};
  Json parameters = Json::object();
  std::vector<std::string> only = {};
  std::optional<bool> has_queue = {};
  std::string user = {};
  std::optional<std::int64_t> caller_task_run_id = {};  ///< the task run whose run_job_task asks
};

/// The members of a run-now request; the user is left to the caller.
[[nodiscard]] Result<RunRequest> read_run_request(const Json& input);

/// A new run with these settings, not stored yet.
[[nodiscard]] Run make_run(const Job& job, const JobSettings& settings, const RunRequest& request, IdSource& ids);

/// Makes a run of a job and lets it begin, wait or be skipped. Refuses what the job does not allow.
[[nodiscard]] Result<Run> add_run_of_job(Admission& admission, const Job& job, const RunRequest& request);

}  // namespace dbc::emulator
