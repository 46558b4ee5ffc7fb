#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dbc/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace dbc::emulator {

class Connection;

/// A prepared statement on loan from its connection. Parameters are bound from 1, columns read from 0.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  /// Binds all parameters in order. What cannot be bound shows at `step`.
  template <class... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  void bind_one(int index, std::string_view text);
  void bind_one(int index, std::int64_t number);
  void bind_one(int index, std::nullopt_t);
  template <class T>
  void bind_one(int index, const std::optional<T>& value) {
    if (value)
      bind_one(index, *value);
    else
      bind_one(index, std::nullopt);
  }

  /// True where a row is ready, false at the end.
  [[nodiscard]] Result<bool> step();
  /// Runs a statement that yields no rows.
  [[nodiscard]] Result<void> run();

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;

 private:
  friend class Connection;
  Statement(Connection& connection, sqlite3_stmt* handle);
  void give_back();
  Connection* connection_;
  sqlite3_stmt* handle_;
  int bind_result_ = 0;
};

/// One connection to a database file, for one thread at a time. Statements must not outlive it.
class Connection {
 public:
  /// Opens `file`, which is made with mode 0600 where absent.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Closing this connection will leave the log as it is.
  void leave_log();

  /// Prepares one statement; the compiled form is kept for the next time.
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// Runs one or more statements without parameters or rows.
  [[nodiscard]] Result<void> execute(const std::string& sql);
  /// Runs one statement without parameters or rows that comes again and again.
  [[nodiscard]] Result<void> run(std::string_view sql);
  /// Rows that the last statement changed.
  [[nodiscard]] std::int64_t changes() const;

  /// False also where SQLite has rolled a transaction back by itself.
  [[nodiscard]] bool is_in_transaction() const;
  /// Statements that somebody has.
  [[nodiscard]] std::size_t statements_on_loan() const { return on_loan_; }

 private:
  friend class Statement;
  explicit Connection(sqlite3* handle) : handle_(handle) {}

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  sqlite3* handle_;
  std::size_t on_loan_ = 0;
  /// Compiled statements that nobody uses now. The same text may be compiled more than once.
  std::unordered_map<std::string, std::vector<sqlite3_stmt*>, TextHash, std::equal_to<>> idle_;
};

}  // namespace dbc::emulator
