#include "emulator/services/cluster_policies/policy.hpp"

namespace dbc::emulator {
namespace {

/// Keep in step with `read_row` and `save`.
#define DBC_POLICY_COLUMNS                                                                \
  "policy_id, name, creator, created_at, definition, family_id, overrides, description, " \
  "max_clusters_per_user, libraries"

constexpr std::string_view k_find = "SELECT " DBC_POLICY_COLUMNS " FROM cluster_policies WHERE policy_id = ?";
constexpr std::string_view k_find_by_name = "SELECT " DBC_POLICY_COLUMNS " FROM cluster_policies WHERE name = ?";
constexpr std::string_view k_all = "SELECT " DBC_POLICY_COLUMNS " FROM cluster_policies ORDER BY policy_row";
constexpr std::string_view k_save =
    "INSERT INTO cluster_policies (" DBC_POLICY_COLUMNS
    ") VALUES (?,?,?,?,?,?,?,?,?,?)"
    " ON CONFLICT (policy_id) DO UPDATE SET name = excluded.name, definition = excluded.definition,"
    " family_id = excluded.family_id, overrides = excluded.overrides, description = excluded.description,"
    " max_clusters_per_user = excluded.max_clusters_per_user, libraries = excluded.libraries";
#undef DBC_POLICY_COLUMNS

ClusterPolicy read_row(const Statement& row) {
  return {.id = row.text(0),
          .name = row.text(1),
          .creator = row.optional_text(2),
          .created_at = from_epoch_millis(row.integer(3)),
          .definition = row.optional_text(4),
          .family_id = row.optional_text(5),
          .overrides = row.optional_text(6),
          .description = row.optional_text(7),
          .max_clusters_per_user = row.optional_integer(8),
          .libraries = row.text(9)};
}

Result<std::vector<ClusterPolicy>> read_all(Statement& statement) {
  std::vector<ClusterPolicy> policies;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return policies;
    policies.push_back(read_row(statement));
  }
}

Result<std::optional<ClusterPolicy>> read_one(Statement& statement) {
  DBC_TRY(auto policies, read_all(statement));
  return policies.empty() ? std::optional<ClusterPolicy>{} : std::optional(std::move(policies.front()));
}

}  // namespace

Result<std::optional<ClusterPolicy>> PolicyRepository::find(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare(k_find));
  return read_one(statement.bind(id));
}

Result<std::optional<ClusterPolicy>> PolicyRepository::find_by_name(std::string_view name) {
  DBC_TRY(auto statement, transaction_.prepare(k_find_by_name));
  return read_one(statement.bind(name));
}

Result<std::vector<ClusterPolicy>> PolicyRepository::all() {
  DBC_TRY(auto statement, transaction_.prepare(k_all));
  return read_all(statement);
}

Result<void> PolicyRepository::save(const ClusterPolicy& policy) {
  DBC_TRY(auto statement, transaction_.prepare(k_save));
  return statement
      .bind(policy.id, policy.name, policy.creator, to_epoch_millis(policy.created_at), policy.definition,
            policy.family_id, policy.overrides, policy.description, policy.max_clusters_per_user, policy.libraries)
      .run();
}

Result<void> PolicyRepository::remove(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM cluster_policies WHERE policy_id = ?"));
  return statement.bind(id).run();
}

std::string missing_policy_message(const std::string& id) { return "Can't find a cluster policy with id: " + id + "."; }

}  // namespace dbc::emulator
