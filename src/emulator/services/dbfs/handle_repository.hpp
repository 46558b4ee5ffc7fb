#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// How long a file may go without another block, by the workspace's clock.
constexpr std::chrono::minutes k_handle_lifetime{10};

/// A file that is being written in blocks.
struct DbfsHandle {
  std::int64_t id = 0;
  std::string path = {};
  bool overwrites = false;
  std::string staged_name = {};
  std::uint64_t size = 0;  ///< bytes that were acknowledged
  TimePoint used_at = {};
};

class DbfsHandleRepository {
 public:
  explicit DbfsHandleRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<DbfsHandle>> find(std::int64_t id);
  [[nodiscard]] Result<void> insert(const DbfsHandle& handle);
  /// True where a handle's content lies in that staged file.
  [[nodiscard]] Result<bool> knows(std::string_view staged_name);
  [[nodiscard]] Result<void> set_progress(std::int64_t id, std::uint64_t size, TimePoint used_at);
  [[nodiscard]] Result<void> remove(std::int64_t id);
  /// Forgets the handles that were last used before `horizon`, and gives the names of their staged files.
  [[nodiscard]] Result<std::vector<std::string>> remove_unused_since(TimePoint horizon);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
