#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {

Result<WorkspaceIdentity> load_identity(Transaction& transaction) {
  DBC_TRY(auto statement, transaction.prepare("SELECT org_id, owner FROM workspace"));
  DBC_TRY(const bool has_row, statement.step());
  if (!has_row) return Error{.kind = ErrorKind::internal, .message = "the workspace's database has no identity"};
  return WorkspaceIdentity{.org_id = statement.integer(0), .owner = statement.text(1)};
}

Result<void> draw_numbers_anew(Transaction& transaction) {
  constexpr std::uint64_t k_least = 1'000'000'000'000'000;
  const auto draw = [&] { return static_cast<std::int64_t>(k_least + transaction.ids().bits() % (8 * k_least)); };
  {
    DBC_TRY(auto workspace, transaction.prepare("UPDATE workspace SET org_id = ?"));
    DBC_CHECK(workspace.bind(draw()).run());
  }
  DBC_TRY(auto objects, transaction.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'workspace_objects'"));
  return objects.bind(draw()).run();
}

}  // namespace dbc::emulator
