#include "dbc/emulator/server_address.hpp"

#include <signal.h>

#include <cerrno>

#include "dbc/base/json.hpp"
#include "emulator/files/beneath.hpp"

namespace dbc::emulator {
namespace {

/// The lock of the server would tell as well, but who tries it keeps a server from starting in that moment.
bool is_alive(const Json& state) {
  const auto* pid = find_member(state, "pid");
  if (pid == nullptr || !pid->is_number_integer() || pid->get<int>() <= 0) return false;
  return ::kill(pid->get<int>(), 0) == 0 || errno == EPERM;
}

}  // namespace

std::filesystem::path server_state_file(const std::filesystem::path& workspace_folder) {
  return workspace_folder / "emulator.json";
}

std::string server_address(const std::filesystem::path& workspace_folder) {
  constexpr const char* k_nobody = "http://localhost";
  const auto text = read_own_file(server_state_file(workspace_folder));
  if (!text) return k_nobody;
  const auto state = parse_json(*text);
  if (!state || !state->is_object() || !is_alive(*state)) return k_nobody;
  std::string url = string_or(*state, "url", k_nobody);
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace dbc::emulator
