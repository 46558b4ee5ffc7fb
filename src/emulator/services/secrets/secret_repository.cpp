#include "emulator/services/secrets/secret_repository.hpp"

namespace dbc::emulator {
namespace {

SecretScope read_scope(const Statement& row) {
  return SecretScope{.name = row.text(0),
                     .is_key_vault = row.text(1) == "AZURE_KEYVAULT",
                     .resource_id = row.text(2),
                     .dns_name = row.text(3)};
}

SecretRow read_secret(const Statement& row) {
  return SecretRow{.key = row.text(0), .sealed = row.text(1), .updated_at = from_epoch_millis(row.integer(2))};
}

template <class Row>
Result<std::vector<Row>> read_all(Statement& statement, Row (*read)(const Statement&)) {
  std::vector<Row> rows;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return rows;
    rows.push_back(read(statement));
  }
}

template <class Row>
std::optional<Row> first(std::vector<Row> rows) {
  return rows.empty() ? std::optional<Row>{} : std::optional(std::move(rows.front()));
}

}  // namespace

Result<std::optional<SecretScope>> SecretRepository::find_scope(std::string_view name) {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT name, backend, resource_id, dns_name FROM secret_scopes WHERE name = ?"));
  DBC_TRY(auto rows, read_all(statement.bind(name), read_scope));
  return first(std::move(rows));
}

Result<std::vector<SecretScope>> SecretRepository::scopes() {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT name, backend, resource_id, dns_name FROM secret_scopes ORDER BY name"));
  return read_all(statement, read_scope);
}

Result<void> SecretRepository::insert_scope(const SecretScope& scope) {
  DBC_TRY(auto statement, transaction_.prepare("INSERT INTO secret_scopes (name, backend, resource_id, dns_name)"
                                               " VALUES (?, ?, ?, ?)"));
  if (!scope.is_key_vault) return statement.bind(scope.name, "DATABRICKS", std::nullopt, std::nullopt).run();
  return statement.bind(scope.name, "AZURE_KEYVAULT", scope.resource_id, scope.dns_name).run();
}

Result<void> SecretRepository::remove_scope(std::string_view name) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM secret_scopes WHERE name = ?"));
  return statement.bind(name).run();
}

Result<std::optional<SecretRow>> SecretRepository::find(std::string_view scope, std::string_view key) {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT key, sealed, updated_at FROM secrets WHERE scope = ? AND key = ?"));
  DBC_TRY(auto rows, read_all(statement.bind(scope, key), read_secret));
  return first(std::move(rows));
}

Result<std::vector<SecretRow>> SecretRepository::all(std::string_view scope) {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT key, sealed, updated_at FROM secrets WHERE scope = ? ORDER BY key"));
  return read_all(statement.bind(scope), read_secret);
}

Result<std::int64_t> SecretRepository::count() {
  DBC_TRY(auto statement, transaction_.prepare("SELECT count(*) FROM secrets"));
  DBC_CHECK(statement.step());
  return statement.integer(0);
}

Result<void> SecretRepository::put(std::string_view scope, const SecretRow& row) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO secrets (scope, key, sealed, updated_at) VALUES (?, ?, ?, ?)"
                               " ON CONFLICT (scope, key)"
                               " DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at"));
  return statement.bind(scope, row.key, row.sealed, to_epoch_millis(row.updated_at)).run();
}

Result<void> SecretRepository::remove(std::string_view scope, std::string_view key) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM secrets WHERE scope = ? AND key = ?"));
  return statement.bind(scope, key).run();
}

}  // namespace dbc::emulator
