#include "emulator/store/store.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "dbc/emulator/workspace.hpp"
#include "emulator/identity/principal_repository.hpp"
#include "emulator/store/migrations.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

std::int64_t count(Store& store, const std::string& sql) {
  auto transaction = store.begin_read();
  REQUIRE(transaction);
  auto statement = transaction->prepare(sql);
  REQUIRE(statement);
  REQUIRE(*statement->step());
  return statement->integer(0);
}

bool add_user(Store& store, const std::string& name) {
  auto transaction = store.begin_write();
  if (!transaction) return false;
  {
    auto statement = transaction->prepare(
        "INSERT INTO principals (kind, name, display_name, is_active, attributes)"
        " VALUES ('user', ?, '', 1, '{}')");
    if (!statement || !statement->bind(name).run()) return false;
  }
  return transaction->commit().has_value();
}

/// True where another process may not take the database for its own, which it would before it takes the WAL away. Asks
/// in a child, because a process does not see its own locks.
bool is_locked_for_others(const std::filesystem::path& file) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    // The bytes on which every connection holds a lock, as the format of SQLite's files has them.
    struct flock lock {
      .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000 + 2, .l_len = 510, .l_pid = 0
    };
    const bool is_answered = descriptor >= 0 && ::fcntl(descriptor, F_GETLK, &lock) == 0;
    ::_exit(is_answered && lock.l_type != F_UNLCK ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status == 0;
}

/// Lets files grow no more, and creates a cluster.
bool fails_cleanly_on_full_disk(const std::filesystem::path& folder) {
  ::signal(SIGXFSZ, SIG_IGN);
  auto workspace = Workspace::open({.folder = folder});
  const rlimit limit{4096, 4096};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  if (!workspace) return false;
  const Request request{.method = "POST",
                        .target = "/api/2.0/clusters/create",
                        .body = R"({"spark_version":"15.4.x-scala2.12","node_type_id":"i3.xlarge","num_workers":1})"};
  const Reply reply = (*workspace)->handle(request, Door::embedded);
  return reply.status == 500 && reply.body.find("INTERNAL_ERROR") != std::string::npos &&
         reply.body.find("INSERT") == std::string::npos && reply.body.find(folder.string()) == std::string::npos;
}

}  // namespace

TEST_CASE("store: a new folder is private and its database up to date", "[emulator][store]") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a" / "b";
  auto store = Store::open(path);
  REQUIRE(store);
  CHECK(mode_of(path) == 0700);
  CHECK(mode_of(path / "workspace.db") == 0600);
  CHECK(count(**store, "PRAGMA user_version") == newest_schema_version());
  CHECK(count(**store, "PRAGMA foreign_keys") == 1);
  CHECK(count(**store, "PRAGMA synchronous") == 2);  // each commit syncs the log
  CHECK(count(**store, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'") == 1);
}

TEST_CASE("store: a write that is not committed leaves nothing", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  {
    auto transaction = (*store)->begin_write();
    REQUIRE(transaction);
    CHECK(PrincipalRepository(*transaction).insert({.name = "h"}));
  }
  CHECK(count(**store, "SELECT count(*) FROM principals WHERE id > 1000000000000003") == 0);
  CHECK(add_user(**store, "h"));
  CHECK_FALSE(add_user(**store, "h"));
  CHECK(count(**store, "SELECT count(*) FROM principals WHERE id > 1000000000000003") == 1);
}

TEST_CASE("store: a reader neither waits for a writer nor sees its work", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  auto writer = (*store)->begin_write();
  REQUIRE(writer);
  CHECK(PrincipalRepository(*writer).insert({.name = "h"}));
  CHECK(count(**store, "SELECT count(*) FROM principals WHERE id > 1000000000000003") == 0);
  CHECK(writer->commit());
  CHECK(count(**store, "SELECT count(*) FROM principals WHERE id > 1000000000000003") == 1);
}

TEST_CASE("store: threads that open a fresh folder at once all succeed", "[emulator][store]") {
  const TemporaryFolder folder;
  std::atomic<int> written = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      auto store = Store::open(folder.path() / "fresh");
      if (store && add_user(**store, std::to_string(i))) ++written;
    });
  for (auto& thread : threads) thread.join();
  CHECK(written == 8);
}

TEST_CASE("store: processes that open a fresh folder at once all succeed", "[emulator][store]") {
  const TemporaryFolder folder;
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto store = Store::open(folder.path() / "fresh");
      ::_exit(store && add_user(**store, std::to_string(i)) ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  auto store = Store::open(folder.path() / "fresh");
  REQUIRE(store);
  CHECK(count(**store, "SELECT count(*) FROM principals WHERE id > 1000000000000003") == 6);
  CHECK(count(**store, "SELECT count(*) FROM workspace") == 1);
}

TEST_CASE("store: a further connection leaves the locks of the others alone", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  auto first = (*store)->begin_read();
  REQUIRE(first);
  CHECK(is_locked_for_others(folder.path() / "workspace.db"));
  auto second = (*store)->begin_read();
  REQUIRE(second);
  CHECK(is_locked_for_others(folder.path() / "workspace.db"));
}

TEST_CASE("store: a schema from the future is refused, and not touched", "[emulator][store]") {
  const TemporaryFolder folder;
  REQUIRE(Store::open(folder.path()));
  {
    auto connection = Connection::open(database_file(folder.path()));
    REQUIRE(connection);
    REQUIRE((*connection)->execute("PRAGMA user_version=999"));
  }
  const auto store = Store::open(folder.path());
  REQUIRE_FALSE(store);
  CHECK(store.error().kind == ErrorKind::config);
  CHECK(store.error().message.find("schema version 999") != std::string::npos);
  CHECK_FALSE(store.error().hint.empty());
}

TEST_CASE("store: what is no database, or no folder, is an error", "[emulator][store]") {
  const TemporaryFolder folder;
  {
    std::FILE* file = std::fopen((folder.path() / "workspace.db").c_str(), "w");
    REQUIRE(file != nullptr);
    for (int i = 0; i < 1000; ++i) std::fputs("not a database", file);
    std::fclose(file);
  }
  const auto garbage = Store::open(folder.path());
  REQUIRE_FALSE(garbage);
  CHECK(garbage.error().kind == ErrorKind::io);
  CHECK_FALSE(Store::open(folder.path() / "workspace.db"));
}

TEST_CASE("store: a full disk fails the write with a 500 and keeps what was there", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "before"));
  const pid_t child = ::fork();  // the limit is the process's
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(fails_cleanly_on_full_disk(folder.path()) ? 0 : 1);
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(count(**store, "SELECT count(*) FROM principals WHERE id > 1000000000000003") == 1);
  CHECK(count(**store, "SELECT count(*) FROM clusters") == 0);
  CHECK(add_user(**store, "after"));
}

TEST_CASE("store: another connection of the process does not give up the locks on the database", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "first"));
  auto second = Connection::open(database_file(folder.path()));
  REQUIRE(second);
  const pid_t child = ::fork();  // locks are a process's own, so that another one sees whether they are held
  REQUIRE(child >= 0);
  if (child == 0) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_start = 0x40000000;  // where SQLite locks
    lock.l_len = 512;
    const int file = ::open(database_file(folder.path()).c_str(), O_RDWR | O_CLOEXEC);
    ::_exit(::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
