#include "emulator/execution/graph/task_parameters.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace dbc::emulator {
namespace {

enum class Effect {
  merge,    ///< name by name; the override wins
  replace,  ///< as a whole
};

/// Which member of run-now overrides which member of a task.
struct Override {
  std::string_view type;
  std::string_view field;
  std::string_view parameter;
  Effect effect;
};

constexpr std::array k_overrides{
    Override{"notebook_task", "base_parameters", "notebook_params", Effect::merge},
    Override{"spark_python_task", "parameters", "python_params", Effect::replace},
    Override{"spark_jar_task", "parameters", "jar_params", Effect::replace},
    Override{"spark_submit_task", "parameters", "spark_submit_params", Effect::replace},
    Override{"sql_task", "parameters", "sql_params", Effect::merge},
    Override{"dbt_task", "commands", "dbt_commands", Effect::replace},
};

/// Where the named parameters of a task stand, which job parameters are pushed down to.
struct NamedField {
  std::string_view type;
  std::string_view field;
};

constexpr std::array k_named_fields{
    NamedField{"notebook_task", "base_parameters"},
    NamedField{"sql_task", "parameters"},
    NamedField{"run_job_task", "job_parameters"},
};

constexpr std::array k_positional_fields{
    NamedField{"spark_python_task", "parameters"},
    NamedField{"spark_jar_task", "parameters"},
    NamedField{"spark_submit_task", "parameters"},
    NamedField{"dbt_task", "commands"},
};

Json merged(const Json* base, const Json& over) {
  Json all = base == nullptr ? Json::object() : *base;
  all.update(over);
  return all;
}

void apply(Json& details, const Override& rule, const Json& value) {
  const std::string field(rule.field);
  details[field] = rule.effect == Effect::merge ? merged(find_member(details, field), value) : value;
}

/// A wheel has one kind of parameters. An override of the other kind takes the place of the task's own, unless there is
/// one of each: then they are meant for different tasks, and the kind that the task has decides.
void override_wheel(Json& wheel, const Json* named, const Json* positional) {
  const bool is_positional = find_member(wheel, "parameters") != nullptr;
  if (named != nullptr && positional != nullptr) (is_positional ? named : positional) = nullptr;
  if (named != nullptr) {
    wheel["named_parameters"] = merged(find_member(wheel, "named_parameters"), *named);
    wheel.erase("parameters");
  } else if (positional != nullptr) {
    wheel["parameters"] = *positional;
    wheel.erase("named_parameters");
  }
}

std::vector<std::string> texts_of(const Json* list) {
  return list == nullptr ? std::vector<std::string>{} : list->get<std::vector<std::string>>();
}

TaskParameters wheel_parameters(const Json& wheel, const Json& job_parameters) {
  if (const Json* named = find_member(wheel, "named_parameters")) return {.named = merged(named, job_parameters)};
  return {.positional = texts_of(find_member(wheel, "parameters"))};
}

}  // namespace

Json with_overrides(Json task, const Json& overrides) {
  for (const Override& rule : k_overrides) {
    const auto details = task.find(rule.type);
    const Json* value = find_member(overrides, rule.parameter);
    if (details != task.end() && value != nullptr) apply(*details, rule, *value);
  }
  if (const auto wheel = task.find("python_wheel_task"); wheel != task.end())
    override_wheel(*wheel, find_member(overrides, "python_named_params"), find_member(overrides, "python_params"));
  const auto pipeline = task.find("pipeline_task");
  const Json* flags = find_member(overrides, "pipeline_params");
  if (pipeline != task.end() && flags != nullptr) pipeline->update(*flags);
  return task;
}

bool takes_job_parameters(const Json& task) {
  if (const Json* wheel = find_member(task, "python_wheel_task"))
    return find_member(*wheel, "named_parameters") != nullptr;
  return std::ranges::any_of(k_named_fields,
                             [&](const NamedField& named) { return find_member(task, named.type) != nullptr; });
}

TaskParameters task_parameters(const Json& task, const Json& job_parameters) {
  if (const Json* wheel = find_member(task, "python_wheel_task")) return wheel_parameters(*wheel, job_parameters);
  for (const auto& [type, field] : k_named_fields)
    if (const Json* details = find_member(task, type))
      return {.named = merged(find_member(*details, field), job_parameters)};
  for (const auto& [type, field] : k_positional_fields)
    if (const Json* details = find_member(task, type)) return {.positional = texts_of(find_member(*details, field))};
  return {};
}

Json resolved_values(const Json& task, const TaskParameters& parameters) {
  Json values = Json::object();
  if (const Json* condition = find_member(task, "condition_task"))
    values["condition_task"] = {{"left", string_or(*condition, "left", "")},
                                {"right", string_or(*condition, "right", "")}};
  if (find_member(task, "python_wheel_task") != nullptr) {
    if (parameters.named) values["python_wheel_task"]["named_parameters"] = *parameters.named;
    if (parameters.positional) values["python_wheel_task"]["parameters"] = *parameters.positional;
  }
  for (const auto& [type, field] : k_named_fields)
    if (find_member(task, type) != nullptr && parameters.named)
      values[std::string(type)][std::string(field)] = *parameters.named;
  for (const auto& [type, field] : k_positional_fields)
    if (find_member(task, type) != nullptr && parameters.positional)
      values[std::string(type)][std::string(field)] = *parameters.positional;
  return values;
}

Json job_parameter_texts(const Json& job_parameters) {
  Json texts = Json::object();
  for (const Json& parameter : job_parameters)
    texts[string_or(parameter, "name", "")] = string_or(parameter, "value", string_or(parameter, "default", ""));
  return texts;
}

Json child_run_parameters(const Json& run_job_task, const Json& job_parameters) {
  Json members = run_job_task;
  members.erase("job_id");
  Json pushed = merged(find_member(run_job_task, "job_parameters"), job_parameters);
  if (!pushed.empty()) members["job_parameters"] = std::move(pushed);
  return members;
}

}  // namespace dbc::emulator
