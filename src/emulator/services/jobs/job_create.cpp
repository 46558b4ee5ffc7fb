#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/handlers.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_rules.hpp"

namespace dbc::emulator {

Result<Reply> create_job(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const Json access_control_list, read_access_control_list(input));
  DBC_TRY(auto settings, read_settings(input, call.api_version()));
  add_version_defaults(settings, call.api_version());
  const TimePoint now = context.clock.now();
  const std::string& user = call.principal().user_name;
  DBC_TRY(auto transaction, context.store.begin_write());
  DBC_CHECK(check_settings(settings, {.transaction = transaction, .user_name = user, .now = now}));
  DBC_CHECK(check_links(transaction, settings.value, {.now = now}));
  const Job job{.id = make_decimal_id(transaction.ids()),
                .name = string_or(settings.value, "name", "Untitled"),
                .creator = user,
                .created_at = now,
                .is_single_task = settings.is_single_task,
                .settings = json_text(settings.value),
                .access_control_list = json_text(access_control_list)};
  DBC_CHECK(JobRepository(transaction).insert(job));
  DBC_CHECK(transaction.commit());
  return with_warnings(ok({{"job_id", job.id}}), settings.value);
}

}  // namespace dbc::emulator
