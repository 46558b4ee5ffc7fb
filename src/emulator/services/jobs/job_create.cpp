#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/handlers.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_rules.hpp"

namespace dbc::emulator {

Result<Reply> create_job(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(auto settings, read_settings(input, call.api_version()));
  add_version_defaults(settings, call.api_version());
  const TimePoint now = context.clock.now();
  const std::string& user = call.principal().user_name;
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(check_settings(settings, {.transaction = transaction, .user_name = user, .now = now}));
  DBC_CHECK(check_links(transaction, settings.value, {.now = now}));
  DBC_CHECK(require_links(call, context, transaction, settings.value));
  DBC_CHECK(require_run_as(call, context, transaction, {.wanted = run_as_in(settings.value, user)}));
  const Job job{.id = make_decimal_id(transaction.ids()),
                .name = string_or(settings.value, "name", "Untitled"),
                .creator = user,
                .created_at = now,
                .is_single_task = settings.is_single_task,
                .settings = json_text(settings.value)};
  DBC_CHECK(JobRepository(transaction).insert(job));
  DBC_CHECK(grant_as_asked(call, transaction, input, job.id));
  DBC_CHECK(transaction.commit());
  return with_warnings(ok({{"job_id", job.id}}), settings.value);
}

}  // namespace dbc::emulator
