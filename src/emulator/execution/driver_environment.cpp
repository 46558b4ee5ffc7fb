#include "emulator/execution/driver_environment.hpp"

#include <cstdlib>
#include <map>

#include "emulator/execution/run_scene.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_own_variables = "DBC_";  // a cluster must not declare them

std::string inherited(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : fallback;
}

/// 15.4 of 15.4.x-scala2.12.
std::string runtime_version(const Json& attributes) {
  const std::string key = string_or(attributes, "spark_version", "");
  const auto major = key.find('.');
  return major == std::string::npos ? key : key.substr(0, key.find('.', major + 1));
}

void add_cluster(std::map<std::string, std::string>& variables, const ReadyCluster& cluster) {
  if (!cluster.id) {
    variables["IS_SERVERLESS"] = "TRUE";
    variables["DATABRICKS_RUNTIME_VERSION"] = "client.4";  // clients look whether it is there
    return;
  }
  variables["DATABRICKS_RUNTIME_VERSION"] = runtime_version(cluster.attributes);
  variables["DB_CLUSTER_ID"] = *cluster.id;
  variables["DB_CLUSTER_NAME"] = string_or(cluster.attributes, "cluster_name", "");
  variables["DB_IS_DRIVER"] = "TRUE";
  variables["DB_DRIVER_IP"] = "127.0.0.1";
  if (const Json* declared = find_member(cluster.attributes, "spark_env_vars"))
    for (const auto& [name, value] : declared->items())
      if (value.is_string()) variables[name] = value.get<std::string>();
}

}  // namespace

std::vector<std::string> driver_environment(const ReadyCluster& cluster, const Places& places, const RunScene& scene) {
  const bool is_task = !places.packages.empty();
  const auto& python = is_task ? places.packages : places.python;
  std::string path = (places.python / "bin").string() + ":" + inherited("PATH", "/usr/local/bin:/usr/bin:/bin");
  if (is_task) path.insert(0, (python / "bin").string() + ":");
  std::map<std::string, std::string> variables{{"PATH", path},
                                               {"HOME", places.folder.string()},
                                               {"PWD", places.folder.string()},
                                               {"LANG", inherited("LANG", "C.UTF-8")},
                                               {"TZ", inherited("TZ", "UTC")},
                                               {"VIRTUAL_ENV", python.string()}};
  add_cluster(variables, cluster);
  std::vector<std::string> environment{scene.mark, "DBC_RUN_ID=" + std::to_string(scene.run.id)};
  if (is_task) environment.push_back("DBC_TASK_PYTHON=" + (python / "bin/python").string());
  for (const auto& [name, value] : variables)
    if (!name.starts_with(k_own_variables)) environment.push_back(name + "=" + value);
  return environment;
}

}  // namespace dbc::emulator
