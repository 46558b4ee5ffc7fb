#include "emulator/services/settings/list_repository.hpp"

#include <array>

#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

struct Sql {
  std::string_view all;
  std::string_view find;
  std::string_view put;  ///< of key, name and info
  std::string_view remove;
};

constexpr std::array k_sql{
    Sql{"SELECT info FROM instance_profiles ORDER BY rowid", "SELECT info FROM instance_profiles WHERE arn = ?",
        "INSERT INTO instance_profiles (arn, info) VALUES (?1, ?3)"
        " ON CONFLICT (arn) DO UPDATE SET info = excluded.info",
        "DELETE FROM instance_profiles WHERE arn = ?"},
    Sql{"SELECT info FROM ip_access_lists ORDER BY rowid", "SELECT info FROM ip_access_lists WHERE list_id = ?",
        "INSERT INTO ip_access_lists (list_id, label, info) VALUES (?, ?, ?)"
        " ON CONFLICT (list_id) DO UPDATE SET label = excluded.label, info = excluded.info",
        "DELETE FROM ip_access_lists WHERE list_id = ?"},
    Sql{"SELECT info FROM notification_destinations ORDER BY rowid",
        "SELECT info FROM notification_destinations WHERE id = ?",
        "INSERT INTO notification_destinations (id, display_name, info) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, info = excluded.info",
        "DELETE FROM notification_destinations WHERE id = ?"},
};

const Sql& sql_of(AdminList list) { return k_sql.at(static_cast<std::size_t>(list)); }

Result<std::vector<Json>> read_all(Statement& statement) {
  std::vector<Json> infos;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return infos;
    DBC_TRY(auto info, parse_json(statement.text(0)));
    infos.push_back(std::move(info));
  }
}

}  // namespace

Result<std::vector<Json>> ListRepository::all() {
  DBC_TRY(auto statement, transaction_.prepare(sql_of(list_).all));
  return read_all(statement);
}

Result<std::optional<Json>> ListRepository::find(std::string_view key) {
  DBC_TRY(auto statement, transaction_.prepare(sql_of(list_).find));
  DBC_TRY(auto infos, read_all(statement.bind(key)));
  return infos.empty() ? std::optional<Json>{} : std::optional(std::move(infos.front()));
}

Result<void> ListRepository::put(std::string_view key, std::string_view name, const Json& info) {
  DBC_TRY(auto statement, transaction_.prepare(sql_of(list_).put));
  return statement.bind(key, name, json_text(info)).run();
}

Result<bool> ListRepository::remove(std::string_view key) {
  DBC_TRY(auto statement, transaction_.prepare(sql_of(list_).remove));
  DBC_CHECK(statement.bind(key).run());
  return transaction_.changes() > 0;
}

}  // namespace dbc::emulator
