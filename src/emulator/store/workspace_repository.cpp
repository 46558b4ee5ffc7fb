#include "emulator/store/workspace_repository.hpp"

#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

/// The policies that every workspace comes with.
Result<std::vector<std::string>> names_of_policies(Transaction& transaction) {
  DBC_TRY(auto statement, transaction.prepare("SELECT name FROM cluster_policies ORDER BY policy_row"));
  std::vector<std::string> names;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return names;
    names.push_back(statement.text(0));
  }
}

Result<void> draw_policy_ids_anew(Transaction& transaction) {
  DBC_TRY(const auto names, names_of_policies(transaction));
  for (const auto& name : names) {
    transaction.ids().derive_from("policy " + name);
    DBC_TRY(auto statement, transaction.prepare("UPDATE cluster_policies SET policy_id = ? WHERE name = ?"));
    DBC_CHECK(statement.bind(to_upper(transaction.ids().hex(8)), name).run());
  }
  transaction.ids().derive_from({});
  return {};
}

}  // namespace

Result<WorkspaceIdentity> load_identity(Transaction& transaction) {
  DBC_TRY(auto statement, transaction.prepare("SELECT org_id, owner FROM workspace"));
  DBC_TRY(const bool has_row, statement.step());
  if (!has_row) return Error{.kind = ErrorKind::internal, .message = "the workspace's database has no identity"};
  return WorkspaceIdentity{.org_id = statement.integer(0), .owner = statement.text(1)};
}

Result<void> draw_numbers_anew(Transaction& transaction) {
  {
    DBC_TRY(auto workspace, transaction.prepare("UPDATE workspace SET org_id = ?"));
    DBC_CHECK(workspace.bind(transaction.ids().long_number()).run());
  }
  {
    DBC_TRY(auto objects, transaction.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'workspace_objects'"));
    DBC_CHECK(objects.bind(transaction.ids().long_number()).run());
  }
  return draw_policy_ids_anew(transaction);
}

}  // namespace dbc::emulator
