#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/services/permissions/object_kind.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// A pool of machines of one node type.
struct InstancePool {
  std::string id = {};
  std::string name = {};
  std::string creator = {};
  Json attributes = Json::object();  ///< what the client sent, with defaults filled in
};

/// Pools in the database.
class InstancePoolRepository {
 public:
  explicit InstancePoolRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<InstancePool>> find(std::string_view id);
  [[nodiscard]] Result<std::optional<InstancePool>> find_by_name(std::string_view name);
  [[nodiscard]] Result<std::vector<InstancePool>> all();      ///< oldest first
  [[nodiscard]] Result<void> save(const InstancePool& pool);  ///< inserts or replaces
  [[nodiscard]] Result<void> remove(std::string_view id);

 private:
  Transaction& transaction_;
};

/// The pool of that id, or "Can't find an instance pool with id: <id>." with this code.
[[nodiscard]] Result<InstancePool> get_pool(InstancePoolRepository& pools, const std::string& id,
                                            ErrorCode code = ErrorCode::resource_does_not_exist);

/// What permissions need to know of a pool.
[[nodiscard]] Result<ObjectFacts> find_pool_object(Transaction& transaction, Context& context, const std::string& id);

}  // namespace dbc::emulator
