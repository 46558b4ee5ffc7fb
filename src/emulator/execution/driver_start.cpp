#include "emulator/execution/driver_start.hpp"

#include "dbc/emulator/server_address.hpp"
#include "emulator/execution/driver/driver_notebook.hpp"
#include "emulator/execution/driver_calls.hpp"
#include "emulator/execution/git_files.hpp"
#include "emulator/execution/task_source.hpp"
#include "emulator/services/jobs/job_view.hpp"
#include "emulator/services/jobs/task_rules.hpp"
#include "emulator/services/workspace_objects/object_tree.hpp"

namespace dbc::emulator {
namespace {

Error no_notebook(const std::string& path) {
  return {.kind = ErrorKind::not_found,
          .message = "Unable to access the notebook \"" + path + "\": it does not exist in the workspace."};
}

Result<void> add_script(Json& message, const RunScene& scene, const Json& details, const Places& places) {
  message["kind"] = "python";
  const std::string name = string_or(details, "python_file", "");
  if (!places.checkout.empty()) {
    DBC_TRY(const auto place, find_git_file(scene, name));
    message["file"] = (places.checkout / std::filesystem::path(place.text()).relative_path()).string();
    return {};
  }
  DBC_TRY(const auto file, TaskFile::find(scene.files, name));
  message["file"] = file.seen_from(places).string();
  return {};
}

Result<void> add_notebook(Json& message, const RunScene& scene, const Json& details, const Places& places) {
  message["kind"] = "notebook";
  const std::string path = string_or(details, "notebook_path", "");
  if (!places.checkout.empty()) {
    DBC_TRY(message["notebook"], git_notebook(scene, path, places));
    return {};
  }
  const std::string_view inner = std::string_view(path).starts_with("/Workspace/")
                                     ? std::string_view(path).substr(std::string_view("/Workspace").size())
                                     : std::string_view(path);
  DBC_TRY(const auto place, TreePath::parse(inner));
  const Context context = scene.context();
  DBC_TRY(const auto object, find_object(place, context));
  if (!object || object->row.kind != ObjectKind::notebook) return no_notebook(path);
  DBC_TRY(const auto content, read_object(place, context));
  if (!content) return no_notebook(path);
  DBC_TRY(message["notebook"],
          driver_notebook(place.text(), *content, object->row.language.value_or(NotebookLanguage::python)));
  return {};
}

/// What a run of another notebook needs to find the packages of a task that has no cluster.
Json compute_of(const RunScene& scene, const Json& task) {
  Json compute = Json::object();
  if (const Json* libraries = find_member(task, "libraries")) compute["libraries"] = *libraries;
  const std::string key = string_or(task, "environment_key", "");
  const Json* environments = find_member(scene.run_settings, "environments");
  if (key.empty() || environments == nullptr) return compute;
  compute["environment_key"] = key;
  compute["environments"] = *environments;
  return compute;
}

Json context_of(const RunScene& scene, const TaskAttempt& attempt) {
  Json context{{"job_id", scene.run.job_id},
               {"run_id", scene.run.id},
               {"task_run_id", attempt.task_run_id},
               {"task_key", attempt.key},
               {"job_name", scene.run.name},
               {"user", user_of_run(scene)},
               {"workspace_id", scene.identity.org_id},
               {"workspace_url", server_address(scene.workspace_folder())}};
  if (attempt.cluster.id)
    context["cluster_id"] = *attempt.cluster.id;
  else
    context["compute"] = compute_of(scene, attempt.task);
  return context;
}

}  // namespace

Result<Json> driver_start(const RunScene& scene, const TaskAttempt& attempt, const Places& places) {
  Json message{{"type", "start"}, {"kind", "wheel"}, {"task", attempt.task}};
  if (attempt.parameters.named) message["named_parameters"] = *attempt.parameters.named;
  if (attempt.parameters.positional) message["positional_parameters"] = *attempt.parameters.positional;
  if (const Json* script = find_member(attempt.task, "spark_python_task"))
    DBC_CHECK(add_script(message, scene, *script, places));
  if (const Json* notebook = find_member(attempt.task, "notebook_task"))
    DBC_CHECK(add_notebook(message, scene, *notebook, places));
  message["context"] = context_of(scene, attempt);
  message["task_values"] = Json::object();
  for (const auto& [key, values] : attempt.known_values) message["task_values"][key] = values;
  message["roots"] = {{"/dbfs", places.dbfs.string()},
                      {"/Workspace", places.workspace.string()},
                      {"/Volumes", places.volumes.string()}};
  message["packages"] = places.packages.string();
  message["paths"] = places.is_mounted ? "mounted" : "mapped";
  return message;
}

}  // namespace dbc::emulator
