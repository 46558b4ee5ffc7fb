#include "emulator/store/group_commit.hpp"

#include <atomic>
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

Result<void> add_user(Store& store, const std::string& name) {
  DBC_TRY(auto transaction, store.begin_write());
  {
    DBC_TRY(auto statement, transaction.prepare("INSERT INTO principals (kind, name, display_name, is_active,"
                                                " attributes) VALUES ('user', ?, '', 1, '{}')"));
    DBC_CHECK(statement.bind(name).run());
  }
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

/// Waits until other threads have committed: their syncs come later.
bool wait_for_users(Store& store, std::size_t count) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (users(store).size() < count && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  return users(store).size() >= count;
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

TEST_CASE("group commit: threads that commit during a sync share the next one", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  auto store = Store::open(folder.path());
  REQUIRE(store);
  REQUIRE(add_user(**store, "first"));  // a new log is synced for its header too, under the lock
  const std::size_t before = users(**store).size();
  const int syncs_before = disk.log_syncs();
  constexpr std::size_t k_threads = 8;
  disk.on_log_sync = [&](int count) { return count > syncs_before || wait_for_users(**store, before + k_threads); };
  std::atomic<std::size_t> done = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < k_threads; ++i)
    threads.emplace_back([&, i] {
      if (add_user(**store, "u" + std::to_string(i))) ++done;
    });
  for (auto& thread : threads) thread.join();
  disk.on_log_sync = nullptr;  // closing the store syncs too
  CHECK(done == k_threads);
  // One for who came first and one for the others, but for those whose commit was seen and not yet counted.
  const auto syncs = static_cast<std::size_t>(disk.log_syncs() - syncs_before);
  CHECK(syncs >= 2);
  CHECK(syncs < k_threads);
}

TEST_CASE("group commit: a power cut at any moment takes nothing that was acknowledged", "[emulator][store]") {
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

TEST_CASE("group commit: what nobody synced does not survive a power cut", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  REQUIRE(Store::open(folder.path() / "ws"));
  auto connection = Connection::open(database_file(folder.path() / "ws"));
  REQUIRE(connection);
  REQUIRE((*connection)->leave_sync_to_caller());
  REQUIRE((*connection)
              ->execute("INSERT INTO principals (kind, name, display_name, is_active, attributes)"
                        " VALUES ('user', 'lost', '', 1, '{}')"));
  disk.cut_power(folder.path() / "ws", folder.path() / "unsynced", [] { return false; });
  CHECK(missing_after_cut(folder.path() / "unsynced", {"lost"}) == std::vector<std::string>{"lost"});
  REQUIRE((*connection)->sync_log());
  disk.cut_power(folder.path() / "ws", folder.path() / "synced", [] { return false; });
  CHECK(missing_after_cut(folder.path() / "synced", {"lost"}).empty());
}

TEST_CASE("group commit: after a failed sync nothing is acknowledged until the next start", "[emulator][store]") {
  const TemporaryFolder folder;
  UnreliableDisk disk;
  {
    auto store = Store::open(folder.path());
    REQUIRE(store);
    REQUIRE(add_user(**store, "before"));
    disk.on_log_sync = [](int) { return false; };
    const auto failed = add_user(**store, "unsure");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().kind == ErrorKind::io);
    disk.on_log_sync = {};
    const auto later = add_user(**store, "later");
    REQUIRE_FALSE(later);
    CHECK(later.error().message.find("start the program again") != std::string::npos);
    CHECK(users(**store).contains("before"));
  }
  auto store = Store::open(folder.path());
  REQUIRE(store);
  CHECK(add_user(**store, "after"));
}

TEST_CASE("group commit: a commit without changes costs no sync", "[emulator][store]") {
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
