#include "dbc/cli/polling.hpp"

#include <algorithm>

#include "dbc/net/url.hpp"

namespace dbc::cli {
namespace {

using std::chrono::milliseconds;

bool is_on_this_machine(const config::Profile& profile) {
  if (profile.local_workspace()) return true;
  const auto url = net::parse_host(profile.host.value);
  return url && (url->is_loopback() || url->host.ends_with(".localhost"));
}

/// From 5 ms on, half as much again each time, up to a quarter of a second.
milliseconds local_pause(std::size_t attempt) {
  constexpr milliseconds shortest{5};
  constexpr milliseconds longest{250};
  milliseconds pause = shortest;
  while (attempt-- > 0 && pause < longest) pause += pause / 2;
  return std::min(pause, longest);
}

}  // namespace

Result<milliseconds> poll_pause(Session& session, std::size_t attempt, milliseconds elsewhere) {
  DBC_TRY(const config::Profile* profile, session.profile());
  return is_on_this_machine(*profile) ? std::min(local_pause(attempt), elsewhere) : elsewhere;
}

}  // namespace dbc::cli
