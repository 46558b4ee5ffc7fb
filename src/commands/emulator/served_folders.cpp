#include "served_folders.hpp"

#include <algorithm>
#include <charconv>

#include "dbc/base/text.hpp"
#include "dbc/embedded/embedded_transport.hpp"
#include "dbc/emulator/workspace.hpp"
#include "dbc/emulator/workspaces_place.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

using Folders = std::vector<std::filesystem::path>;

/// The port of an address that is this machine's for sure; nothing for any other.
std::optional<unsigned> loopback_port(std::string_view host) {
  const bool is_secure = host.starts_with("https://");
  if (const auto at = host.find("://"); at != std::string_view::npos) host.remove_prefix(at + 3);
  host = host.substr(0, host.find_first_of("/?#\\@"));
  const auto colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && !host.ends_with(']');
  const std::string name = to_lower(host.substr(0, has_port ? colon : host.size()));
  if (!name.starts_with("127.") && name != "[::1]" && name != "localhost" && !name.ends_with(".localhost"))
    return std::nullopt;
  unsigned port = is_secure ? 443 : 80;
  if (has_port) (void)std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
  return port;
}

void add(Folders& folders, const std::filesystem::path& folder) {
  if (std::ranges::find(folders, folder) == folders.end()) folders.push_back(folder);
}

/// Those right below `parent` that the server of `first` serves as well.
void add_others(Folders& folders, const std::filesystem::path& parent, const std::filesystem::path& first) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    const auto state = read_state(entry.path());
    if (state && state->served_with == first.string()) add(folders, entry.path());
  }
}

/// A folder whose server has ended still says where it was, so the lock is asked.
bool is_served_at(const std::filesystem::path& folder, unsigned port) {
  const auto state = running_emulator(folder);
  return state && *state && loopback_port((*state)->url) == port;
}

bool knows(const std::filesystem::path& folder, const std::string& token) {
  const auto workspace = emulator::Workspace::open({.folder = folder});
  return workspace && (*workspace)->knows_token(token);
}

}  // namespace

Folders served_together(const std::filesystem::path& first, const Environment& environment) {
  Folders folders{first};
  add_others(folders, first / "workspaces", first);
  const auto place = emulator::workspaces_place(environment);
  if (place && first.parent_path() == *place) add_others(folders, *place, first);
  return folders;
}

Folders served_at(std::string_view host, const Environment& environment) {
  Folders folders;
  const auto port = loopback_port(host);
  if (!port) return folders;
  for (const auto& name : embedded::workspace_names(environment)) {
    const auto folder = embedded::workspace_folder(name, environment);
    if (!folder || !is_served_at(*folder, *port)) continue;
    for (const auto& each : served_together(*folder, environment)) add(folders, each);
  }
  return folders;
}

std::optional<std::filesystem::path> reached_by(const Folders& folders, const std::string& token) {
  if (folders.size() == 1) return folders.front();
  Folders matching;
  for (const auto& folder : folders)
    if (knows(folder, token)) matching.push_back(folder);
  return matching.size() == 1 ? std::optional(matching.front()) : std::nullopt;
}

}  // namespace dbc::commands
