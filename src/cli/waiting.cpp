#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/polling.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::cli {
namespace {

constexpr std::chrono::minutes k_default_timeout{20};
constexpr std::chrono::seconds k_longest_pause{10};

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

/// "RUNNING", "TERMINATED or SKIPPED"
std::string in_words(std::string_view states) { return replace_all(std::string(states), "|", " or "); }

/// What is asked until the state settles. An id in the path needs none in the query.
Result<Json> poll(Session& session, const Invocation& invocation, const std::string& id) {
  const Wait& wait = *invocation.command().wait;
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, request_path(session, invocation, wait.poll));
  const bool in_path = wait.poll.path.find("{" + std::string(wait.id) + "}") != std::string_view::npos;
  return client->get(path, in_path ? api::Query{} : api::Query{{std::string(wait.id), id}});
}

}  // namespace

Result<Json> wait_for(Session& session, const Invocation& invocation, const std::string& id) {
  const Wait& wait = *invocation.command().wait;
  const auto timeout = invocation.timeout.value_or(k_default_timeout);
  const auto start = session.surroundings().clock->now();
  for (std::size_t attempt = 0;; ++attempt) {
    DBC_TRY(Json polled, poll(session, invocation, id));
    const std::string state = text_at(polled, wait.state);
    if (is_one_of(wait.good, state)) {
      DBC_CHECK(clear_progress(session));
      return polled;
    }
    const std::string why = text_at(polled, wait.message);
    if (is_one_of(wait.bad, state))
      return Error{.kind = ErrorKind::http,
                   .message = id + " did not reach " + in_words(wait.good) + ", it is " + state + ": " + why};
    const auto waited = session.surroundings().clock->now() - start;
    if (waited >= timeout)
      return Error{.kind = ErrorKind::timeout,
                   .message = id + " is still " + state + " after the time allowed by --timeout: " + why,
                   .hint = "It goes on; look again later"};
    DBC_CHECK(show_progress(session, state, in_words(wait.good)));
    DBC_TRY(const auto pause,
            poll_pause(session, attempt,
                       std::min<std::chrono::milliseconds>(std::chrono::seconds(attempt + 1), k_longest_pause)));
    session.sleeper().sleep_for(std::min(pause, timeout - waited));
  }
}

Result<void> check_outcome(const Wait& wait, const std::string& id, const Json& settled) {
  if (wait.result.empty()) return {};
  std::string outcome = text_at(settled, wait.result);
  if (is_one_of(wait.good_result, outcome)) return {};
  if (outcome.empty()) outcome = text_at(settled, wait.state);
  return Error{.kind = ErrorKind::http, .message = id + " ended as " + outcome + ": " + text_at(settled, wait.message)};
}

}  // namespace dbc::cli
