#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/handlers.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_merge.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_rules.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/runs/run_admission.hpp"

namespace dbc::emulator {
namespace {

/// A change to one job, from the lookup under the write lock to the commit.
struct JobChange {
  Transaction transaction;
  Job job;
  JobSettings previous;
};

Result<JobChange> begin_change(const Json& input, const Call& call, Context& context) {
  DBC_TRY(const auto id, read_job_id(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  JobRepository jobs(transaction);
  DBC_TRY(Job job, get_job(jobs, id));
  DBC_CHECK(require_on_job(call, context, transaction, id, level::can_manage));
  DBC_TRY(auto previous, settings_of(job));
  return JobChange{.transaction = std::move(transaction), .job = std::move(job), .previous = std::move(previous)};
}

Result<Reply> store(JobChange& change, JobSettings settings, const Call& call, Context& context) {
  const TimePoint now = context.clock.now();
  DBC_CHECK(check_settings(settings,
                           {.transaction = change.transaction, .user_name = call.principal().user_name, .now = now}));
  DBC_CHECK(check_links(change.transaction, settings.value,
                        {.now = now, .job_id = change.job.id, .previous = &change.previous.value}));
  DBC_CHECK(require_links(call, context, change.transaction, settings.value, &change.previous.value));
  DBC_CHECK(require_run_as(call, context, change.transaction,
                           {.wanted = run_as_in(settings.value, change.job.creator),
                            .before = run_as_in(change.previous.value, change.job.creator)}));
  change.job.name = string_or(settings.value, "name", "Untitled");
  change.job.is_single_task = settings.is_single_task;
  change.job.settings = json_text(settings.value);
  DBC_CHECK(JobRepository(change.transaction).update(change.job));
  DBC_CHECK(change.transaction.commit());
  return with_warnings(ok(), settings.value);
}

}  // namespace

Result<Reply> reset_job(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const Json* new_settings, Fields(input).object("new_settings"));
  DBC_TRY(auto change, begin_change(input, call, context));
  if (new_settings == nullptr) return missing_field("new_settings");
  DBC_TRY(auto settings, read_settings(*new_settings, call.api_version()));
  add_version_defaults(settings, call.api_version());
  const Json* run_as = find_member(change.previous.value, "run_as");
  if (run_as != nullptr && find_member(settings.value, "run_as") == nullptr) settings.value["run_as"] = *run_as;
  return store(change, std::move(settings), call, context);
}

Result<Reply> update_job(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto update, read_job_update(input));
  DBC_TRY(auto change, begin_change(input, call, context));
  DBC_TRY(auto settings, merge_settings(change.previous, update));
  return store(change, std::move(settings), call, context);
}

Result<Reply> delete_job(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, read_job_id(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  JobRepository jobs(transaction);
  DBC_TRY(const auto job, jobs.find(id));
  if (!job) return call.api_version() == "2.0" ? Result<Reply>(ok()) : no_such_job(id);
  DBC_CHECK(require_on_job(call, context, transaction, id, level::can_manage));
  DBC_CHECK(jobs.remove(id));
  DBC_CHECK(forget_grants(transaction, job_object(id)));
  RunRepository runs(transaction, context.clock.now());
  DBC_CHECK(forget_job(runs, context.clock.now(), id));
  DBC_CHECK(transaction.commit());
  return ok();
}

}  // namespace dbc::emulator
