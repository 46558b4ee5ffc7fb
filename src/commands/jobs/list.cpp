#include <algorithm>

#include "dbc/cli/request_runner.hpp"
#include "jobs.hpp"

namespace dbc::commands {
namespace {

constexpr std::string_view k_oldest_version = "2.0";
constexpr std::string_view k_page_size = "20";

/// True where the query asks for what the oldest version of the API does not know. Zero asks for nothing.
bool needs_newer_version(const api::Query& query) {
  return std::ranges::any_of(query, [](const auto& field) {
    const auto& [key, value] = field;
    if (key == "expand_tasks") return value == "true";
    return key == "name" ? !value.empty() : value != "0";
  });
}

Error newer_version_needed() {
  return {.kind = ErrorKind::input,
          .message = "the options --expand-tasks, --offset, --limit, --all, and --name are only available in API 2.1",
          .hint = "Add --version 2.1, or choose it for good with `dbc jobs configure --version 2.1`"};
}

/// One page, or all of them: with --all, and in the modern spelling unless the number is limited.
Result<Json> read_jobs(cli::Session& session, const cli::Invocation& invocation, api::Query query) {
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const std::string path, cli::request_path(session, invocation, invocation.command().endpoint));
  if (invocation.flag("all")) {
    cli::set_query(query, "limit", std::string(k_page_size));
    cli::set_query(query, "offset", "0");
  }
  if (invocation.flag("all") || (invocation.modern_output && !invocation.given("limit")))
    return cli::list_all(*client, path, std::move(query), {.items = "jobs"});
  DBC_TRY(const Json reply, client->get(path, query));
  DBC_TRY(const Json* jobs, api::list_in(reply, "jobs"));
  return jobs == nullptr ? Json::array() : *jobs;
}

}  // namespace

Result<void> run_jobs_list(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(const std::string version, cli::jobs_version(session, invocation));
  DBC_TRY(api::Query query, cli::request_query(invocation));
  if (version == k_oldest_version && (invocation.flag("all") || needs_newer_version(query)))
    return newer_version_needed();
  DBC_TRY(Json jobs, read_jobs(session, invocation, std::move(query)));
  Json reply = Json::object();
  reply["jobs"] = std::move(jobs);
  return cli::print_reply(session, invocation, reply);
}

}  // namespace dbc::commands
