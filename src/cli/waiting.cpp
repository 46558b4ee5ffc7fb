#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::cli {
namespace {

constexpr std::chrono::minutes k_default_timeout{20};
constexpr std::chrono::seconds k_longest_pause{10};

std::string text_at(const Json& value, std::string_view path) {
  const Json* found = find_path(value, path);
  return found != nullptr && found->is_string() ? found->get<std::string>() : "";
}

bool is_one_of(std::string_view list, const std::string& state) {
  const auto states = split(list, '|');
  return std::ranges::find(states, std::string_view(state)) != states.end();
}

/// Says on a terminal what is being waited for; nothing in a pipe.
Result<void> show_progress(Session& session, const std::string& state, const std::string& wanted) {
  if (!session.err().is_terminal()) return {};
  return session.err().write("\r\x1b[KWaiting for " + wanted + ": " + state);
}

Result<void> clear_progress(Session& session) {
  if (!session.err().is_terminal()) return {};
  return session.err().write("\r\x1b[K");
}

}  // namespace

Result<Json> wait_for(Session& session, const Invocation& invocation, const std::string& id) {
  const Wait& wait = *invocation.command().wait;
  const auto timeout = invocation.timeout.value_or(k_default_timeout);
  const auto start = session.surroundings().clock->now();
  DBC_TRY(api::Client * client, session.workspace());
  for (int attempt = 1;; ++attempt) {
    DBC_TRY(Json polled, client->get(wait.poll.path, {{std::string(wait.id), id}}));
    const std::string state = text_at(polled, wait.state);
    if (is_one_of(wait.good, state)) {
      DBC_CHECK(clear_progress(session));
      return polled;
    }
    const std::string why = text_at(polled, wait.message);
    if (is_one_of(wait.bad, state))
      return Error{.kind = ErrorKind::http,
                   .message = id + " did not reach " + std::string(wait.good) + ", it is " + state + ": " + why};
    const auto waited = session.surroundings().clock->now() - start;
    if (waited >= timeout)
      return Error{.kind = ErrorKind::timeout,
                   .message = id + " is still " + state + " after the time allowed by --timeout: " + why,
                   .hint = "It goes on; look again later"};
    DBC_CHECK(show_progress(session, state, std::string(wait.good)));
    const std::chrono::milliseconds pause =
        std::min<std::chrono::milliseconds>(std::chrono::seconds(attempt), k_longest_pause);
    session.sleeper().sleep_for(std::min(pause, timeout - waited));
  }
}

}  // namespace dbc::cli
