#include "emulator/services/runs/run_view.hpp"

#include "dbc/emulator/server_address.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/jobs/task_rules.hpp"
#include "emulator/services/runs/run_parameters.hpp"

namespace dbc::emulator {
namespace {

std::int64_t millis_or_zero(const std::optional<TimePoint>& time) { return time ? to_epoch_millis(*time) : 0; }

std::string page_url(const RunViewer& viewer, std::int64_t job_id, std::int64_t run_id) {
  return viewer.base_url + "/?o=" + std::to_string(viewer.org_id) + "#job/" + std::to_string(job_id) + "/run/" +
         std::to_string(run_id);
}

void add_state(Json& info, const RunState& state, const RunViewer& viewer) {
  info["state"] = state_info(state, viewer.api_version);
  if (viewer.api_version == "2.2") info["status"] = status_info(state);
}

void add_durations(Json& info, std::chrono::milliseconds setup, std::chrono::milliseconds execution,
                   std::chrono::milliseconds cleanup) {
  info["setup_duration"] = setup.count();
  info["execution_duration"] = execution.count();
  info["cleanup_duration"] = cleanup.count();
}

void add_times(Json& info, const Run& run) {
  info["start_time"] = to_epoch_millis(run.started_at);
  // The phases are those of tasks; a run of one task takes them over from it.
  add_durations(info, {}, {}, {});
  if (!run.is_single_task && run.ended_at)
    info["run_duration"] = (*run.ended_at - run.repaired_at.value_or(run.started_at)).count();
  if (run.admitted_at && *run.admitted_at > run.started_at)
    info["queue_duration"] = (*run.admitted_at - run.started_at).count();
  info["end_time"] = millis_or_zero(run.ended_at);
}

void add_cluster(Json& info, const TaskRun& task_run) {
  if (!task_run.cluster_id) return;
  info["cluster_instance"] = {{"cluster_id", *task_run.cluster_id}};
  if (task_run.spark_context_id)
    info["cluster_instance"]["spark_context_id"] = std::to_string(*task_run.spark_context_id);
}

void add_task_times(Json& info, const TaskRun& task_run) {
  info["start_time"] = millis_or_zero(task_run.started_at);
  add_durations(info, task_run.setup_duration, task_run.execution_duration, task_run.cleanup_duration);
  info["end_time"] = millis_or_zero(task_run.ended_at);
}

Json task_run_info(const Run& run, const TaskRun& task_run, std::string_view source, const RunViewer& viewer) {
  Json info{{"run_id", task_run.id}};
  Json task = stored_json(task_run.settings);
  task.merge_patch(stored_json(task_run.details));
  const Json resolved = task.value("resolved_values", Json::object());
  task.erase("resolved_values");
  info.update(task_view(std::move(task), source));
  add_cluster(info, task_run);
  info["attempt_number"] = task_run.attempt_number;
  add_task_times(info, task_run);
  add_state(info, task_run.state, viewer);
  info["run_page_url"] = page_url(viewer, run.job_id, task_run.id);
  if (viewer.with_resolved_values && !resolved.empty()) info["resolved_values"] = resolved;
  return info;
}

/// How version 2.0 shows the only task of a run.
void add_flat_task(Json& info, const TaskRun& task_run) {
  const Json settings = stored_json(task_run.settings);
  const std::string type = task_type_of(settings);
  info["task"] = Json::object();
  if (!type.empty()) info["task"][type] = settings[type];
  info["cluster_spec"] = Json::object();
  for (const std::string name : {"existing_cluster_id", "new_cluster", "libraries"})
    if (const Json* value = find_member(settings, name)) info["cluster_spec"][name] = *value;
  add_cluster(info, task_run);
}

void add_request(Json& info, const Run& run, const Json& settings) {
  const Json parameters = stored_json(run.parameters);
  if (const Json older = overriding_parameters(parameters); !older.empty()) info["overriding_parameters"] = older;
  if (const Json shown = job_parameters(parameters, settings); !shown.empty()) info["job_parameters"] = shown;
}

/// As the client addressed this workspace; through the embedded door, as others could.
std::string base_url_of(const Call& call, const std::string& server) {
  const auto host = call.header_field("Host");
  if (host.empty()) return server;
  return server.substr(0, server.find("://")) + "://" + std::string(host);
}

}  // namespace

RunViewer viewer_of(const Call& call, const Context& context) {
  return {.api_version = call.api_version(),
          .base_url = base_url_of(call, server_address(context.store.folder())),
          .org_id = context.identity.org_id};
}

Json run_info(const Run& run, const RunViewer& viewer) {
  const Json settings = stored_json(run.settings);
  Json info{{"job_id", run.job_id},
            {"run_id", run.id},
            {"number_in_job", run.id},
            {"original_attempt_run_id", run.original_attempt_run_id},
            {"creator_user_name", run.creator},
            {"run_name", run.name},
            {"run_type", run.type},
            {"trigger", run.trigger}};
  if (run.caller_task_run_id) info["trigger_info"] = {{"run_id", *run.caller_task_run_id}};
  if (viewer.api_version != "2.0") {
    info["job_run_id"] = run.id;
    info["format"] = run.is_single_task ? "SINGLE_TASK" : "MULTI_TASK";
  }
  if (run.is_single_task) info["attempt_number"] = run.attempt_number;
  add_times(info, run);
  add_state(info, run.state, viewer);
  for (const std::string name : {"description", "git_source"})
    if (const Json* value = find_member(settings, name)) info[name] = *value;
  if (const Json* schedule = find_member(settings, "schedule"); schedule != nullptr && run.trigger == "PERIODIC")
    info["schedule"] = *schedule;
  add_request(info, run, settings);
  info["run_page_url"] = page_url(viewer, run.job_id, run.id);
  return info;
}

void add_tasks(Json& info, const Run& run, std::span<const TaskRun> task_runs, const RunViewer& viewer) {
  if (task_runs.empty()) return;
  const auto& last = task_runs.back();
  if (run.is_single_task) add_durations(info, last.setup_duration, last.execution_duration, last.cleanup_duration);
  if (run.is_single_task && viewer.api_version == "2.0") return add_flat_task(info, last);
  const Json settings = stored_json(run.settings);
  for (const TaskRun& task_run : task_runs)
    info["tasks"].push_back(task_run_info(run, task_run, default_source(settings), viewer));
}

Json task_run_as_run(const Run& run, const TaskRun& task_run, const RunViewer& viewer) {
  Json info = run_info(run, viewer);
  info["run_id"] = task_run.id;
  info["number_in_job"] = task_run.id;
  info["original_attempt_run_id"] = task_run.id;
  info["run_name"] = task_run.key;
  info["attempt_number"] = task_run.attempt_number;
  info.erase("run_duration");
  info.erase("queue_duration");
  add_task_times(info, task_run);
  add_state(info, task_run.state, viewer);
  info["run_page_url"] = page_url(viewer, run.job_id, task_run.id);
  const Json settings = stored_json(run.settings);
  if (viewer.api_version == "2.0")
    add_flat_task(info, task_run);
  else
    info["tasks"] = Json::array({task_run_info(run, task_run, default_source(settings), viewer)});
  return info;
}

void add_iterations(Json& info, const Run& run, std::span<const TaskRun> iterations, const RunViewer& viewer) {
  const Json settings = stored_json(run.settings);
  for (const TaskRun& iteration : iterations)
    info["iterations"].push_back(task_run_info(run, iteration, default_source(settings), viewer));
}

}  // namespace dbc::emulator
