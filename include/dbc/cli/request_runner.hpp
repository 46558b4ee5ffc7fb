#pragma once

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/session.hpp"

namespace dbc::cli {

/// The whole of a command that only maps options to a request and a reply to text.
[[nodiscard]] Result<void> run_request(Session& session, const Invocation& invocation);

/// The steps of it, for commands that do more.
[[nodiscard]] Result<Json> request_body(const Invocation& invocation);
/// One JSON document, given either as the text of --`text_option` or in the file of --`file_option`: exactly one of
/// them.
[[nodiscard]] Result<Json> json_from_pair(const Invocation& invocation, std::string_view text_option,
                                          std::string_view file_option);
[[nodiscard]] Result<api::Query> request_query(const Invocation& invocation);
[[nodiscard]] Result<Json> call(Session& session, const Invocation& invocation, const Endpoint& endpoint);
[[nodiscard]] std::string_view method_name(Method method);
/// The endpoint's path with `{jobs}` and path options filled in.
[[nodiscard]] Result<std::string> request_path(Session& session, const Invocation& invocation,
                                               const Endpoint& endpoint);

/// Version of the Jobs API in force: --version, what a modern command needs, the profile's, else the spelling's own.
[[nodiscard]] Result<std::string> jobs_version(Session& session, const Invocation& invocation);

/// Puts the ids into the invocation that its names stand for (`Option::lookup`). No match and two matches are errors.
[[nodiscard]] Result<void> resolve_names(Session& session, Invocation& invocation);

/// Where a list holds its items, and how its next page is asked for.
struct Paging {
  std::string_view items;
  std::string_view token = "page_token";
};
/// All items of a list, page after page: by token where the service gives one, by offset where it only says `has_more`.
[[nodiscard]] Result<Json> list_all(api::Client& client, std::string_view path, api::Query query, const Paging& paging);
/// Sets one key of a query, in its place or at the end.
void set_query(api::Query& query, std::string_view key, std::string value);

/// Prints a reply the way the row says, in the spelling that was used.
[[nodiscard]] Result<void> print_reply(Session& session, const Invocation& invocation, const Json& reply);
/// A JSON document in the legacy layout, with a final newline.
[[nodiscard]] Result<void> print_json(Session& session, const Json& value, bool raw_utf8 = false);

/// Polls until the state settles (`Command::wait`); the last polled object.
[[nodiscard]] Result<Json> wait_for(Session& session, const Invocation& invocation, const std::string& id);
/// An error where the settled object is not a success (`Wait::result`).
[[nodiscard]] Result<void> check_outcome(const Wait& wait, const std::string& id, const Json& settled);

/// A value by its dotted path; nullptr where any step is absent.
[[nodiscard]] const Json* find_path(const Json& value, std::string_view path);
/// The text at a dotted path, a number as its digits; empty where absent.
[[nodiscard]] std::string text_at(const Json& value, std::string_view path);

}  // namespace dbc::cli
