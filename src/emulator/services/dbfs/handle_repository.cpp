#include "emulator/services/dbfs/handle_repository.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_find =
    "SELECT handle, path, overwrites, staged_name, size, used_at FROM dbfs_handles WHERE handle = ?";
constexpr std::string_view k_insert =
    "INSERT INTO dbfs_handles (handle, path, overwrites, staged_name, size, used_at) VALUES (?,?,?,?,?,?)";
constexpr std::string_view k_set_progress = "UPDATE dbfs_handles SET size = ?, used_at = ? WHERE handle = ?";
constexpr std::string_view k_remove = "DELETE FROM dbfs_handles WHERE handle = ?";
constexpr std::string_view k_remove_unused = "DELETE FROM dbfs_handles WHERE used_at < ? RETURNING staged_name";

}  // namespace

Result<std::optional<DbfsHandle>> DbfsHandleRepository::find(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(k_find));
  DBC_TRY(const bool has_row, statement.bind(id).step());
  if (!has_row) return std::optional<DbfsHandle>{};
  return std::optional(DbfsHandle{.id = statement.integer(0),
                                  .path = statement.text(1),
                                  .overwrites = statement.integer(2) != 0,
                                  .staged_name = statement.text(3),
                                  .size = static_cast<std::uint64_t>(statement.integer(4)),
                                  .used_at = from_epoch_millis(statement.integer(5))});
}

Result<void> DbfsHandleRepository::insert(const DbfsHandle& handle) {
  DBC_TRY(auto statement, transaction_.prepare(k_insert));
  return statement
      .bind(handle.id, handle.path, std::int64_t{handle.overwrites ? 1 : 0}, handle.staged_name,
            static_cast<std::int64_t>(handle.size), to_epoch_millis(handle.used_at))
      .run();
}

Result<bool> DbfsHandleRepository::knows(std::string_view staged_name) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT 1 FROM dbfs_handles WHERE staged_name = ?"));
  return statement.bind(staged_name).step();
}

Result<void> DbfsHandleRepository::set_progress(std::int64_t id, std::uint64_t size, TimePoint used_at) {
  DBC_TRY(auto statement, transaction_.prepare(k_set_progress));
  return statement.bind(static_cast<std::int64_t>(size), to_epoch_millis(used_at), id).run();
}

Result<void> DbfsHandleRepository::remove(std::int64_t id) {
  DBC_TRY(auto statement, transaction_.prepare(k_remove));
  return statement.bind(id).run();
}

Result<std::vector<std::string>> DbfsHandleRepository::remove_unused_since(TimePoint horizon) {
  std::vector<std::string> names;
  DBC_TRY(auto statement, transaction_.prepare(k_remove_unused));
  statement.bind(to_epoch_millis(horizon));
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return names;
    names.push_back(statement.text(0));
  }
}

}  // namespace dbc::emulator
