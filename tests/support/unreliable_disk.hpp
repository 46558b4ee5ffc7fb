#pragma once

#include <sqlite3.h>

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace dbc::test {

/// While it lives, SQLite's files lie on a disk whose power may be cut: it knows what was synced of each file, and what
/// was only written since. Removals take effect at once. Nothing waits for the real disk. One at a time.
class UnreliableDisk {
 public:
  UnreliableDisk();
  ~UnreliableDisk();
  UnreliableDisk(const UnreliableDisk&) = delete;
  UnreliableDisk& operator=(const UnreliableDisk&) = delete;

  /// Called before a write-ahead log is synced, with how many times that was done before; false makes the sync fail.
  std::function<bool(int count)> on_log_sync = {};
  [[nodiscard]] int log_syncs() const;

  /// Writes to `target` what a power cut at this moment leaves of the files in `folder`: all that was synced, and of
  /// the writes since then those for which `survives` says so.
  void cut_power(const std::filesystem::path& folder, const std::filesystem::path& target,
                 const std::function<bool()>& survives) const;

 private:
  struct Write {
    std::size_t offset;
    std::string bytes;
  };
  struct Truncation {
    std::size_t size;
  };
  using Change = std::variant<Write, Truncation>;
  struct File {
    std::string synced = {};
    std::deque<Change> changes = {};  ///< since then
    std::size_t changes_synced = 0;
  };
  struct Methods;

  static void apply(const Change& change, std::string& content);
  static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags);
  static int remove(sqlite3_vfs* vfs, const char* name, int syncs_folder);
  static int close(sqlite3_file* file);
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset);
  static int truncate(sqlite3_file* file, sqlite3_int64 size);
  static int sync(sqlite3_file* file, int flags);
  static const sqlite3_io_methods& usual(sqlite3_file* file);
  void watch(sqlite3_file* file, const std::string& path);
  void note(sqlite3_file* file, Change change);
  bool sync_file(sqlite3_file* file);

  sqlite3_vfs* usual_vfs_;
  sqlite3_vfs vfs_;
  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
  std::map<sqlite3_file*, std::string> open_files_;
  std::vector<std::unique_ptr<Methods>> methods_;
  int log_syncs_ = 0;
};

}  // namespace dbc::test
