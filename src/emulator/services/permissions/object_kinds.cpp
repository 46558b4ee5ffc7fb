#include <algorithm>
#include <array>

#include "emulator/http/error_code.hpp"
#include "emulator/services/cluster_policies/handlers.hpp"
#include "emulator/services/clusters/cluster_permissions.hpp"
#include "emulator/services/instance_pools/instance_pool.hpp"
#include "emulator/services/jobs/job_permissions.hpp"
#include "emulator/services/permissions/object_kind.hpp"
#include "emulator/services/secrets/scopes.hpp"
#include "emulator/services/workspace_objects/object_permissions.hpp"

namespace dbc::emulator {
namespace {

using namespace level;

template <class... Names>
constexpr std::array<std::string_view, sizeof...(Names)> levels(Names... names) {
  return {names...};
}

constexpr auto k_use = levels(can_use);
constexpr auto k_use_manage = levels(can_use, can_manage);
constexpr auto k_use_create_manage = levels(can_use, can_create, can_manage);
constexpr auto k_cluster = levels(can_attach_to, can_restart, can_manage);
constexpr auto k_pool = levels(can_attach_to, can_manage);
constexpr auto k_job = levels(can_view, can_manage_run, can_manage, is_owner);
constexpr auto k_pipeline = levels(can_view, can_run, can_manage, is_owner);
constexpr auto k_workspace = levels(can_read, can_run, can_edit, can_manage);
constexpr auto k_warehouse = levels(can_view, can_use, can_monitor, can_manage, is_owner);
constexpr auto k_experiment = levels(can_read, can_edit, can_manage);
constexpr auto k_model = levels(can_read, can_edit, can_manage_staging, can_manage_production, can_manage);
constexpr auto k_query = levels(can_view, can_query, can_manage);
constexpr auto k_sql_object = levels(can_view, can_run, can_edit, can_manage);
constexpr auto k_secret_scope = levels(level::read, level::write, level::manage);

constexpr bool k_several = false;
constexpr bool k_single = true;
constexpr bool k_own_api = true;

/// Everybody may make tokens until somebody says otherwise.
Result<ObjectFacts> find_token_use(Transaction&, Context&, const std::string&) {
  return ObjectFacts{.level_of_everyone = can_use};
}

Result<ObjectFacts> find_password_use(Transaction&, Context&, const std::string&) {
  return ObjectFacts{.level_of_everyone = can_use};
}

// clang-format off
/// Every kind of objects that has permissions. A service that begins to exist puts its function in place of the nullptr.
constexpr std::array k_kinds{
    SecurableKind{"clusters", "cluster", "cluster", k_cluster, find_cluster_object},
    SecurableKind{"cluster-policies", "cluster-policy", "cluster policy", k_use, find_policy_object},
    SecurableKind{"instance-pools", "instance-pool", "instance pool", k_pool, find_pool_object},
    SecurableKind{"jobs", "job", "job", k_job, find_job_object},
    SecurableKind{"pipelines", "pipelines", "pipeline", k_pipeline, nullptr},
    SecurableKind{"notebooks", "notebook", "notebook", k_workspace, find_notebook_object},
    SecurableKind{"directories", "directory", "directory", k_workspace, find_directory_object},
    SecurableKind{"files", "file", "file", k_workspace, find_file_object},
    SecurableKind{"repos", "repo", "repo", k_workspace, find_repo_object},
    SecurableKind{"authorization/tokens", "tokens", "tokens", k_use_manage, find_token_use, k_single},
    SecurableKind{"authorization/passwords", "passwords", "passwords", k_use, find_password_use, k_single},
    SecurableKind{"sql/warehouses", "warehouses", "warehouse", k_warehouse, nullptr},
    SecurableKind{"warehouses", "warehouses", "warehouse", k_warehouse, nullptr},
    SecurableKind{"experiments", "mlflowExperiment", "experiment", k_experiment, nullptr},
    SecurableKind{"registered-models", "registered-model", "registered model", k_model, nullptr},
    SecurableKind{"serving-endpoints", "serving-endpoint", "serving endpoint", k_query, nullptr},
    SecurableKind{"dashboards", "dashboard", "dashboard", k_workspace, nullptr},
    SecurableKind{"dbsql-dashboards", "dashboard", "dashboard", k_sql_object, nullptr},
    SecurableKind{"sql/alerts", "alert", "alert", k_sql_object, nullptr},
    SecurableKind{"sql/queries", "query", "query", k_sql_object, nullptr},
    SecurableKind{"alertsv2", "alertv2", "alert", k_workspace, nullptr},
    SecurableKind{"genie", "genie-space", "Genie space", k_workspace, nullptr},
    SecurableKind{"apps", "app", "app", k_use_manage, nullptr},
    SecurableKind{"vector-search-endpoints", "vector-search-endpoint", "vector search endpoint", k_use_create_manage, nullptr},
    SecurableKind{"database-instances", "database-instance", "database instance", k_use_create_manage, nullptr},
    SecurableKind{"database-projects", "database-project", "database project", k_use_create_manage, nullptr},
    SecurableKind{"knowledge-assistants", "knowledge-assistant", "knowledge assistant", k_query, nullptr},
    SecurableKind{"supervisor-agents", "supervisor-agent", "supervisor agent", k_query, nullptr},
    SecurableKind{"secret-scopes", "secret-scope", "scope", k_secret_scope, find_scope_object, k_several, k_own_api},
};
// clang-format on

/// The id that follows the kind's own path; nothing where `path` does not lie below it.
std::optional<std::string> id_below(const SecurableKind& kind, std::string_view path) {
  if (!path.starts_with(kind.path)) return std::nullopt;
  path.remove_prefix(kind.path.size());
  if (path.empty()) return std::string{};
  if (path.front() != '/') return std::nullopt;
  return std::string(path.substr(1));
}

/// The kind that a path below /permissions speaks of; nullptr where unknown.
const SecurableKind* kind_of(std::string_view path) {
  const auto* const found = std::ranges::find_if(
      k_kinds, [&](const SecurableKind& kind) { return !kind.has_own_api && id_below(kind, path).has_value(); });
  return found == k_kinds.end() ? nullptr : &*found;
}

}  // namespace

ObjectRef::ObjectRef(std::string_view path_of_kind, std::string object_id) : kind(nullptr), id(std::move(object_id)) {
  const auto* const found = std::ranges::find(k_kinds, path_of_kind, &SecurableKind::path);
  if (found != k_kinds.end()) kind = &*found;
}

std::size_t SecurableKind::rank(std::string_view name) const {
  const auto found = std::ranges::find(levels, name);
  return found == levels.end() ? 0 : static_cast<std::size_t>(found - levels.begin()) + 1;
}

std::string title_of_level(std::string_view level) {
  std::string title;
  for (const char c : level) {
    const bool is_first = title.empty() || title.back() == ' ';
    if (c == '_')
      title += ' ';
    else
      title += is_first ? c : static_cast<char>(c - 'A' + 'a');
  }
  return title;
}

Result<ObjectRef> read_object_path(std::string_view path) {
  const SecurableKind* kind = kind_of(path);
  if (kind == nullptr || kind->find == nullptr)
    return invalid_parameter("No objects of this kind have permissions: " + std::string(path));
  const std::string id = id_below(*kind, path).value_or("");
  if (id.empty() != kind->is_single) return invalid_parameter("The path names no object: " + std::string(path));
  return ObjectRef(*kind, id);
}

bool is_served_object_path(std::string_view path) {
  const SecurableKind* kind = kind_of(path);
  // What the service has below /sql is none of ours, also where its kind is not named here.
  return kind == nullptr ? !path.starts_with("sql/") : kind->find != nullptr;
}

}  // namespace dbc::emulator
