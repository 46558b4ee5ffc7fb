#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/decimal_id.hpp"
#include "emulator/services/jobs/job_access.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/jobs/task_graph.hpp"
#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_admission.hpp"
#include "emulator/services/runs/run_parameters.hpp"

namespace dbc::emulator {
namespace {

struct RepairRequest {
  std::int64_t run_id = 0;
  std::vector<std::string> tasks = {};
  bool is_about_failed = false;
  bool with_dependents = false;
  std::optional<std::int64_t> latest_repair_id = {};
  Json parameters = {};
};

Result<RepairRequest> read_repair_request(const Json& input) {
  const Fields fields(input);
  RepairRequest request;
  DBC_TRY(request.run_id, read_run_id(input));
  DBC_TRY(request.tasks, fields.texts("rerun_tasks"));
  DBC_TRY(const auto all_failed, fields.boolean("rerun_all_failed_tasks"));
  request.is_about_failed = all_failed.value_or(false);
  DBC_TRY(const auto dependents, fields.boolean("rerun_dependent_tasks"));
  request.with_dependents = dependents.value_or(false);
  DBC_TRY(request.latest_repair_id, fields.integer("latest_repair_id"));
  DBC_TRY(request.parameters, read_run_parameters(input));
  if (request.tasks.empty() != request.is_about_failed)
    return invalid_parameter("Exactly one of rerun_tasks and rerun_all_failed_tasks must be given");
  if (std::set<std::string>(request.tasks.begin(), request.tasks.end()).size() != request.tasks.size())
    return invalid_parameter("rerun_tasks cannot contain duplicate task keys.");
  return request;
}

Result<void> check_repairable(const Run& run, const RepairRequest& request) {
  const std::string name = "Run " + std::to_string(run.id);
  if (!run.ended_at) return api_error(ErrorCode::invalid_state, name + " is active and cannot be repaired yet");
  if (run.is_single_task) return invalid_parameter(name + " has the single-task format, which cannot be repaired");
  if (run.repair_id && !request.latest_repair_id)
    return invalid_parameter("The latest repair ID needs to be provided in order to create a new repair");
  if (request.latest_repair_id && request.latest_repair_id != run.repair_id)
    return invalid_parameter("The latest_repair_id " + std::to_string(*request.latest_repair_id) +
                             " is not the latest repair of run " + std::to_string(run.id));
  return {};
}

using LatestRuns = std::map<std::string, TaskRun>;

Result<LatestRuns> latest_task_runs(RunRepository& runs, const Run& run) {
  DBC_TRY(auto task_runs, runs.task_runs({.run_id = run.id}));
  LatestRuns latest;
  for (TaskRun& task_run : task_runs) latest.insert_or_assign(task_run.key, std::move(task_run));
  return latest;
}

/// What was left out on purpose has not failed.
bool has_failed(const RunState& state) {
  constexpr std::array<std::string_view, 4> k_fine{"SUCCESS", "SUCCESS_WITH_FAILURES", "EXCLUDED", "DISABLED"};
  return state.life_cycle != LifeCycle::terminated || std::ranges::find(k_fine, state.result) == k_fine.end();
}

bool has_task(const Json& tasks, const std::string& key) {
  return std::ranges::any_of(tasks, [&](const Json& task) { return task_key_of(task) == key; });
}

/// A repair follows the job as it is now; a submitted run has only what it was made with.
Result<JobSettings> present_settings(Transaction& transaction, const Run& run, const LatestRuns& latest) {
  DBC_TRY(const auto job, JobRepository(transaction).find(run.job_id));
  if (job) return settings_of(*job);
  JobSettings settings{.value = stored_json(run.settings)};
  settings.value["tasks"] = Json::array();
  for (const auto& [key, task_run] : latest) settings.value["tasks"].push_back(stored_json(task_run.settings));
  return settings;
}

Result<std::set<std::string>> chosen_keys(const RepairRequest& request, const Json& tasks, const LatestRuns& latest) {
  std::set<std::string> keys(request.tasks.begin(), request.tasks.end());
  for (const auto& key : keys)
    if (!has_task(tasks, key))
      return invalid_parameter("rerun_tasks names task '" + key + "', which the job does not have");
  if (request.is_about_failed)
    for (const auto& [key, task_run] : latest)
      if (has_failed(task_run.state) && has_task(tasks, key)) keys.insert(key);
  if (keys.empty()) return invalid_parameter("The run has no failed tasks to repair");
  return request.with_dependents ? reachable(tasks, keys, Direction::downstream) : keys;
}

/// Puts the execution so far on record, and the run at the start of the next one.
Result<void> turn_page(RunRepository& runs, Run& run, const JobSettings& settings, const RepairRequest& request,
                       TimePoint now) {
  DBC_CHECK(runs.add_history(run.id, {.repair_number = run.repair_number,
                                      .repair_id = run.repair_id,
                                      .state = run.state,
                                      .started_at = run.repaired_at.value_or(run.started_at),
                                      .ended_at = run.ended_at}));
  Json head = settings.value;
  head.erase("tasks");
  if (find_member(head, "run_as") == nullptr)
    head["run_as"] = stored_json(run.settings).value("run_as", Json::object());
  run.settings = json_text(head);
  Json parameters = stored_json(run.parameters);
  parameters.update(request.parameters);
  run.parameters = json_text(parameters);
  ++run.repair_number;
  run.repair_id = make_decimal_id(runs.ids());
  run.repaired_at = now;
  return {};
}

}  // namespace

Result<Reply> repair_run(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto request, read_repair_request(input));
  DBC_TRY(auto transaction, context.store.begin_write());
  Admission admission(transaction, context.launcher, context.clock.now());
  DBC_TRY(auto found, admission.runs().find(request.run_id));
  if (!found) return no_such_run(request.run_id);
  Run& run = *found;
  DBC_CHECK(require_on_job(call, context, transaction, run.job_id, level::can_manage_run));
  DBC_CHECK(check_repairable(run, request));
  DBC_TRY(const auto latest, latest_task_runs(admission.runs(), run));
  DBC_TRY(const auto settings, present_settings(transaction, run, latest));
  DBC_CHECK(check_run_parameters(request.parameters, settings.value));
  DBC_TRY(const auto keys, chosen_keys(request, tasks_of(settings.value), latest));
  DBC_CHECK(turn_page(admission.runs(), run, settings, request, admission.now()));
  DBC_CHECK(admission.repair(run, tasks_with_keys(tasks_of(settings.value), keys)));
  DBC_CHECK(transaction.commit());
  admission.start_admitted();
  return ok({{"repair_id", *run.repair_id}});
}

}  // namespace dbc::emulator
