#include "emulator/services/permissions/permission_mode.hpp"

#include <algorithm>
#include <array>

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 3> k_names{"off", "warn", "enforce"};

}  // namespace

std::string_view name_of(PermissionMode mode) { return k_names.at(static_cast<std::size_t>(mode)); }

std::optional<PermissionMode> permission_mode_of(std::string_view name) {
  const auto* const found = std::ranges::find(k_names, name);
  if (found == k_names.end()) return std::nullopt;
  return static_cast<PermissionMode>(found - k_names.begin());
}

Result<PermissionMode> load_permission_mode(Transaction& transaction) {
  DBC_TRY(auto statement, transaction.prepare("SELECT permission_mode FROM workspace"));
  DBC_CHECK(statement.step());
  return permission_mode_of(statement.text(0)).value_or(PermissionMode::enforce);
}

Result<void> save_permission_mode(Transaction& transaction, PermissionMode mode) {
  DBC_TRY(auto statement, transaction.prepare("UPDATE workspace SET permission_mode = ?"));
  return statement.bind(name_of(mode)).run();
}

}  // namespace dbc::emulator
