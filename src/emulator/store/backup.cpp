#include "emulator/store/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>

#include <cerrno>
#include <memory>

#include "emulator/files/descriptor.hpp"

namespace dbc::emulator {
namespace {

constexpr int k_busy_timeout_milliseconds = 10'000;

using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

Error copy_error(int code, const std::filesystem::path& file) {
  return Error{.kind = ErrorKind::io, .message = "copying " + file.string() + ": " + sqlite3_errstr(code)};
}

Result<Database> open_database(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(handle, sqlite3_close);
  if (opened != SQLITE_OK) return copy_error(opened, file);
  sqlite3_busy_timeout(handle, k_busy_timeout_milliseconds);
  return database;
}

}  // namespace

Result<void> copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  const Descriptor made(::open(to.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made.is_open()) return system_error(errno, "making " + to.string());
  DBC_TRY(const auto source, open_database(from));
  DBC_TRY(const auto target, open_database(to));
  sqlite3_backup* backup = sqlite3_backup_init(target.get(), "main", source.get(), "main");
  if (backup == nullptr) return copy_error(sqlite3_errcode(target.get()), from);
  // All pages in one step: the read transaction of the step is the moment that is copied.
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) return copy_error(stepped, from);
  if (finished != SQLITE_OK) return copy_error(finished, from);
  return {};
}

}  // namespace dbc::emulator
