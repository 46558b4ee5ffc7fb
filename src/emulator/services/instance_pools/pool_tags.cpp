#include "emulator/services/instance_pools/pool_tags.hpp"

#include <set>

#include "dbc/base/text.hpp"
#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {
namespace {

/// The pool of the workers comes last, and has the last word.
Result<std::vector<InstancePool>> pools_of(Transaction& transaction, const Json& attributes) {
  InstancePoolRepository pools(transaction);
  std::vector<InstancePool> found;
  for (const std::string_view field : {"driver_instance_pool_id", "instance_pool_id"}) {
    const std::string id = string_or(attributes, field, "");
    if (id.empty() || (!found.empty() && found.back().id == id)) continue;
    DBC_TRY(found.emplace_back(), get_pool(pools, id, ErrorCode::invalid_parameter_value));
  }
  return found;
}

Json custom_tags_of(const Json& attributes) {
  const Json* tags = find_member(attributes, "custom_tags");
  return tags == nullptr ? Json::object() : *tags;
}

Result<void> refuse_conflicts(const Json& own, const std::set<std::string>& keys_of_pools) {
  std::vector<std::string> conflicts;
  for (const auto& [key, value] : own.items())
    if (keys_of_pools.contains(key)) conflicts.push_back(key);
  if (conflicts.empty()) return {};
  return invalid_parameter("Invalid tags - the following custom tag keys conflict with the pool's custom tag keys: " +
                           join(conflicts, ", "));
}

}  // namespace

Result<Json> default_tags_of(Transaction& transaction, const InstancePool& pool) {
  // One who has left is named no more.
  DBC_TRY(const auto creator, PrincipalRepository(transaction).find_creator(pool.creator));
  Json tags{{"Vendor", "Databricks"}};
  if (creator) tags["DatabricksInstancePoolCreatorId"] = std::to_string(creator->id);
  tags["DatabricksInstancePoolId"] = pool.id;
  return tags;
}

Result<void> take_pool_tags(Transaction& transaction, Json& attributes) {
  DBC_TRY(const auto pools, pools_of(transaction, attributes));
  std::set<std::string> keys;
  Json tags = Json::object();
  for (const auto& pool : pools) {
    DBC_TRY(const Json defaults, default_tags_of(transaction, pool));
    const Json own = custom_tags_of(pool.attributes);
    for (const auto& [key, value] : own.items()) keys.insert(key);
    tags.update(own);
    tags.update(defaults);
  }
  DBC_CHECK(refuse_conflicts(custom_tags_of(attributes), keys));
  if (!tags.empty()) attributes["default_tags"] = std::move(tags);
  return {};
}

}  // namespace dbc::emulator
