#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The small lists that admins keep.
enum class AdminList {
  instance_profiles,
  ip_access_lists,
  notification_destinations,
};

/// One of those lists in the database: JSON by key, in the order of creation.
class ListRepository {
 public:
  ListRepository(Transaction& transaction, AdminList list) : transaction_(transaction), list_(list) {}

  [[nodiscard]] Result<std::vector<Json>> all();
  [[nodiscard]] Result<std::optional<Json>> find(std::string_view key);
  /// Adds or replaces. `name` is what people call the entry.
  [[nodiscard]] Result<void> put(std::string_view key, std::string_view name, const Json& info);
  [[nodiscard]] Result<bool> remove(std::string_view key);  ///< false where there was none

 private:
  Transaction& transaction_;
  AdminList list_;
};

}  // namespace dbc::emulator
