#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <random>
#include <set>
#include <thread>

#include "emulator/store/migrations.hpp"
#include "emulator/store/store.hpp"
#include "support/temporary_folder.hpp"
#include "support/unreliable_disk.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;
using dbc::test::UnreliableDisk;

namespace {

Result<void> insert_user(Transaction& transaction, const std::string& name) {
  DBC_TRY(auto statement, transaction.prepare("INSERT INTO principals (kind, name, display_name, is_active,"
                                              " attributes) VALUES ('user', ?, '', 1, '{}')"));
  return statement.bind(name).run();
}

Result<void> add_user(Store& store, const std::string& name) {
  DBC_TRY(auto transaction, store.begin_write());
  DBC_CHECK(insert_user(transaction, name));
  return transaction.commit();
}

std::set<std::string> texts(Store& store, const std::string& sql) {
  std::set<std::string> all;
  auto transaction = store.begin_read();
  if (!transaction) return all;
  auto statement = transaction->prepare(sql);
  if (!statement) return all;
  for (auto row = statement->step(); row && *row; row = statement->step()) all.insert(statement->text(0));
  return all;
}

std::set<std::string> users(Store& store) { return texts(store, "SELECT name FROM principals WHERE kind = 'user'"); }

/// A thread that adds a user, and what came of it.
struct Adding {
  Adding(Store& store, const std::string& name) : thread([&store, name, this] { result = add_user(store, name); }) {}
  std::optional<Result<void>> result = {};
  std::thread thread;
};

/// Users that are added by threads of their own, all of which wait for the turn that the caller has.
std::vector<std::unique_ptr<Adding>> add_behind(Store& store, const std::vector<std::string>& names) {
  std::vector<std::unique_ptr<Adding>> all;
  for (const auto& name : names) all.push_back(std::make_unique<Adding>(store, name));
  while (store.waiting_writers() < names.size()) std::this_thread::yield();
  return all;
}

/// How many of them were told that their user is stored.
std::size_t join(std::vector<std::unique_ptr<Adding>>& all) {
  std::size_t stored = 0;
  for (auto& each : all) {
    each->thread.join();
    if (each->result->has_value()) ++stored;
  }
  return stored;
}

/// Names of users whose commit was acknowledged.
class Acknowledged {
 public:
  void add(const std::string& name) {
    const std::lock_guard lock(mutex_);
    names_.push_back(name);
    added_.notify_all();
  }
  /// As soon as there are `count`.
  [[nodiscard]] std::vector<std::string> names(std::size_t count) {
    std::unique_lock lock(mutex_);
    added_.wait_for(lock, std::chrono::seconds(10), [&] { return names_.size() >= count; });
    return names_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::vector<std::string> names_;
};

/// What is missing of `names` after a power cut whose remains are in `folder`; "damaged" where that is no database.
std::vector<std::string> missing_after_cut(const std::filesystem::path& folder, const std::vector<std::string>& names) {
  auto store = Store::open(folder);
  if (!store || texts(**store, "PRAGMA integrity_check") != std::set<std::string>{"ok"}) return {"damaged"};
  const auto there = users(**store);
  std::vector<std::string> missing;
  for (const auto& name : names)
    if (!there.contains(name)) missing.push_back(name);
  return missing;
}

}  // namespace

TEST_CASE("writer: those that wait for their turn share one sync", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "before"));  // a new log is synced for its header, too
  const int syncs = disk.log_syncs();
  auto first = (*store)->begin_write();
  REQUIRE(first);
  REQUIRE(insert_user(*first, "first"));
  auto others = add_behind(**store, {"a", "b", "c", "d", "e", "f", "g"});
  CHECK(first->commit());
  CHECK(join(others) == 7);
  CHECK(disk.log_syncs() == syncs + 1);
  for (const std::string name : {"before", "first", "a", "d", "g"}) CHECK(users(**store).contains(name));
}

TEST_CASE("writer: nothing of a batch is seen before all of it is on disk", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "before"));
  bool is_seen = false;
  disk.on_log_sync = [&](int) {
    is_seen = is_seen || users(**store).contains("first");
    return true;
  };
  auto first = (*store)->begin_write();
  REQUIRE(first);
  REQUIRE(insert_user(*first, "first"));
  auto others = add_behind(**store, {"a", "b"});
  CHECK(first->commit());
  CHECK(join(others) == 2);
  disk.on_log_sync = nullptr;
  CHECK_FALSE(is_seen);
  CHECK(users(**store).contains("first"));
}

TEST_CASE("writer: who gives up takes nothing of the others along", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "taken"));
  const bool first_gives_up = GENERATE(true, false);
  auto others = [&] {
    auto first = (*store)->begin_write();
    REQUIRE(first);
    REQUIRE(insert_user(*first, "first"));
    auto waiting = add_behind(**store, {"a", "taken", "b"});  // names are unique
    if (!first_gives_up) CHECK(first->commit());
    return waiting;
  }();
  CHECK(join(others) == 2);
  CHECK_FALSE(others[1]->result->has_value());
  const auto there = users(**store);
  CHECK(there.contains("a"));
  CHECK(there.contains("b"));
  CHECK(there.contains("first") == !first_gives_up);
}

TEST_CASE("writer: a batch whose sync fails is stored for nobody, and the next one is", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  auto store = Store::open(folder.path() / "ws");
  REQUIRE(store);
  REQUIRE(add_user(**store, "before"));
  disk.on_log_sync = [](int) { return false; };
  auto first = (*store)->begin_write();
  REQUIRE(first);
  REQUIRE(insert_user(*first, "first"));
  auto others = add_behind(**store, {"a", "b"});
  const auto failed = first->commit();
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == ErrorKind::io);
  CHECK(join(others) == 0);
  CHECK_FALSE(users(**store).contains("a"));
  disk.on_log_sync = nullptr;
  REQUIRE(add_user(**store, "after"));
  CHECK_FALSE(users(**store).contains("first"));
  disk.cut_power(folder.path() / "ws", folder.path() / "cut", [] { return false; });
  CHECK(missing_after_cut(folder.path() / "cut", {"before", "after"}).empty());
}

TEST_CASE("writer: a statement may not outlive its transaction, nor be made after it", "[emulator][store]") {
  const TemporaryFolder folder;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  {
    auto transaction = (*store)->begin_write();
    REQUIRE(transaction);
    REQUIRE(insert_user(*transaction, "lost"));
    const auto statement = transaction->prepare("SELECT 1");
    REQUIRE(statement);
    CHECK_FALSE(transaction->commit());
  }
  CHECK_FALSE(users(**store).contains("lost"));
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  CHECK(transaction->commit());
  CHECK_FALSE(transaction->prepare("SELECT 1"));
}

TEST_CASE("writer: a power cut at any moment takes nothing that was acknowledged", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  auto store = Store::open(folder.path() / "ws");
  REQUIRE(store);
  Acknowledged acknowledged;
  constexpr std::size_t k_threads = 4;
  constexpr std::size_t k_commits = 150;  // each; the log is copied into the database and begun anew meanwhile
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < k_threads; ++i)
    threads.emplace_back([&, i] {
      for (std::size_t k = 0; k < k_commits; ++k) {
        const std::string name = std::to_string(i) + "-" + std::to_string(k);
        if (add_user(**store, name)) acknowledged.add(name);
      }
    });
  std::mt19937 random{Catch::rngSeed()};
  constexpr std::size_t k_cuts = 10;
  std::vector<std::vector<std::string>> names;
  const auto remains = [&](std::size_t number) { return folder.path() / std::to_string(number); };
  for (std::size_t number = 0; number < k_cuts; ++number) {
    names.push_back(acknowledged.names(number * k_threads * k_commits / k_cuts));
    disk.cut_power(folder.path() / "ws", remains(number), [&] { return number % 2 == 0 && random() % 2 == 0; });
  }
  for (auto& thread : threads) thread.join();
  names.push_back(acknowledged.names(k_threads * k_commits));
  CHECK(names.back().size() == k_threads * k_commits);
  disk.cut_power(folder.path() / "ws", remains(k_cuts), [] { return false; });
  for (std::size_t number = 0; number < names.size(); ++number)
    CHECK(missing_after_cut(remains(number), names[number]) == std::vector<std::string>{});
}

TEST_CASE("writer: what nobody synced does not survive a power cut of the tests", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  REQUIRE(Store::open(folder.path() / "ws"));
  auto connection = Connection::open(database_file(folder.path() / "ws"));
  REQUIRE(connection);
  const std::string insertion =
      "INSERT INTO principals (kind, name, display_name, is_active, attributes) VALUES ('user', 'lost', '', 1, '{}')";
  REQUIRE((*connection)->execute("PRAGMA synchronous=NORMAL; " + insertion));
  disk.cut_power(folder.path() / "ws", folder.path() / "unsynced", [] { return false; });
  CHECK(missing_after_cut(folder.path() / "unsynced", {"lost"}) == std::vector<std::string>{"lost"});
}

TEST_CASE("writer: a commit without changes costs no sync", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "first"));
  const int syncs = disk.log_syncs();
  auto transaction = (*store)->begin_write();
  REQUIRE(transaction);
  CHECK(transaction->commit());
  CHECK(disk.log_syncs() == syncs);
}

TEST_CASE("writer: a log that is left to the next one holds all that was acknowledged, and stays short",
          "[emulator][store]") {
  const TemporaryFolder folder;
  const TemporaryFolder rest;
  const auto log = std::filesystem::path(database_file(folder.path()).string() + "-wal");
  UnreliableDisk disk;
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) {
    auto store = Store::open(folder.path(), Log::left);
    REQUIRE(store);
    names.push_back("user-" + std::to_string(i));
    REQUIRE(add_user(**store, names.back()));
  }
  REQUIRE(std::filesystem::exists(log));
  CHECK(std::filesystem::file_size(log) < 2U << 20U);
  disk.cut_power(folder.path(), rest.path(), [] { return false; });
  CHECK(missing_after_cut(rest.path(), names).empty());

  REQUIRE(Store::open(folder.path()));
  CHECK_FALSE(std::filesystem::exists(log));
  CHECK(missing_after_cut(folder.path(), names).empty());
}

TEST_CASE("writer: leaving the log costs no sync beside the commit's", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  REQUIRE(Store::open(folder.path(), Log::left));
  REQUIRE(add_user(**Store::open(folder.path(), Log::left), "first"));  // begins the log
  const int syncs = disk.log_syncs();
  REQUIRE(add_user(**Store::open(folder.path(), Log::left), "second"));
  CHECK(disk.log_syncs() == syncs + 1);
}
