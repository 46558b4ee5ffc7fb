#pragma once

#include <optional>
#include <vector>

#include "emulator/services/workspace_objects/workspace_object.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// The rows of objects, whether or not they are still on disk.
class ObjectRepository {
 public:
  explicit ObjectRepository(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] Result<std::optional<ObjectRow>> find(const TreePath& path);
  [[nodiscard]] Result<std::optional<ObjectRow>> find(std::int64_t id);
  [[nodiscard]] Result<std::vector<ObjectRow>> children(const TreePath& parent);
  [[nodiscard]] Result<std::vector<ObjectRow>> at_and_below(const TreePath& path);
  /// Stores a new object in the place of whatever had its path, and returns its id.
  [[nodiscard]] Result<std::int64_t> replace(const ObjectRow& row);
  [[nodiscard]] Result<void> set_language(std::int64_t id, std::optional<NotebookLanguage> language);
  /// Forgets an object and all below it.
  [[nodiscard]] Result<void> remove(const TreePath& path);

 private:
  Transaction& transaction_;
};

}  // namespace dbc::emulator
