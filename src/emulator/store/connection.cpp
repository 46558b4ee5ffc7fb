#include "emulator/store/connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "dbc/base/text.hpp"
#include "emulator/files/disk_error.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/store/log_place.hpp"

namespace dbc::emulator {
namespace {

constexpr int k_busy_tries = 10'000;  // about as many milliseconds
constexpr int k_primary = 0xff;       // the bits of a result code that do not say more exactly

/// Waits for the lock of another process. SQLite's own waiting grows to 100 ms a time, and so hardly ever meets the
/// moment between two commits of a busy server.
int wait_for_lock(void* /*unused*/, int tries) {
  if (tries >= k_busy_tries) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return 1;
}

/// True where this user may not write the file.
bool is_read_only(const std::filesystem::path& file) {
  return ::access(file.c_str(), W_OK) != 0 && (errno == EACCES || errno == EROFS);
}

/// True where not all of the database is in its file.
bool has_log(const std::filesystem::path& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file.string() + "-wal", missing);
  return !missing && size > 0;
}

/// Of a database that SQLite could not open.
bool has_log_out_of_reach(sqlite3* handle) {
  const char* file = sqlite3_db_filename(handle, "main");
  return file != nullptr && is_read_only(file) && has_log(file);
}

Error log_out_of_reach() {
  return api_error(ErrorCode::insufficient_storage,
                   "The workspace's database cannot be read: it lies where this user must not write, and has changes "
                   "that were not taken over into it when its last user ended. Any command of a user who may write "
                   "there takes them over");
}

/// SQLite's codes tell a full disk only where it was writing. There is no handle where memory ran out.
Error system_problem(int code, sqlite3* handle) {
  const int primary = code & k_primary;
  const bool is_of_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;  // what came before is still noted
  const int problem = is_of_system ? sqlite3_system_errno(handle) : 0;
  if (problem == ENOSPC || problem == EDQUOT) return full_disk("using the workspace's database");
  if (primary == SQLITE_CANTOPEN && has_log_out_of_reach(handle)) return log_out_of_reach();
  return api_error(ErrorCode::internal_error,
                   std::string("The workspace's database cannot be used: ") + sqlite3_errstr(code));
}

/// The text says what SQLite reports in general, never a statement or a path: it may go to a client.
Error store_error(int code, sqlite3* handle) {
  const int primary = code & k_primary;
  if (primary == SQLITE_FULL) return full_disk("writing the workspace's database");
  if (primary == SQLITE_READONLY) return unwritable();
  Error error = system_problem(code, handle);
  error.kind = ErrorKind::io;
  return error;
}

/// SQLite would make the file readable for all; its WAL takes over the mode of the main file. A file that is there must
/// not be opened: closing it would drop the locks that the other connections of this process have on it, and another
/// process could then remove their log.
Result<void> make_private_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST) return {};
  if (descriptor < 0) return system_error(errno, "opening " + file.string());
  ::close(descriptor);
  return {};
}

/// SQLite makes files beside a database with a log, which it cannot where nothing may be written: there, it is told
/// that the database does not change.
std::string database_name(const std::filesystem::path& file) {
  if (!is_read_only(file) || has_log(file)) return file.string();
  return "file:" + percent_encode(file.string()) + "?immutable=1";
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      handle_(std::exchange(other.handle_, nullptr)),
      bind_result_(other.bind_result_) {}

Statement::Statement(Connection& connection, sqlite3_stmt* handle) : connection_(&connection), handle_(handle) {
  ++connection_->on_loan_;
}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(handle_, other.handle_);
  std::swap(bind_result_, other.bind_result_);
  return *this;
}

Statement::~Statement() { give_back(); }

void Statement::give_back() {
  if (handle_ == nullptr) return;
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  --connection_->on_loan_;
  auto& idle = connection_->idle_;
  const std::string_view sql = sqlite3_sql(handle_);
  auto place = idle.find(sql);
  if (place == idle.end()) place = idle.try_emplace(std::string(sql)).first;
  place->second.push_back(handle_);
}

void Statement::bind_one(int index, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  const int result = sqlite3_bind_text64(handle_, index, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (result != SQLITE_OK) bind_result_ = result;
}

void Statement::bind_one(int index, std::int64_t number) {
  if (const int result = sqlite3_bind_int64(handle_, index, number); result != SQLITE_OK) bind_result_ = result;
}

void Statement::bind_one(int index, std::nullopt_t) {
  if (const int result = sqlite3_bind_null(handle_, index); result != SQLITE_OK) bind_result_ = result;
}

Result<bool> Statement::step() {
  if (bind_result_ != SQLITE_OK) return store_error(bind_result_, connection_->handle_);
  const int result = sqlite3_step(handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return store_error(result, connection_->handle_);
}

Result<void> Statement::run() {
  const auto stepped = step();
  if (!stepped) return stepped.error();
  return {};
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

std::optional<std::string> Statement::optional_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file) {
  DBC_CHECK(make_private_file(file));
  sync_names_of_logs_once();
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  const int opened = sqlite3_open_v2(database_name(file).c_str(), &handle, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(handle));
  if (opened != SQLITE_OK) return store_error(opened, handle).with_context("opening " + file.string());
  sqlite3_busy_handler(handle, wait_for_lock, nullptr);
  // Both are per connection; an acknowledged write must survive a power cut.
  DBC_CHECK(connection->execute("PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL"));
  return connection;
}

void Connection::leave_log() { sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

Connection::~Connection() {
  for (const auto& [sql, statements] : idle_)
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Result<Statement> Connection::prepare(std::string_view sql) {
  if (const auto found = idle_.find(sql); found != idle_.end() && !found->second.empty()) {
    Statement statement(*this, found->second.back());
    found->second.pop_back();
    return statement;
  }
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &handle, nullptr);
  if (result != SQLITE_OK) return store_error(result, handle_);
  return Statement(*this, handle);
}

Result<void> Connection::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return store_error(result, handle_);
  return {};
}

Result<void> Connection::run(std::string_view sql) {
  DBC_TRY(auto statement, prepare(sql));
  return statement.run();
}

std::int64_t Connection::changes() const { return sqlite3_changes64(handle_); }

bool Connection::is_in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

}  // namespace dbc::emulator
