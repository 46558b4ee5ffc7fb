#include "emulator/activity/change_log.hpp"

#include <array>
#include <string_view>

#include "dbc/base/text.hpp"

// Triggers note the changes, in the transaction that makes them: what is rolled back leaves no note, and what a request
// deletes is told with the name that it had.

namespace dbc::emulator {
namespace {

constexpr std::string_view k_no_action{};

/// Rows of a table, as what a person calls them. In the texts of SQL, '@' is the row: NEW, or OLD of one that goes.
struct Watched {
  std::string_view table;
  std::string_view kind;
  std::string_view id;
  std::string_view name;
  std::string_view watched = {};        ///< columns whose change counts; none where empty
  std::string_view condition = "1";     ///< of the rows that count
  std::string_view on_insert = "made";  ///< what became of the thing by a new row; nothing where empty
  std::string_view on_delete = "deleted";
};

constexpr std::array k_watched{
    Watched{"principals", "CASE @.kind WHEN 'service_principal' THEN 'service principal' ELSE @.kind END", "@.id",
            "CASE @.kind WHEN 'service_principal' THEN @.display_name ELSE @.name END",
            "name|display_name|is_active|attributes"},
    Watched{.table = "group_members",
            .kind = "'group'",
            .id = "@.group_id",
            .name = "(SELECT name FROM principals WHERE id = @.group_id)",
            // Everybody is in the group of all users, and the members of a group go with it.
            .condition = "EXISTS (SELECT 1 FROM principals WHERE id = @.group_id AND name <> 'users')",
            .on_insert = "changed",
            .on_delete = "changed"},
    Watched{"tokens", "'token'", "@.token_id", "@.comment", "comment", "@.is_servers = 0"},
    Watched{"grants", "'permissions'", "''", "@.object_kind || '/' || @.object_id", "level", "1", "changed", "changed"},
    Watched{"secret_scopes", "'secret scope'", "''", "@.name"},
    Watched{"secrets", "'secret'", "''", "@.scope || '/' || @.key", "sealed"},
    Watched{"workspace_conf", "'setting'", "''", "@.key", "value", "1", "changed", "changed"},
    Watched{.table = "workspace",
            .kind = "'setting'",
            .id = "''",
            .name = "'permission mode'",
            .watched = "permission_mode",
            .on_insert = k_no_action,
            .on_delete = k_no_action},
    Watched{"instance_profiles", "'instance profile'", "''", "@.arn", "info"},
    Watched{"ip_access_lists", "'IP access list'", "@.list_id", "@.label", "info"},
    Watched{"notification_destinations", "'notification destination'", "@.id", "@.display_name", "info"},
    Watched{"cluster_policies", "'cluster policy'", "@.policy_id", "@.name",
            "name|definition|overrides|description|max_clusters_per_user|libraries"},
    Watched{"instance_pools", "'instance pool'", "@.pool_id", "@.name", "name|attributes"},
    Watched{"clusters", "'cluster'", "@.cluster_id", "@.name", "name|attributes|creator|pinned_at|unpinned_at"},
    Watched{"cluster_libraries", "'library'", "@.cluster_id", "@.library", "removed_at"},
    Watched{"jobs", "'job'", "@.job_id", "@.name", "name|settings|creator"},
    Watched{"runs", "'run'", "@.run_id", "@.name", "repair_number|cancel_requested_at"},
    Watched{"workspace_objects", "lower(@.kind)", "@.object_id", "@.path", "path|language"},
};

std::string trigger(const Watched& rows, std::string_view event, std::string_view row, std::string_view condition,
                    std::string_view action) {
  const auto of_row = [&](std::string_view sql) { return replace_all(std::string(sql), "@", row); };
  const std::string name = "activity_" + std::string(rows.table) + "_" + std::string(action) + "_" +
                           std::string(event.substr(0, event.find(' ')));
  return "CREATE TRIGGER " + name + " AFTER " + std::string(event) + " ON " + std::string(rows.table) + " WHEN " +
         of_row(rows.condition) + " AND (" + std::string(condition) +
         ") BEGIN INSERT INTO activity (action, kind, id, name) VALUES ('" + std::string(action) + "', " +
         of_row(rows.kind) + ", " + of_row(rows.id) + ", " + of_row(rows.name) + "); END";
}

std::string any_differs(std::string_view columns) {
  std::string sql;
  for (const auto column : split(columns, '|'))
    sql += (sql.empty() ? "" : " OR ") + ("OLD." + std::string(column)) + " IS NOT NEW." + std::string(column);
  return sql;
}

std::vector<std::string> triggers_of(const Watched& rows) {
  std::vector<std::string> sql;
  if (!rows.on_insert.empty()) sql.push_back(trigger(rows, "INSERT", "NEW", "1", rows.on_insert));
  if (!rows.on_delete.empty()) sql.push_back(trigger(rows, "DELETE", "OLD", "1", rows.on_delete));
  if (!rows.watched.empty()) sql.push_back(trigger(rows, "UPDATE", "NEW", any_differs(rows.watched), "changed"));
  if (rows.table == "clusters")
    sql.push_back(trigger(rows, "UPDATE OF state", "NEW",
                          "NEW.state IN ('TERMINATING', 'TERMINATED') AND"
                          " OLD.state NOT IN ('TERMINATING', 'TERMINATED')",
                          "terminated"));
  return sql;
}

/// `Source` is a transaction, or a connection without one.
template <class Source>
Result<void> run(Source& source, std::string_view sql) {
  DBC_TRY(auto statement, source.prepare(sql));
  return statement.run();
}

template <class Source>
Result<std::vector<std::string>> triggers_in(Source& source) {
  DBC_TRY(auto statement,
          source.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'activity_*'"));
  std::vector<std::string> names;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return names;
    names.push_back(statement.text(0));
  }
}

template <class Source>
Result<void> drop_log(Source& source) {
  DBC_TRY(const auto names, triggers_in(source));
  for (const auto& name : names) DBC_CHECK(run(source, "DROP TRIGGER " + name));
  return run(source, "DROP TABLE IF EXISTS activity");
}

Result<std::vector<Change>> read_changes(Transaction& transaction, std::string_view sql) {
  DBC_TRY(auto statement, transaction.prepare(sql));
  std::vector<Change> changes;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return changes;
    changes.push_back(
        {.action = statement.text(0), .kind = statement.text(1), .id = statement.text(2), .name = statement.text(3)});
  }
}

Result<std::vector<Change>> read_log(Transaction& transaction) {
  return read_changes(transaction, "SELECT action, kind, id, name FROM activity ORDER BY number");
}

}  // namespace

Result<void> begin_change_log(Store& store) {
  DBC_TRY(auto transaction, store.begin_write());
  DBC_CHECK(drop_log(transaction));
  DBC_CHECK(run(transaction,
                "CREATE TABLE activity (number INTEGER PRIMARY KEY, action TEXT, kind TEXT, id TEXT, name TEXT)"));
  for (const Watched& rows : k_watched)
    for (const auto& sql : triggers_of(rows)) DBC_CHECK(run(transaction, sql));
  return transaction.commit();
}

Result<std::vector<Change>> end_change_log(Store& store) {
  DBC_TRY(auto transaction, store.begin_write());
  DBC_TRY(auto changes, read_log(transaction));
  DBC_CHECK(drop_log(transaction));
  DBC_CHECK(transaction.commit());
  return changes;
}

Result<std::map<std::string, Change>> known_objects(Store& store) {
  DBC_TRY(auto transaction, store.begin_read());
  DBC_TRY(auto rows, read_changes(transaction, "SELECT '', lower(kind), object_id, path FROM workspace_objects"));
  std::map<std::string, Change> by_path;
  for (auto& row : rows) by_path.emplace(row.name, std::move(row));
  return by_path;
}

Result<void> remove_change_log(const std::filesystem::path& database) {
  DBC_TRY(const auto connection, Connection::open(database));
  return drop_log(*connection);
}

}  // namespace dbc::emulator
