#include "emulator/identity/principal_repository.hpp"

#include <algorithm>
#include <array>

#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 3> k_kinds{"user", "group", "service_principal"};

std::string_view text_of(PrincipalKind kind) { return k_kinds.at(static_cast<std::size_t>(kind)); }

PrincipalKind kind_of(std::string_view text) {
  return static_cast<PrincipalKind>(std::ranges::find(k_kinds, text) - k_kinds.begin());
}

/// Keep in step with `read_row`.
#define DBC_PRINCIPAL_COLUMNS "p.id, p.kind, p.name, p.display_name, p.is_active, p.attributes"

constexpr std::string_view k_find = "SELECT " DBC_PRINCIPAL_COLUMNS " FROM principals p WHERE p.id = ?";
constexpr std::string_view k_find_by_name =
    "SELECT " DBC_PRINCIPAL_COLUMNS " FROM principals p WHERE p.kind = ? AND p.name = ?";
constexpr std::string_view k_all = "SELECT " DBC_PRINCIPAL_COLUMNS " FROM principals p WHERE p.kind = ? ORDER BY p.id";
constexpr std::string_view k_members = "SELECT " DBC_PRINCIPAL_COLUMNS
                                       " FROM group_members m JOIN principals p ON p.id = m.member_id"
                                       " WHERE m.group_id = ? ORDER BY p.id";
constexpr std::string_view k_groups = "SELECT " DBC_PRINCIPAL_COLUMNS
                                      " FROM group_members m JOIN principals p ON p.id = m.group_id"
                                      " WHERE m.member_id = ? ORDER BY p.id";
#undef DBC_PRINCIPAL_COLUMNS

Result<PrincipalRecord> read_row(const Statement& row) {
  DBC_TRY(auto attributes, parse_json(row.text(5)));
  return PrincipalRecord{.id = row.integer(0),
                         .kind = kind_of(row.text(1)),
                         .name = row.text(2),
                         .display_name = row.text(3),
                         .is_active = row.integer(4) != 0,
                         .attributes = std::move(attributes)};
}

Result<std::vector<PrincipalRecord>> read_all(Statement& statement) {
  std::vector<PrincipalRecord> records;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return records;
    DBC_TRY(auto record, read_row(statement));
    records.push_back(std::move(record));
  }
}

Result<std::optional<PrincipalRecord>> read_one(Statement& statement) {
  DBC_TRY(auto records, read_all(statement));
  return records.empty() ? std::optional<PrincipalRecord>{} : std::optional(std::move(records.front()));
}

}  // namespace

Result<std::optional<PrincipalRecord>> PrincipalRepository::find(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(k_find));
  return read_one(statement.bind(id));
}

Result<std::optional<PrincipalRecord>> PrincipalRepository::find(PrincipalKind kind, std::string_view name) {
  DBC_TRY(auto statement, transaction_.prepare(k_find_by_name));
  return read_one(statement.bind(text_of(kind), name));
}

Result<std::optional<PrincipalRecord>> PrincipalRepository::find_creator(std::string_view name) {
  DBC_TRY(auto found, find(PrincipalKind::user, name));
  if (found) return found;
  return find(PrincipalKind::service_principal, name);
}

Result<std::vector<PrincipalRecord>> PrincipalRepository::all(PrincipalKind kind) {
  DBC_TRY(auto statement, transaction_.prepare(k_all));
  return read_all(statement.bind(text_of(kind)));
}

Result<std::int64_t> PrincipalRepository::insert(const PrincipalRecord& record) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO principals (id, kind, name, display_name, is_active, attributes)"
                               " VALUES (?, ?, ?, ?, ?, ?) RETURNING id"));
  statement.bind(ids().number_for_seeded(), text_of(record.kind), record.name, record.display_name,
                 std::int64_t{record.is_active}, json_text(record.attributes));
  DBC_CHECK(statement.step());
  return statement.integer(0);
}

Result<void> PrincipalRepository::save(const PrincipalRecord& record) {
  DBC_TRY(auto statement, transaction_.prepare("UPDATE principals SET name = ?, display_name = ?, is_active = ?,"
                                               " attributes = ? WHERE id = ?"));
  return statement
      .bind(record.name, record.display_name, std::int64_t{record.is_active}, json_text(record.attributes), record.id)
      .run();
}

Result<void> PrincipalRepository::remove(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM principals WHERE id = ?"));
  return statement.bind(id).run();
}

Result<std::vector<PrincipalRecord>> PrincipalRepository::members_of(std::int64_t group_id) {
  DBC_TRY(auto statement, transaction_.prepare(k_members));
  return read_all(statement.bind(group_id));
}

Result<std::vector<PrincipalRecord>> PrincipalRepository::groups_of(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(k_groups));
  return read_all(statement.bind(id));
}

/// One group after another: asked for each request, and a recursive query would make a table for that each time.
Result<std::vector<std::int64_t>> PrincipalRepository::with_groups(std::int64_t id) {
  std::vector<std::int64_t> ids{id};
  for (std::size_t next = 0; next < ids.size(); ++next) {
    DBC_TRY(const auto above, group_ids_of(ids[next]));
    for (const auto group : above)
      if (std::ranges::find(ids, group) == ids.end()) ids.push_back(group);
  }
  return ids;
}

Result<std::vector<std::int64_t>> PrincipalRepository::group_ids_of(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT group_id FROM group_members WHERE member_id = ?"));
  statement.bind(id);
  std::vector<std::int64_t> ids;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return ids;
    ids.push_back(statement.integer(0));
  }
}

Result<bool> PrincipalRepository::is_admin(std::int64_t id) {
  DBC_TRY(const auto ids, with_groups(id));
  return std::ranges::find(ids, k_admins_id) != ids.end();
}

Result<void> PrincipalRepository::add_member(std::int64_t group_id, std::int64_t member_id) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT OR IGNORE INTO group_members (group_id, member_id) VALUES (?, ?)"));
  return statement.bind(group_id, member_id).run();
}

Result<void> PrincipalRepository::remove_member(std::int64_t group_id, std::int64_t member_id) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM group_members WHERE group_id = ? AND member_id = ?"));
  return statement.bind(group_id, member_id).run();
}

}  // namespace dbc::emulator
