#include "emulator/services/instance_pools/instance_pool.hpp"

#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

Result<std::vector<InstancePool>> read_all(Statement& statement) {
  std::vector<InstancePool> pools;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return pools;
    DBC_TRY(auto attributes, parse_json(statement.text(3)));
    pools.push_back({.id = statement.text(0),
                     .name = statement.text(1),
                     .creator = statement.text(2),
                     .attributes = std::move(attributes)});
  }
}

Result<std::optional<InstancePool>> read_one(Statement& statement) {
  DBC_TRY(auto pools, read_all(statement));
  return pools.empty() ? std::optional<InstancePool>{} : std::optional(std::move(pools.front()));
}

}  // namespace

Result<std::optional<InstancePool>> InstancePoolRepository::find(std::string_view id) {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT pool_id, name, creator, attributes FROM instance_pools WHERE pool_id = ?"));
  return read_one(statement.bind(id));
}

Result<std::optional<InstancePool>> InstancePoolRepository::find_by_name(std::string_view name) {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT pool_id, name, creator, attributes FROM instance_pools WHERE name = ?"));
  return read_one(statement.bind(name));
}

Result<std::vector<InstancePool>> InstancePoolRepository::all() {
  DBC_TRY(auto statement,
          transaction_.prepare("SELECT pool_id, name, creator, attributes FROM instance_pools ORDER BY pool_row"));
  return read_all(statement);
}

Result<void> InstancePoolRepository::save(const InstancePool& pool) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO instance_pools (pool_id, name, creator, attributes) VALUES (?, ?, ?, ?)"
                               " ON CONFLICT (pool_id) DO UPDATE SET name = excluded.name,"
                               " attributes = excluded.attributes"));
  return statement.bind(pool.id, pool.name, pool.creator, json_text(pool.attributes)).run();
}

Result<void> InstancePoolRepository::remove(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM instance_pools WHERE pool_id = ?"));
  return statement.bind(id).run();
}

Result<InstancePool> get_pool(InstancePoolRepository& pools, const std::string& id, ErrorCode code) {
  DBC_TRY(auto found, pools.find(id));
  if (!found) return api_error(code, "Can't find an instance pool with id: " + id + ".");
  return std::move(*found);
}

}  // namespace dbc::emulator
