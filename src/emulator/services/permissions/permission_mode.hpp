#pragma once

#include <optional>
#include <string_view>

#include "dbc/base/result.hpp"
#include "emulator/store/store.hpp"

namespace dbc::emulator {

/// What happens to a request that its sender lacks a permission for.
enum class PermissionMode {
  off,      ///< nothing
  warn,     ///< it is served, and a header of the reply tells what was lacking
  enforce,  ///< it is refused
};

[[nodiscard]] std::string_view name_of(PermissionMode mode);
[[nodiscard]] std::optional<PermissionMode> permission_mode_of(std::string_view name);

[[nodiscard]] Result<PermissionMode> load_permission_mode(Transaction& transaction);
[[nodiscard]] Result<void> save_permission_mode(Transaction& transaction, PermissionMode mode);

}  // namespace dbc::emulator
