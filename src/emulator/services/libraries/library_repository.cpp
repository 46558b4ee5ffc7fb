#include "emulator/services/libraries/library_repository.hpp"

namespace dbc::emulator {
namespace {

Result<std::vector<ClusterLibrary>> read_all(Statement& statement) {
  std::vector<ClusterLibrary> libraries;
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return libraries;
    const auto removed_at = statement.optional_integer(3);
    libraries.push_back({.cluster_id = statement.text(0),
                         .library = statement.text(1),
                         .requested_at = from_epoch_millis(statement.integer(2)),
                         .removed_at = removed_at ? std::optional(from_epoch_millis(*removed_at)) : std::nullopt,
                         .failure = statement.optional_text(4)});
  }
}

}  // namespace

Result<std::vector<ClusterLibrary>> LibraryRepository::all() {
  DBC_TRY(auto statement, transaction_.prepare("SELECT cluster_id, library, requested_at, removed_at, failure"
                                               " FROM cluster_libraries ORDER BY library_row"));
  return read_all(statement);
}

Result<std::vector<ClusterLibrary>> LibraryRepository::of_cluster(std::string_view cluster_id) {
  DBC_TRY(auto statement, transaction_.prepare("SELECT cluster_id, library, requested_at, removed_at, failure"
                                               " FROM cluster_libraries WHERE cluster_id = ? ORDER BY library_row"));
  return read_all(statement.bind(cluster_id));
}

Result<void> LibraryRepository::add(const ClusterLibrary& library) {
  DBC_TRY(auto statement,
          transaction_.prepare("INSERT INTO cluster_libraries (cluster_id, library, requested_at) VALUES (?, ?, ?)"));
  return statement.bind(library.cluster_id, library.library, to_epoch_millis(library.requested_at)).run();
}

Result<void> LibraryRepository::set_removed_at(const ClusterLibrary& library, std::optional<TimePoint> removed_at) {
  DBC_TRY(auto statement,
          transaction_.prepare("UPDATE cluster_libraries SET removed_at = ? WHERE cluster_id = ? AND library = ?"));
  const auto millis = removed_at ? std::optional(to_epoch_millis(*removed_at)) : std::nullopt;
  return statement.bind(millis, library.cluster_id, library.library).run();
}

Result<void> LibraryRepository::set_failure(std::string_view cluster_id, std::string_view library,
                                            std::string_view message) {
  DBC_TRY(auto statement,
          transaction_.prepare("UPDATE cluster_libraries SET failure = ? WHERE cluster_id = ? AND library = ?"));
  return statement.bind(message, cluster_id, library).run();
}

Result<void> LibraryRepository::clear_failures(std::string_view cluster_id) {
  DBC_TRY(auto statement, transaction_.prepare("UPDATE cluster_libraries SET failure = NULL WHERE cluster_id = ?"));
  return statement.bind(cluster_id).run();
}

Result<void> LibraryRepository::erase(const ClusterLibrary& library) {
  DBC_TRY(auto statement, transaction_.prepare("DELETE FROM cluster_libraries WHERE cluster_id = ? AND library = ?"));
  return statement.bind(library.cluster_id, library.library).run();
}

}  // namespace dbc::emulator
