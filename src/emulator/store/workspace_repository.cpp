#include "emulator/store/workspace_repository.hpp"

namespace dbc::emulator {

Result<WorkspaceIdentity> load_identity(Transaction& transaction) {
  DBC_TRY(auto statement, transaction.prepare("SELECT org_id, owner FROM workspace"));
  DBC_TRY(const bool has_row, statement.step());
  if (!has_row) return Error{.kind = ErrorKind::internal, .message = "the workspace's database has no identity"};
  return WorkspaceIdentity{.org_id = statement.integer(0), .owner = statement.text(1)};
}

}  // namespace dbc::emulator
