#include "emulator/store/migrations.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "dbc/base/files.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0001_init_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0002_clusters_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0003_dbfs_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0004_identity_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0005_tokens_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0006_permissions_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0007_secrets_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0008_settings_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0009_jobs_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0010_runs_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0011_libraries_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0012_instance_pools_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0013_cluster_policies_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0014_workspace_objects_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0015_creators_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0016_run_execution_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0017_identity_version_sql.hpp"
#include "dbc_embedded/src_emulator_store_migrations_0018_run_token_owners_sql.hpp"
#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {
namespace {

/// Append only: entry N brings version N to N+1, and databases out there have run it.
constexpr std::array k_migrations{
    embedded::src_emulator_store_migrations_0001_init_sql,
    embedded::src_emulator_store_migrations_0002_clusters_sql,
    embedded::src_emulator_store_migrations_0003_dbfs_sql,
    embedded::src_emulator_store_migrations_0004_identity_sql,
    embedded::src_emulator_store_migrations_0005_tokens_sql,
    embedded::src_emulator_store_migrations_0006_permissions_sql,
    embedded::src_emulator_store_migrations_0007_secrets_sql,
    embedded::src_emulator_store_migrations_0008_settings_sql,
    embedded::src_emulator_store_migrations_0009_jobs_sql,
    embedded::src_emulator_store_migrations_0010_runs_sql,
    embedded::src_emulator_store_migrations_0011_libraries_sql,
    embedded::src_emulator_store_migrations_0012_instance_pools_sql,
    embedded::src_emulator_store_migrations_0013_cluster_policies_sql,
    embedded::src_emulator_store_migrations_0014_workspace_objects_sql,
    embedded::src_emulator_store_migrations_0015_creators_sql,
    embedded::src_emulator_store_migrations_0016_run_execution_sql,
    embedded::src_emulator_store_migrations_0017_identity_version_sql,
    embedded::src_emulator_store_migrations_0018_run_token_owners_sql,
};

Result<int> schema_version(Connection& connection) {
  DBC_TRY(auto statement, connection.prepare("PRAGMA user_version"));
  DBC_CHECK(statement.step());
  return static_cast<int>(statement.integer(0));
}

Error too_new(int version, const std::filesystem::path& folder) {
  return Error{.kind = ErrorKind::config,
               .message = "the workspace in " + folder.string() + " has schema version " + std::to_string(version) +
                          ", but this dbc knows versions up to " + std::to_string(newest_schema_version()),
               .hint = "use the newer dbc that made it"};
}

bool is_fresh(const std::filesystem::path& file) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  return problem || size == 0;
}

Result<FileLock> lock_schema(const std::filesystem::path& folder) {
  return FileLock::acquire(folder / "workspace.lock");
}

Result<void> apply(Connection& connection, int version) {
  std::string script = "BEGIN EXCLUSIVE;\n";
  for (auto next = static_cast<std::size_t>(version); next < k_migrations.size(); ++next) script += k_migrations[next];
  script += "PRAGMA user_version=" + std::to_string(newest_schema_version()) + ";\nCOMMIT";
  auto applied = connection.execute(script);
  if (!applied) (void)connection.execute("ROLLBACK");
  return applied;
}

Result<void> sync_path(const std::filesystem::path& path) {
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.get()) != 0) return system_error(errno, "writing " + path.string());
  return {};
}

/// A new database gets its name when it is complete, so that one wait for the disk is enough for all of its making.
Result<void> make_database(const std::filesystem::path& folder) {
  const auto file = folder / "workspace.db.new";
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix, ignored);
  {
    DBC_TRY(const auto connection, Connection::open(file));
    DBC_CHECK(connection->execute("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF"));
    DBC_CHECK(apply(*connection, 0));
    DBC_CHECK(connection->execute("PRAGMA journal_mode=WAL"));
  }
  DBC_CHECK(sync_path(file));
  // A log that outlived its database must not be taken for one of the new database.
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(database_file(folder).string() + suffix, ignored);
  if (::rename(file.c_str(), database_file(folder).c_str()) != 0)
    return system_error(errno, "making " + database_file(folder).string());
  return sync_path(folder);
}

}  // namespace

int newest_schema_version() { return static_cast<int>(k_migrations.size()); }

std::filesystem::path database_file(const std::filesystem::path& folder) { return folder / "workspace.db"; }

Result<std::unique_ptr<Connection>> open_up_to_date(const std::filesystem::path& folder) {
  std::optional<FileLock> lock;
  if (is_fresh(database_file(folder))) {
    DBC_TRY(lock, lock_schema(folder));
    if (is_fresh(database_file(folder))) DBC_CHECK(make_database(folder));
  }
  DBC_TRY(auto connection, Connection::open(database_file(folder)));
  DBC_TRY(int version, schema_version(*connection));
  if (version == newest_schema_version()) return connection;
  if (!lock) {
    DBC_TRY(lock, lock_schema(folder));
  }
  DBC_TRY(version, schema_version(*connection));
  if (version > newest_schema_version()) return too_new(version, folder);
  if (version < newest_schema_version()) DBC_CHECK(apply(*connection, version));
  return connection;
}

}  // namespace dbc::emulator
