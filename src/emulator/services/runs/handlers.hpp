#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.x/jobs/run-now and /api/2.x/jobs/runs, by the file that holds them.

// run_create.cpp
[[nodiscard]] Result<Reply> run_job_now(const Call& call, Context& context);
[[nodiscard]] Result<Reply> submit_run(const Call& call, Context& context);

// run_repair.cpp
[[nodiscard]] Result<Reply> repair_run(const Call& call, Context& context);

// run_read.cpp
[[nodiscard]] Result<Reply> get_run_info(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_runs(const Call& call, Context& context);

// run_output.cpp
[[nodiscard]] Result<Reply> get_run_output(const Call& call, Context& context);
[[nodiscard]] Result<Reply> export_run(const Call& call, Context& context);

// run_change.cpp
[[nodiscard]] Result<Reply> cancel_run(const Call& call, Context& context);
[[nodiscard]] Result<Reply> cancel_all_runs(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_run(const Call& call, Context& context);

}  // namespace dbc::emulator
