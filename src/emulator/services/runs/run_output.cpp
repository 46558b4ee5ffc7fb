#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/jobs/task_rules.hpp"
#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/runs/run_view.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 3> k_view_choices{"CODE", "DASHBOARDS", "ALL"};

/// The task run whose output an id names. A run of the form with tasks has none of its own; version 2.0, which knows no
/// tasks, answers with the one task's where there is only one.
Result<TaskRun> task_run_of(RunRepository& runs, const FoundRun& found, std::string_view api_version) {
  if (found.task_run) return *found.task_run;
  DBC_TRY(auto task_runs, runs.task_runs({.run_id = found.run.id}));
  const auto is_same_task = [&](const TaskRun& each) { return each.key == task_runs.front().key; };
  if (!found.run.is_single_task && (api_version != "2.0" || !std::ranges::all_of(task_runs, is_same_task)))
    return invalid_parameter(
        "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each "
        "individual task run instead.");
  if (task_runs.empty()) return no_such_run(found.run.id);
  return std::move(task_runs.back());
}

Json metadata_of(const FoundRun& found, const TaskRun& task_run, const RunViewer& viewer) {
  if (found.task_run) return task_run_as_run(found.run, task_run, viewer);
  Json info = run_info(found.run, viewer);
  add_tasks(info, found.run, std::span(&task_run, 1), viewer);
  return info;
}

bool has_failed(const RunState& state) {
  return state.life_cycle == LifeCycle::internal_error || state.result == "FAILED";
}

/// What was left behind, with the reason of a failure that left nothing.
Json output_of(const TaskRun& task_run, const TaskRunOutput& output) {
  Json members = stored_json(output.output);
  const bool is_notebook = task_type_of(stored_json(task_run.settings)) == "notebook_task";
  if (is_notebook && find_member(members, "notebook_output") == nullptr) members["notebook_output"] = Json::object();
  if (has_failed(task_run.state) && find_member(members, "error") == nullptr) members["error"] = task_run.state.message;
  return members;
}

bool passes(const Json& view, std::string_view choice) {
  const bool is_dashboard = string_or(view, "type", "") == "DASHBOARD";
  return choice == "ALL" || (choice == "DASHBOARDS") == is_dashboard;
}

Result<std::string> read_view_choice(const Fields& fields) {
  DBC_TRY(const auto choice, fields.text("views_to_export"));
  if (choice && std::ranges::find(k_view_choices, *choice) == k_view_choices.end())
    return wrong_type("ViewsToExport", "views_to_export");
  return choice.value_or("CODE");
}

}  // namespace

Result<Reply> get_run_output(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, read_run_id(input));
  DBC_TRY(auto transaction, context.store.begin_read());
  RunRepository runs(transaction, context.clock.now());
  DBC_TRY(const auto found, get_run(runs, id));
  DBC_CHECK(require_on_job(call, context, transaction, found.run.job_id, level::can_view));
  DBC_TRY(const auto task_run, task_run_of(runs, found, call.api_version()));
  DBC_TRY(const auto output, runs.output(task_run.id));
  Json body{{"metadata", metadata_of(found, task_run, viewer_of(call, context))}};
  body.update(output_of(task_run, output));
  return ok(body);
}

Result<Reply> export_run(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, read_run_id(input));
  DBC_TRY(const auto choice, read_view_choice(Fields(input)));
  DBC_TRY(auto transaction, context.store.begin_read());
  RunRepository runs(transaction, context.clock.now());
  DBC_TRY(const auto found, get_run(runs, id));
  DBC_CHECK(require_on_job(call, context, transaction, found.run.job_id, level::can_view));
  DBC_TRY(const auto task_run, task_run_of(runs, found, call.api_version()));
  if (task_type_of(stored_json(task_run.settings)) != "notebook_task")
    return invalid_parameter("Run " + std::to_string(id) + " is not a notebook run: only these can be exported");
  DBC_TRY(const auto output, runs.output(task_run.id));
  const Json stored = stored_json(output.views);
  if (stored.empty())
    return api_error(ErrorCode::invalid_state,
                     "Run " + std::to_string(id) + " has nothing to export. " + task_run.state.message);
  Json views = Json::array();
  for (const Json& view : stored)
    if (passes(view, choice)) views.push_back(view);
  return ok({{"views", views}});
}

}  // namespace dbc::emulator
