#include "emulator/execution/graph/dynamic_values.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/execution/graph/time_parts.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/jobs/reference_syntax.hpp"

namespace dbc::emulator {
namespace {

using Kind = ReferenceKind;

enum class Allowed {
  any_value,
  scalars,  ///< no lists, no objects
};

Error no_value(const std::string& why) { return {.kind = ErrorKind::not_found, .message = why}; }

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : json_text(value); }

/// RUN_EXECUTION_ERROR as RunExecutionError; nothing for what is no error.
std::string error_code_text(const TaskFacts& facts) {
  if (facts.result == "SUCCESS" || facts.result == "EXCLUDED") return "";
  std::string text;
  for (const auto word : split(facts.code, '_'))
    if (!word.empty()) text += std::string(word.substr(0, 1)) + to_lower(word.substr(1));
  return text;
}

Result<Json> notebook_path_of(const TaskFacts& facts) {
  if (facts.notebook_path.empty()) return no_value("the task runs no notebook");
  return Json(facts.notebook_path);
}

Result<Json> value_of_task(const Reference& reference, const ValueContext& context) {
  const auto found = context.tasks.find(reference.task);
  if (found == context.tasks.end())
    return no_value("task '" + reference.task + "' was not run before this one; add it to depends_on");
  const TaskFacts& facts = found->second;
  if (reference.kind == Kind::other_task_run_id) return Json(facts.run_id);
  if (reference.kind == Kind::other_task_execution_count) return Json(facts.execution_count);
  if (reference.kind == Kind::other_task_notebook_path) return notebook_path_of(facts);
  if (reference.kind == Kind::other_task_value) {
    const Json* value = find_member(facts.values, reference.argument);
    if (value != nullptr) return *value;
    return no_value("task '" + reference.task + "' did not set the task value '" + reference.argument + "'");
  }
  if (reference.kind == Kind::other_task_output)
    return no_value("task '" + reference.task + "' has no output of a query");
  if (facts.result.empty()) return no_value("task '" + reference.task + "' has not ended; add it to depends_on");
  return Json(reference.kind == Kind::other_task_error_code ? error_code_text(facts) : to_lower(facts.result));
}

Result<Json> input_value(const std::string& key, const std::optional<Json>& input) {
  if (!input) return no_value("only the task of a for_each_task has an input");
  if (key.empty()) return *input;
  const Json* member = input->is_object() ? find_member(*input, key) : nullptr;
  if (member == nullptr) return no_value("the input of this iteration has no '" + key + "': " + json_text(*input));
  return *member;
}

Result<Json> job_parameter_value(const std::string& name, const ValueContext& context) {
  const Json* text = find_member(context.job_parameters, name);
  if (text == nullptr) return no_value("the run has no job parameter '" + name + "'");
  ValueContext outer = context;
  outer.job_parameters = Json::object();
  DBC_TRY(auto resolved, resolve_text(text_of(*text), outer));
  return Json(std::move(resolved));
}

Result<Json> trigger_value(const Reference& reference, const ValueContext& context) {
  if (reference.kind == Kind::job_trigger_type) return Json(to_lower(context.trigger));
  if (reference.kind == Kind::job_trigger_file_arrival_location) {
    if (!context.file_arrival_location) return no_value("the job has no file_arrival trigger");
    return Json(*context.file_arrival_location);
  }
  if (reference.kind != Kind::job_trigger_time) return no_value("the run was not triggered by a table");
  const bool is_scheduled = context.trigger == "PERIODIC";
  const TimePoint time =
      is_scheduled ? std::chrono::floor<std::chrono::minutes>(context.trigger_time) : context.trigger_time;
  return Json(time_part(time, reference.argument));
}

Result<Json> value_of(const Reference& reference, const ValueContext& context) {
  switch (reference.kind) {
    case Kind::job_id:
      return Json(context.job_id);
    case Kind::job_name:
      return Json(context.job_name);
    case Kind::job_run_id:
      return Json(context.job_run_id);
    case Kind::job_repair_count:
      return Json(context.repair_count);
    case Kind::job_start_time:
      return Json(time_part(context.job_start_time, reference.argument));
    case Kind::job_trigger_type:
    case Kind::job_trigger_time:
    case Kind::job_trigger_file_arrival_location:
    case Kind::job_trigger_table_update:
      return trigger_value(reference, context);
    case Kind::job_parameter:
      return job_parameter_value(reference.argument, context);
    case Kind::task_name:
      return Json(context.task_key);
    case Kind::task_run_id:
      return Json(context.task.run_id);
    case Kind::task_execution_count:
      return Json(context.task.execution_count);
    case Kind::task_notebook_path:
      return notebook_path_of(context.task);
    case Kind::other_task_run_id:
    case Kind::other_task_result_state:
    case Kind::other_task_error_code:
    case Kind::other_task_execution_count:
    case Kind::other_task_notebook_path:
    case Kind::other_task_value:
    case Kind::other_task_output:
      return value_of_task(reference, context);
    case Kind::input:
      return input_value(reference.argument, context.input);
    case Kind::workspace_id:
      return Json(std::to_string(context.workspace_id));
    case Kind::workspace_url:
      return Json(context.workspace_url);
    case Kind::backfill:
      return no_value("the run is no backfill");
    case Kind::start_date:
      return Json(time_part(context.task_start_time, "iso_date"));
    case Kind::start_time:
      return Json(time_part(context.task_start_time, "timestamp_ms"));
    case Kind::task_retry_count:
      return Json(context.retry_count);
  }
  return no_value("nothing is known of it");
}

Result<std::string> text_for(const BracedText& braced, const Reference& reference, const ValueContext& context,
                             Allowed allowed) {
  const std::string shown = "{{" + std::string(trim(braced.inside)) + "}}";
  auto value = value_of(reference, context);
  if (!value)
    return Error{.kind = ErrorKind::input, .message = "Failed to resolve " + shown + ": " + value.error().message};
  if (allowed == Allowed::scalars && value->is_structured())
    return Error{.kind = ErrorKind::input,
                 .message = "Failed to resolve " + shown +
                            ": a condition needs a text, a number or a boolean, and not " + json_text(*value)};
  return text_of(*value);
}

Result<std::string> resolve(std::string_view text, const ValueContext& context, Allowed allowed) {
  std::string resolved;
  std::size_t copied = 0;
  for (const BracedText& braced : braced_texts(text)) {
    const auto read = read_reference(braced.inside);
    // Settings have no unknown names in a known namespace; what a run overrides may, and it stays as it is.
    if (!read.reference) continue;
    DBC_TRY(const auto value, text_for(braced, *read.reference, context, allowed));
    resolved.append(text.substr(copied, braced.begin - copied)).append(value);
    copied = braced.begin + braced.length;
  }
  return resolved.append(text.substr(copied));
}

Result<Json> resolve_value(const Json& value, const ValueContext& context, Allowed allowed) {
  if (value.is_string()) {
    DBC_TRY(auto text, resolve(value.get_ref<const std::string&>(), context, allowed));
    return Json(std::move(text));
  }
  Json resolved = value;
  if (!value.is_structured()) return resolved;
  for (auto& item : resolved) {
    DBC_TRY(item, resolve_value(item, context, allowed));
  }
  return resolved;
}

Result<Json> resolve_loop(Json loop, const ValueContext& context) {
  DBC_TRY(loop["inputs"], resolve_value(loop["inputs"], context, Allowed::any_value));
  return loop;
}

}  // namespace

Result<std::string> resolve_text(std::string_view text, const ValueContext& context) {
  return resolve(text, context, Allowed::any_value);
}

Result<Json> resolve_task(const Json& task, const ValueContext& context) {
  Json resolved = task;
  for (auto member = resolved.begin(); member != resolved.end(); ++member) {
    const std::string& name = member.key();
    if (name == "task_key" || name == "description" || name == "depends_on") continue;
    const Allowed allowed = name == "condition_task" ? Allowed::scalars : Allowed::any_value;
    DBC_TRY(*member,
            name == "for_each_task" ? resolve_loop(*member, context) : resolve_value(*member, context, allowed));
  }
  return resolved;
}

Result<Json> resolve_job_parameters(const ValueContext& context) {
  Json resolved = Json::object();
  for (const auto& [name, text] : context.job_parameters.items()) {
    DBC_TRY(resolved[name], job_parameter_value(name, context));
  }
  return resolved;
}

}  // namespace dbc::emulator
