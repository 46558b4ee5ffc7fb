#include "emulator/services/workspace_objects/object_repository.hpp"

namespace dbc::emulator {
namespace {

#define DBC_OBJECT_SELECT "SELECT object_id, path, kind, language, created_at, creator FROM workspace_objects "

constexpr std::string_view k_find = DBC_OBJECT_SELECT "WHERE path = ?";
constexpr std::string_view k_find_by_id = DBC_OBJECT_SELECT "WHERE object_id = ?";
constexpr std::string_view k_children = DBC_OBJECT_SELECT "WHERE parent = ?";
constexpr std::string_view k_insert =
    "INSERT OR REPLACE INTO workspace_objects (object_id, path, parent, kind, language, created_at, creator) "
    "VALUES (?,?,?,?,?,?,?) "
    "RETURNING object_id";
constexpr std::string_view k_set_language = "UPDATE workspace_objects SET language = ? WHERE object_id = ?";
// '0' is the character after '/': the range holds what begins with the path and a slash.
constexpr std::string_view k_at_and_below = DBC_OBJECT_SELECT "WHERE path = ? OR (path > ? AND path < ?)";
constexpr std::string_view k_remove = "DELETE FROM workspace_objects WHERE path = ? OR (path > ? AND path < ?)";

#undef DBC_OBJECT_SELECT

std::optional<std::string> name_of_optional(std::optional<NotebookLanguage> language) {
  return language ? std::optional(std::string(name_of(*language))) : std::nullopt;
}

/// A kind of a later version is left alone: its row counts for nothing here.
Result<std::optional<ObjectRow>> read_row(const Statement& statement) {
  const auto kind = object_kind_of(statement.text(2));
  if (!kind) return std::optional<ObjectRow>{};
  DBC_TRY(auto path, TreePath::parse(statement.text(1)));
  return std::optional(ObjectRow{.id = statement.integer(0),
                                 .path = std::move(path),
                                 .kind = *kind,
                                 .language = language_of_name(statement.text(3)),
                                 .created_at = from_epoch_millis(statement.integer(4)),
                                 .creator = statement.text(5)});
}

Result<std::optional<ObjectRow>> read_first(Statement& statement) {
  DBC_TRY(const bool has_row, statement.step());
  if (!has_row) return std::optional<ObjectRow>{};
  return read_row(statement);
}

Result<std::vector<ObjectRow>> read_all(Statement& statement) {
  std::vector<ObjectRow> rows;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return rows;
    DBC_TRY(auto row, read_row(statement));
    if (row) rows.push_back(std::move(*row));
  }
}

}  // namespace

Result<std::optional<ObjectRow>> ObjectRepository::find(const TreePath& path) {
  DBC_TRY(auto statement, transaction_.prepare(k_find));
  return read_first(statement.bind(path.text()));
}

Result<std::optional<ObjectRow>> ObjectRepository::find(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(k_find_by_id));
  return read_first(statement.bind(id));
}

Result<std::vector<ObjectRow>> ObjectRepository::children(const TreePath& parent) {
  DBC_TRY(auto statement, transaction_.prepare(k_children));
  return read_all(statement.bind(parent.text()));
}

Result<std::vector<ObjectRow>> ObjectRepository::at_and_below(const TreePath& path) {
  DBC_TRY(auto statement, transaction_.prepare(k_at_and_below));
  const std::string text = path.text();
  return read_all(statement.bind(text, text + "/", text + "0"));
}

Result<std::int64_t> ObjectRepository::replace(const ObjectRow& row) {
  DBC_TRY(auto statement, transaction_.prepare(k_insert));
  statement.bind(transaction_.ids().number_for_seeded(), row.path.text(), row.path.parent().text(), name_of(row.kind),
                 name_of_optional(row.language), to_epoch_millis(row.created_at), row.creator);
  DBC_CHECK(statement.step());
  return statement.integer(0);
}

Result<void> ObjectRepository::set_language(std::int64_t id, std::optional<NotebookLanguage> language) {
  DBC_TRY(auto statement, transaction_.prepare(k_set_language));
  return statement.bind(name_of_optional(language), id).run();
}

Result<void> ObjectRepository::remove(const TreePath& path) {
  DBC_TRY(auto statement, transaction_.prepare(k_remove));
  const std::string text = path.text();
  return statement.bind(text, text + "/", text + "0").run();
}

}  // namespace dbc::emulator
