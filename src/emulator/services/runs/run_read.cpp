#include <algorithm>

#include "emulator/http/error_code.hpp"
#include "emulator/http/key_page.hpp"
#include "emulator/http/page_token.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/runs/handlers.hpp"
#include "emulator/services/runs/run_access.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "emulator/services/runs/run_view.hpp"

namespace dbc::emulator {
namespace {

/// 0 stands for the most there may be.
constexpr std::int64_t k_most_offset = 10'000;
constexpr std::string_view k_manual = "https://docs.databricks.com/api/workspace/jobs/listruns";
constexpr PageSizes k_sizes{.least = 0, .most = 26, .usual = 20, .most_offset = k_most_offset, .manual = k_manual};
constexpr PageSizes k_old_sizes{
    .least = 0, .most = 1000, .usual = 20, .most_offset = k_most_offset, .manual = k_manual};

constexpr std::array<std::string_view, 3> k_run_types{"JOB_RUN", "SUBMIT_RUN", "WORKFLOW_RUN"};

/// What `runs/list` was asked for beside the page.
struct ListRequest {
  RunQuery query;
  bool expand_tasks = false;
  std::string question;  ///< what a page token is bound to
};

Result<Activity> read_activity(const Fields& fields) {
  DBC_TRY(const auto active_only, fields.boolean("active_only"));
  DBC_TRY(const auto completed_only, fields.boolean("completed_only"));
  if (active_only.value_or(false) && completed_only.value_or(false))
    return invalid_parameter("active_only and completed_only cannot both be true");
  if (active_only.value_or(false)) return Activity::active;
  return completed_only.value_or(false) ? Activity::completed : Activity::any;
}

Result<std::optional<std::string>> read_type(const Fields& fields) {
  DBC_TRY(auto type, fields.text("run_type"));
  if (type && std::ranges::find(k_run_types, *type) == k_run_types.end()) return wrong_type("RunType", "run_type");
  return type;
}

Result<std::optional<TimePoint>> read_time(const Fields& fields, std::string_view name) {
  DBC_TRY(const auto millis, fields.integer(name));
  return millis ? std::optional(from_epoch_millis(*millis)) : std::nullopt;
}

Result<ListRequest> read_request(const Fields& fields) {
  ListRequest request;
  DBC_TRY(request.query.activity, read_activity(fields));
  DBC_TRY(request.query.job_id, fields.integer("job_id"));
  DBC_TRY(request.query.type, read_type(fields));
  DBC_TRY(request.query.started_from, read_time(fields, "start_time_from"));
  DBC_TRY(request.query.started_to, read_time(fields, "start_time_to"));
  DBC_TRY(const auto expand, fields.boolean("expand_tasks"));
  request.expand_tasks = expand.value_or(false);
  request.question = "runs;" + std::to_string(static_cast<int>(request.query.activity));
  for (const std::string name : {"job_id", "run_type", "start_time_from", "start_time_to"})
    request.question += ";" + (fields.find(name) ? to_text(*fields.find(name)).value_or("") : "");
  return request;
}

/// The part of a run's lists to show.
Json list_part(const Json& list, const ListSlice& slice) {
  Json part = Json::array();
  for (std::size_t i = slice.from; i < list.size() && i - slice.from < slice.count; ++i) part.push_back(list[i]);
  return part;
}

/// Replaces a list of the run by its part, which may be none.
void cut_list(Json& info, const std::string& name, const ListSlice& slice) {
  if (find_member(info, name) == nullptr) return;
  info[name] = list_part(info[name], slice);
  if (info[name].empty()) info.erase(name);
}

/// The tasks and clusters of a run, as far as the slice goes. Returns the length of the longest list.
Result<std::size_t> add_details(Json& info, const Run& run, RunRepository& runs, const RunViewer& viewer,
                                const ListSlice& slice) {
  const auto limit = slice.count == SIZE_MAX ? -1 : static_cast<std::int64_t>(slice.count);
  DBC_TRY(const auto task_runs,
          runs.task_runs({.run_id = run.id, .offset = static_cast<std::int64_t>(slice.from), .limit = limit}));
  add_tasks(info, run, task_runs, viewer);
  const Json settings = stored_json(run.settings);
  if (const Json* clusters = find_member(settings, "job_clusters")) info["job_clusters"] = *clusters;
  DBC_TRY(const auto count, runs.count_task_runs(run.id));
  std::size_t longest = static_cast<std::size_t>(count);
  for (const std::string name : {"job_clusters", "job_parameters"}) {
    if (const Json* list = find_member(info, name)) longest = std::max(longest, list->size());
    cut_list(info, name, slice);
  }
  return longest;
}

Json history_item(const PastExecution& past, const std::vector<TaskRun>& task_runs, const RunViewer& viewer) {
  Json item{{"type", past.repair_id ? "REPAIR" : "ORIGINAL"}};
  if (past.repair_id) item["id"] = *past.repair_id;
  item["start_time"] = to_epoch_millis(past.started_at);
  item["end_time"] = past.ended_at ? to_epoch_millis(*past.ended_at) : 0;
  item["state"] = state_info(past.state, viewer.api_version);
  if (viewer.api_version == "2.2") item["status"] = status_info(past.state);
  item["task_run_ids"] = Json::array();
  for (const TaskRun& task_run : task_runs)
    if (task_run.repair_number == past.repair_number) item["task_run_ids"].push_back(task_run.id);
  return item;
}

/// The executions before, and the present one.
Result<void> add_history(Json& info, const Run& run, RunRepository& runs, const RunViewer& viewer) {
  DBC_TRY(auto executions, runs.history(run.id));
  executions.push_back({.repair_number = run.repair_number,
                        .repair_id = run.repair_id,
                        .state = run.state,
                        .started_at = run.repaired_at.value_or(run.started_at),
                        .ended_at = run.ended_at});
  DBC_TRY(const auto task_runs, runs.task_runs({.run_id = run.id}));
  for (const auto& execution : executions) info["repair_history"].push_back(history_item(execution, task_runs, viewer));
  return {};
}

Result<ListSlice> read_slice(const Fields& fields, std::string_view api_version, const std::string& question) {
  if (api_version != "2.2") return ListSlice{};
  ListSlice slice{.count = k_list_page};
  DBC_TRY(const auto token, fields.text("page_token"));
  if (!token || token->empty()) return slice;
  DBC_TRY(slice.from, read_page_token(*token, question));
  return slice;
}

Result<Json> list_item(const Run& run, RunRepository& runs, const ListRequest& request, const RunViewer& viewer) {
  Json info = run_info(run, viewer);
  const bool has_flat_task = viewer.api_version == "2.0" && run.is_single_task;
  if (!request.expand_tasks && !has_flat_task) return info;
  DBC_TRY(const auto longest, add_details(info, run, runs, viewer, {.count = k_list_page}));
  if (viewer.api_version == "2.2" && longest > k_list_page) info["has_more"] = true;
  return info;
}

}  // namespace

Result<Reply> get_run_info(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  const Fields fields(input);
  DBC_TRY(const auto id, read_run_id(input));
  DBC_TRY(const auto include_history, fields.boolean("include_history"));
  const std::string question = "run;" + std::to_string(id);
  DBC_TRY(const auto include_resolved, fields.boolean("include_resolved_values"));
  RunViewer viewer = viewer_of(call, context);
  viewer.with_resolved_values = include_resolved.value_or(false);
  DBC_TRY(const auto slice, read_slice(fields, viewer.api_version, question));
  DBC_TRY(auto transaction, context.store.begin_read());
  RunRepository runs(transaction, context.clock.now());
  DBC_TRY(const auto found, get_run(runs, id));
  DBC_CHECK(require_on_job(call, context, transaction, found.run.job_id, level::can_view));
  if (found.task_run) {
    Json info = task_run_as_run(found.run, *found.task_run, viewer);
    DBC_TRY(const auto iterations, runs.task_runs({.run_id = found.run.id, .parent_id = found.task_run->id}));
    add_iterations(info, found.run, iterations, viewer);
    return ok(info);
  }
  Json body = run_info(found.run, viewer);
  DBC_TRY(const auto longest, add_details(body, found.run, runs, viewer, slice));
  if (include_history.value_or(false)) DBC_CHECK(add_history(body, found.run, runs, viewer));
  if (slice.count < longest && slice.from < longest - slice.count)
    body["next_page_token"] = make_page_token(slice.from + slice.count, question);
  return ok(body);
}

Result<Reply> list_runs(const Call& call, Context& context) {
  context.launcher.look_after_runs();
  DBC_TRY(const Json input, call.input());
  const Fields fields(input);
  DBC_TRY(auto request, read_request(fields));
  const RunViewer viewer = viewer_of(call, context);
  const bool is_old = viewer.api_version == "2.0";
  DBC_TRY(const auto page, read_key_page(fields, is_old ? k_old_sizes : k_sizes, request.question));
  request.query.before = page.before;
  request.query.after = page.after;
  request.query.offset = page.offset;
  request.query.limit = page.size + 1;
  DBC_TRY(auto transaction, context.store.begin_read());
  DBC_TRY(request.query.audience, limited_audience(transaction, call.principal()));
  RunRepository runs(transaction, context.clock.now());
  DBC_TRY(auto rows, runs.page(request.query));
  const PageEnds ends = cut_to_page(rows, page);
  Json body = Json::object();
  for (const Run& run : rows) {
    DBC_TRY(Json item, list_item(run, runs, request, viewer));
    body["runs"].push_back(std::move(item));
  }
  // The newest version says by a token alone that there is more.
  if (viewer.api_version != "2.2") body["has_more"] = ends.has_next && !rows.empty();
  if (!rows.empty()) add_key_tokens(body, ends, rows.front().sequence, rows.back().sequence, request.question);
  return ok(body);
}

}  // namespace dbc::emulator
