#pragma once

#include <string_view>

#include "dbc/emulator/http/message.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/jobs/job_repository.hpp"
#include "emulator/services/jobs/job_settings.hpp"

namespace dbc::emulator {

/// The body's or query's `job_id`.
[[nodiscard]] Result<std::int64_t> read_job_id(const Json& input);

/// "Job <id> does not exist."
[[nodiscard]] Error no_such_job(std::int64_t id);
[[nodiscard]] Result<Job> get_job(JobRepository& jobs, std::int64_t id);

/// The settings that a job was stored with.
[[nodiscard]] Result<JobSettings> settings_of(const Job& job);

/// Which links of a job to follow.
struct LinkContext {
  TimePoint now;
  std::int64_t job_id = 0;         ///< 0 for one that is about to be made
  const Json* previous = nullptr;  ///< settings whose links were followed before; a job outlives its cluster
};

/// Refuses a task that names a cluster or a job which does not exist, or its own job.
[[nodiscard]] Result<void> check_links(Transaction& transaction, const Json& settings, const LinkContext& context);

/// The reply with a Warning header field that names what settings ask for and nobody here does: schedules and triggers
/// are stored and do not fire, notifications are not sent. The body stays as every client expects it.
[[nodiscard]] Reply with_warnings(Reply reply, const Json& settings);

}  // namespace dbc::emulator
