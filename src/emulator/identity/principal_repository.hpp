#pragma once

#include <optional>
#include <vector>

#include "emulator/identity/principal.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// Principals and who belongs to which group, in the database. Knows no rules: see membership.hpp.
class PrincipalRepository {
 public:
  explicit PrincipalRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] IdSource& ids() { return transaction_.ids(); }

  [[nodiscard]] Result<std::optional<PrincipalRecord>> find(std::int64_t id);
  /// Names are compared without regard to case.
  [[nodiscard]] Result<std::optional<PrincipalRecord>> find(PrincipalKind kind, std::string_view name);
  /// The user, or else the service principal, of that name: who may be the creator of something.
  [[nodiscard]] Result<std::optional<PrincipalRecord>> find_creator(std::string_view name);
  [[nodiscard]] Result<std::vector<PrincipalRecord>> all(PrincipalKind kind);  ///< by id
  [[nodiscard]] Result<std::int64_t> insert(const PrincipalRecord& record);    ///< the new id; `record.id` is ignored
  [[nodiscard]] Result<void> save(const PrincipalRecord& record);
  [[nodiscard]] Result<void> remove(std::int64_t id);  ///< with its memberships, tokens and permissions

  [[nodiscard]] Result<std::vector<PrincipalRecord>> members_of(std::int64_t group_id);  ///< direct ones, by id
  [[nodiscard]] Result<std::vector<PrincipalRecord>> groups_of(std::int64_t id);         ///< direct ones, by id
  /// The principal itself and every group that it belongs to, directly or through other groups.
  [[nodiscard]] Result<std::vector<std::int64_t>> with_groups(std::int64_t id);
  [[nodiscard]] Result<bool> is_admin(std::int64_t id);
  [[nodiscard]] Result<void> add_member(std::int64_t group_id, std::int64_t member_id);  ///< no-op where it is one
  [[nodiscard]] Result<void> remove_member(std::int64_t group_id, std::int64_t member_id);

 private:
  [[nodiscard]] Result<std::vector<std::int64_t>> group_ids_of(std::int64_t id);  ///< direct ones
  Transaction& transaction_;
};

}  // namespace dbc::emulator
