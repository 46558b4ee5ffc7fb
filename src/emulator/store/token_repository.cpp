#include "emulator/store/token_repository.hpp"

namespace dbc::emulator {

Result<std::vector<TokenRow>> TokenRepository::all() {
  std::vector<TokenRow> rows;
  DBC_TRY(auto statement, transaction_.prepare("SELECT hash, user_name FROM tokens"));
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return rows;
    rows.push_back({.hash = statement.text(0), .user_name = statement.text(1)});
  }
}

Result<void> TokenRepository::replace_all(const TokenRow& row) {
  DBC_TRY(auto removal, transaction_.prepare("DELETE FROM tokens"));
  DBC_CHECK(removal.run());
  DBC_TRY(auto insertion, transaction_.prepare("INSERT INTO tokens (hash, user_name) VALUES (?, ?)"));
  return insertion.bind(row.hash, row.user_name).run();
}

}  // namespace dbc::emulator
