#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// A cluster policy as it is stored. Its definition is its own, or a family's with overrides.
struct ClusterPolicy {
  std::string id = {};
  std::string name = {};
  std::optional<std::string> creator = {};  ///< none for those that the workspace came with
  TimePoint created_at = {};
  std::optional<std::string> definition = {};  ///< JSON text
  std::optional<std::string> family_id = {};
  std::optional<std::string> overrides = {};  ///< JSON text
  std::optional<std::string> description = {};
  std::optional<std::int64_t> max_clusters_per_user = {};
  std::string libraries = "[]";  ///< JSON text: a list

  [[nodiscard]] bool is_default() const { return !creator.has_value(); }
};

/// Policies in the database.
class PolicyRepository {
 public:
  explicit PolicyRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<ClusterPolicy>> find(std::string_view id);
  [[nodiscard]] Result<std::optional<ClusterPolicy>> find_by_name(std::string_view name);
  [[nodiscard]] Result<std::vector<ClusterPolicy>> all();        ///< oldest first
  [[nodiscard]] Result<void> save(const ClusterPolicy& policy);  ///< inserts or replaces
  [[nodiscard]] Result<void> remove(std::string_view id);

 private:
  Transaction& transaction_;
};

[[nodiscard]] std::string missing_policy_message(const std::string& id);

}  // namespace dbc::emulator
