#include "emulator/services/jobs/references.hpp"

#include <map>
#include <set>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/jobs/job_settings.hpp"
#include "emulator/services/jobs/reference_syntax.hpp"
#include "emulator/services/jobs/task_graph.hpp"
#include "emulator/services/jobs/task_rules.hpp"

namespace dbc::emulator {
namespace {

/// What references may name.
struct Names {
  std::map<std::string, std::string> tasks;  ///< their types by their keys
  std::set<std::string> parameters;
};

/// Where a text stands.
struct Place {
  std::string owner;  ///< Task 'a'
  bool is_repeated = false;
};

Names names_of(const Json& settings) {
  Names names;
  for (const Json& task : tasks_of(settings)) names.tasks[task_key_of(task)] = task_type_of(task);
  if (const Json* parameters = find_member(settings, "parameters"))
    for (const Json& parameter : *parameters) names.parameters.insert(string_or(parameter, "name", ""));
  return names;
}

/// Rows and states of alerts are what queries have; other tasks tell their followers values.
bool has_output(const std::string& task_type) { return task_type == "sql_task" || task_type == "alert_task"; }

Result<void> check_reference(const Reference& reference, const std::string& text, const Place& place,
                             const Names& names) {
  if (!reference.task.empty() && !names.tasks.contains(reference.task))
    return invalid_parameter(place.owner + " refers to task '" + reference.task + "', which does not exist: " + text);
  if (reference.kind == ReferenceKind::other_task_output && !has_output(names.tasks.at(reference.task)))
    return invalid_parameter("Unsupported task type for the 'output' namespace. " + place.owner + " refers to " + text +
                             ", but task '" + reference.task + "' is a " + names.tasks.at(reference.task) + ".");
  if (reference.kind == ReferenceKind::job_parameter && !names.parameters.contains(reference.argument))
    return invalid_parameter(place.owner + " refers to job parameter '" + reference.argument +
                             "', which the job does not define: " + text);
  if (reference.kind == ReferenceKind::input && !place.is_repeated)
    return invalid_parameter(place.owner + " refers to an input, which only the task of a for_each_task has: " + text);
  return {};
}

Result<void> check_text(std::string_view text, const Place& place, const Names& names) {
  for (const BracedText& braced : braced_texts(text)) {
    const auto read = read_reference(braced.inside);
    if (!read.is_reference) continue;
    const std::string shown = "{{" + std::string(trim(braced.inside)) + "}}";
    if (!read.reference) return invalid_parameter(place.owner + " has a reference to nothing: " + shown);
    DBC_CHECK(check_reference(*read.reference, shown, place, names));
  }
  return {};
}

Result<void> check_value(const Json& value, const Place& place, const Names& names) {
  if (value.is_string()) return check_text(value.get_ref<const std::string&>(), place, names);
  if (!value.is_structured()) return {};
  for (const auto& item : value.items()) DBC_CHECK(check_value(item.value(), place, names));
  return {};
}

Result<void> check_task(const Json& task, const Names& names) {
  const std::string owner = "Task '" + task_key_of(task) + "'";
  for (const auto& [name, value] : task.items()) {
    if (name != "for_each_task") {
      DBC_CHECK(check_value(value, {.owner = owner}, names));
      continue;
    }
    for (const auto& [part, inner] : value.items())
      DBC_CHECK(check_value(inner, {.owner = owner, .is_repeated = part == "task"}, names));
  }
  return {};
}

}  // namespace

Result<void> check_dynamic_references(const Json& settings) {
  Names names = names_of(settings);
  for (const Json& task : tasks_of(settings)) DBC_CHECK(check_task(task, names));
  const Json* parameters = find_member(settings, "parameters");
  if (parameters == nullptr) return {};
  names.parameters.clear();  // one parameter is not made from another
  for (const Json& parameter : *parameters)
    DBC_CHECK(check_value(parameter, {.owner = "Job parameter '" + string_or(parameter, "name", "") + "'"}, names));
  return {};
}

}  // namespace dbc::emulator
