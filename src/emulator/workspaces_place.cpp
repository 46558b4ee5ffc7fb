#include "dbc/emulator/workspaces_place.hpp"

namespace dbc::emulator {

std::optional<std::filesystem::path> workspaces_place(const Environment& environment) {
  const auto variable = [&](std::string_view name) { return std::filesystem::path(environment(name).value_or("")); };
  if (auto own = variable("DBC_DATA_HOME"); !own.empty()) return own;
  if (const auto data = variable("XDG_DATA_HOME"); !data.empty()) return data / "dbc/workspaces";
  if (const auto home = variable("HOME"); !home.empty()) return home / ".local/share/dbc/workspaces";
  return std::nullopt;
}

}  // namespace dbc::emulator
