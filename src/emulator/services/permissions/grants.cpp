#include "emulator/services/permissions/grants.hpp"

#include "emulator/identity/principal_repository.hpp"

namespace dbc::emulator {
namespace {

/// Workspaces are not deeper than this; a loop among the facts of a service must not hang a request.
constexpr std::size_t k_max_depth = 200;

Result<std::optional<std::int64_t>> id_of_creator(Transaction& transaction, const std::string& name) {
  DBC_TRY(const auto found, PrincipalRepository(transaction).find_creator(name));
  return found ? std::optional(found->id) : std::nullopt;
}

}  // namespace

Result<Grants> GrantRepository::on(const ObjectRef& object) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT principal_id, level FROM grants WHERE object_kind = ?"
                                               " AND object_id = ? ORDER BY grant_id"));
  statement.bind(object.kind->path, object.id);
  Grants grants;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return grants;
    grants.push_back({.principal_id = statement.integer(0), .level = statement.text(1)});
  }
}

Result<void> GrantRepository::replace(const ObjectRef& object, const Grants& grants) {
  {
    DBC_TRY(auto removal, transaction_.prepare("DELETE FROM grants WHERE object_kind = ? AND object_id = ?"));
    DBC_CHECK(removal.bind(object.kind->path, object.id).run());
  }
  for (const auto& grant : grants) DBC_CHECK(set(object, grant));
  return {};
}

Result<void> GrantRepository::set(const ObjectRef& object, const Grant& grant) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO grants (object_kind, object_id, principal_id, level) VALUES (?, ?, ?, ?)"
                               " ON CONFLICT (object_kind, object_id, principal_id)"
                               " DO UPDATE SET level = excluded.level"));
  return statement.bind(object.kind->path, object.id, grant.principal_id, grant.level).run();
}

Result<bool> GrantRepository::remove(const ObjectRef& object, std::int64_t principal_id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM grants WHERE object_kind = ? AND object_id = ?"
                                               " AND principal_id = ?"));
  DBC_CHECK(statement.bind(object.kind->path, object.id, principal_id).run());
  return transaction_.changes() > 0;
}

Result<Grants> direct_grants(Transaction& transaction, const ObjectRef& object, const ObjectFacts& facts) {
  DBC_TRY(auto grants, GrantRepository(transaction).on(object));
  if (!grants.empty()) return grants;
  DBC_TRY(const auto creator, id_of_creator(transaction, facts.creator));
  if (creator) grants.push_back({.principal_id = *creator, .level = std::string(object.kind->levels.back())});
  if (!facts.level_of_everyone.empty())
    grants.push_back({.principal_id = k_users_id, .level = std::string(facts.level_of_everyone)});
  return grants;
}

Result<std::vector<InheritedGrant>> inherited_grants(Transaction& transaction, Context& context,
                                                     const ObjectFacts& facts) {
  std::vector<InheritedGrant> inherited;
  auto folder = facts.parent;
  for (std::size_t depth = 0; folder && depth < k_max_depth; ++depth) {
    DBC_TRY(const auto above, folder->kind->find(transaction, context, folder->id));
    DBC_TRY(const auto grants, direct_grants(transaction, *folder, above));
    for (const auto& grant : grants) inherited.push_back({.grant = grant, .from = *folder});
    folder = above.parent;
  }
  return inherited;
}

}  // namespace dbc::emulator
