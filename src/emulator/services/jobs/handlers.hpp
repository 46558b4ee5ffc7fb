#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.x/jobs, by the file that holds them.

// job_create.cpp
[[nodiscard]] Result<Reply> create_job(const Call& call, Context& context);

// job_change.cpp
[[nodiscard]] Result<Reply> reset_job(const Call& call, Context& context);
[[nodiscard]] Result<Reply> update_job(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_job(const Call& call, Context& context);

// job_read.cpp
[[nodiscard]] Result<Reply> get_job_info(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_jobs(const Call& call, Context& context);

}  // namespace dbc::emulator
