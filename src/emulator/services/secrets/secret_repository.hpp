#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

struct SecretScope {
  std::string name = {};
  bool is_key_vault = false;
  std::string resource_id = {};  ///< of the key vault
  std::string dns_name = {};
};

struct SecretRow {
  std::string key = {};
  std::string sealed = {};
  TimePoint updated_at = {};
};

/// Scopes and the encrypted secrets in them, in the database.
class SecretRepository {
 public:
  explicit SecretRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<SecretScope>> find_scope(std::string_view name);
  [[nodiscard]] Result<std::vector<SecretScope>> scopes();  ///< by name
  [[nodiscard]] Result<void> insert_scope(const SecretScope& scope);
  [[nodiscard]] Result<void> remove_scope(std::string_view name);  ///< with its secrets

  [[nodiscard]] Result<std::optional<SecretRow>> find(std::string_view scope, std::string_view key);
  [[nodiscard]] Result<std::vector<SecretRow>> all(std::string_view scope);  ///< by key
  [[nodiscard]] Result<std::int64_t> count();                                ///< in all scopes
  [[nodiscard]] Result<void> put(std::string_view scope, const SecretRow& row);
  [[nodiscard]] Result<void> remove(std::string_view scope, std::string_view key);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
