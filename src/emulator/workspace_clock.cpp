#include "dbc/emulator/workspace_clock.hpp"

#include "dbc/emulator/seed.hpp"
#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {
namespace {

Result<void> require_workspace(const std::filesystem::path& folder) {
  if (is_workspace(folder)) return {};
  return Error{.kind = ErrorKind::not_found,
               .message = "there is no workspace in " + folder.string(),
               .hint = "`dbc emulator start` makes one"};
}

Result<std::unique_ptr<SharedState>> state_of(const std::filesystem::path& folder) {
  DBC_CHECK(require_workspace(folder));
  return SharedState::open(folder);
}

}  // namespace

Result<std::chrono::milliseconds> clock_offset(const std::filesystem::path& folder) {
  DBC_TRY(const auto state, state_of(folder));
  return state->clock_offset();
}

Result<void> set_clock_offset(const std::filesystem::path& folder, std::chrono::milliseconds offset) {
  DBC_TRY(const auto state, state_of(folder));
  return state->set_clock_offset(offset);
}

Result<void> advance_clock(const std::filesystem::path& folder, std::chrono::milliseconds by) {
  DBC_TRY(const auto state, state_of(folder));
  return state->advance_clock(by);
}

Result<ClockReset> reset_clock(const std::filesystem::path& folder) {
  DBC_CHECK(require_workspace(folder));
  DBC_TRY(const auto done, SharedState::reset_clock(folder));
  return ClockReset{.has_healed = done != Reset::clock, .are_ids_random = done == Reset::damaged_file_and_ids};
}

}  // namespace dbc::emulator
