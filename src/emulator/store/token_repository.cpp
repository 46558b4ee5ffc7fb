#include "emulator/store/token_repository.hpp"

namespace dbc::emulator {
namespace {

/// Keep in step with `read_row`.
#define DBC_TOKEN_SELECT                                                                                  \
  "SELECT t.token_id, t.hash, t.owner_id, p.name, p.is_active, t.creator_id, t.creator_name, t.comment, " \
  "t.created_at, t.expires_at, t.last_used_day FROM tokens t JOIN principals p ON p.id = t.owner_id WHERE "

constexpr std::string_view k_candidates = DBC_TOKEN_SELECT "substr(t.hash, 1, 16) = substr(?, 1, 16)";
constexpr std::string_view k_find = DBC_TOKEN_SELECT "t.token_id = ? AND NOT t.is_servers";
constexpr std::string_view k_all = DBC_TOKEN_SELECT "NOT t.is_servers ORDER BY t.created_at, t.rowid";
constexpr std::string_view k_of_owner =
    DBC_TOKEN_SELECT "t.owner_id = ? AND NOT t.is_servers ORDER BY t.created_at, t.rowid";
#undef DBC_TOKEN_SELECT

std::optional<TimePoint> time_at(const Statement& row, int column) {
  const auto value = row.optional_integer(column);
  return value ? std::optional(from_epoch_millis(*value)) : std::nullopt;
}

TokenRow read_row(const Statement& row) {
  return TokenRow{.id = row.text(0),
                  .hash = row.text(1),
                  .owner_id = row.integer(2),
                  .owner_name = row.text(3),
                  .is_owner_active = row.integer(4) != 0,
                  .creator_id = row.integer(5),
                  .creator_name = row.text(6),
                  .comment = row.text(7),
                  .created_at = from_epoch_millis(row.integer(8)),
                  .expires_at = time_at(row, 9),
                  .last_used_day = time_at(row, 10)};
}

Result<std::vector<TokenRow>> read_all(Statement& statement) {
  std::vector<TokenRow> rows;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return rows;
    rows.push_back(read_row(statement));
  }
}

}  // namespace

Result<std::vector<TokenRow>> TokenRepository::candidates(std::string_view hash) {
  DBC_TRY(auto statement, transaction_.prepare(k_candidates));
  return read_all(statement.bind(hash));
}

Result<std::optional<TokenRow>> TokenRepository::find(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare(k_find));
  DBC_TRY(const auto rows, read_all(statement.bind(id)));
  return rows.empty() ? std::optional<TokenRow>{} : std::optional(rows.front());
}

Result<std::vector<TokenRow>> TokenRepository::all() {
  DBC_TRY(auto statement, transaction_.prepare(k_all));
  return read_all(statement);
}

Result<std::vector<TokenRow>> TokenRepository::of_owner(std::int64_t owner_id) {
  DBC_TRY(auto statement, transaction_.prepare(k_of_owner));
  return read_all(statement.bind(owner_id));
}

Result<void> TokenRepository::insert(const TokenRow& row) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO tokens (token_id, hash, owner_id, creator_id, creator_name, comment,"
                               " created_at, expires_at, is_servers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"));
  const auto expiry = row.expires_at ? std::optional(to_epoch_millis(*row.expires_at)) : std::nullopt;
  return statement
      .bind(row.id, row.hash, row.owner_id, row.creator_id, row.creator_name, row.comment,
            to_epoch_millis(row.created_at), expiry)
      .run();
}

Result<void> TokenRepository::set_comment(std::string_view id, std::string_view comment) {
  DBC_TRY(auto statement, transaction_.prepare("UPDATE tokens SET comment = ? WHERE token_id = ?"));
  return statement.bind(comment, id).run();
}

Result<void> TokenRepository::set_last_used_day(std::string_view id, TimePoint day) {
  DBC_TRY(auto statement, transaction_.prepare("UPDATE tokens SET last_used_day = ? WHERE token_id = ?"));
  return statement.bind(to_epoch_millis(day), id).run();
}

Result<void> TokenRepository::remove(std::string_view id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM tokens WHERE token_id = ? AND NOT is_servers"));
  return statement.bind(id).run();
}

Result<bool> TokenRepository::is_servers(std::string_view hash, std::int64_t owner_id) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT 1 FROM tokens WHERE is_servers AND hash = ? AND owner_id = ?"));
  return statement.bind(hash, owner_id).step();
}

Result<void> TokenRepository::replace_servers(std::string_view hash, std::int64_t owner_id) {
  DBC_TRY(auto removal, transaction_.prepare("DELETE FROM tokens WHERE is_servers OR hash = ?"));
  DBC_CHECK(removal.bind(hash).run());
  DBC_TRY(auto insertion,
          transaction_.prepare("INSERT INTO tokens (token_id, hash, owner_id, creator_id, creator_name, comment,"
                               " created_at, is_servers) VALUES ('server', ?, ?, 0, '', '', 0, 1)"));
  return insertion.bind(hash, owner_id).run();
}

}  // namespace dbc::emulator
