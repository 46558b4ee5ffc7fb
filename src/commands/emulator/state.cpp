#include <unistd.h>

#include <cerrno>

#include "dbc/emulator/server_address.hpp"
#include "emulator.hpp"

namespace dbc::commands {
namespace {

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

bool is_read_only(const std::filesystem::path& directory) {
  return ::access(directory.c_str(), W_OK) != 0 && (errno == EROFS || errno == EACCES);
}

}  // namespace

std::filesystem::path lock_path(const std::filesystem::path& directory) { return directory / "emulator.lock"; }

Result<FileLock> lock_for_server(const std::filesystem::path& directory, const std::string& hint) {
  // Where no file can be made, the folder itself is locked.
  const auto path = is_read_only(directory) && !is_there(lock_path(directory)) ? directory : lock_path(directory);
  auto lock = FileLock::try_acquire(path);
  if (!lock && lock.error().kind != ErrorKind::timeout) return lock;
  if (!lock)
    return Error{
        .kind = ErrorKind::io, .message = "an emulator serves " + directory.string() + " already", .hint = hint};
  std::error_code ignored;
  std::filesystem::remove(emulator::server_state_file(directory), ignored);
  return lock;
}

Result<void> write_state(const std::filesystem::path& directory, const EmulatorState& state) {
  if (is_read_only(directory)) return {};
  Json json{{"url", state.url}, {"pid", state.pid}};
  if (!state.served_with.empty()) json["served_with"] = state.served_with;
  return write_file_atomically_unsynced(emulator::server_state_file(directory), write_json(json, {}) + "\n", 0600);
}

std::string stop_command(const std::filesystem::path& directory, const EmulatorState& state) {
  const std::string folder = state.served_with.empty() ? directory.string() : state.served_with;
  return "dbc emulator stop --data-dir " + folder;
}

Result<void> require_no_server(const std::filesystem::path& directory) {
  DBC_TRY(const auto state, running_emulator(directory));
  if (!state) return {};
  return Error{.kind = ErrorKind::io,
               .message = "an emulator serves " + directory.string() + " at " + state->url,
               .hint = "`" + stop_command(directory, *state) + "` ends it"};
}

Result<std::optional<EmulatorState>> running_emulator(const std::filesystem::path& directory) {
  if (!is_there(lock_path(directory))) return std::optional<EmulatorState>{};
  const auto free = FileLock::try_acquire(lock_path(directory));
  if (free) return std::optional<EmulatorState>{};
  if (free.error().kind != ErrorKind::timeout) return free.error();
  auto state = read_state(directory);
  if (state) return state;
  return Error{.kind = ErrorKind::io,
               .message = "an emulator is about to serve " + directory.string(),
               .hint = "try again in a moment"};
}

std::optional<EmulatorState> read_state(const std::filesystem::path& directory) {
  const auto text = read_file(emulator::server_state_file(directory));
  if (!text) return std::nullopt;
  const auto json = parse_json(*text);
  if (!json || !json->is_object()) return std::nullopt;
  const Json* pid = find_member(*json, "pid");
  return EmulatorState{.url = string_or(*json, "url", ""),
                       .pid = pid != nullptr && pid->is_number_integer() ? pid->get<int>() : 0,
                       .served_with = string_or(*json, "served_with", "")};
}

}  // namespace dbc::commands
