#include <algorithm>

#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"
#include "repos.hpp"

namespace dbc::commands {
namespace {

constexpr std::string_view k_old_root = "/Repos/";

Error input_error(std::string message) { return {.kind = ErrorKind::input, .message = std::move(message)}; }

Result<void> check_path(const std::string& path) {
  if (!path.starts_with('/')) return input_error("Path must start with /Repos/ or another folder of the workspace");
  if (!path.starts_with(k_old_root)) return {};
  const auto parts = split(path, '/');
  if (std::ranges::count_if(parts, [](std::string_view part) { return !part.empty(); }) == 3) return {};
  return input_error("Repos paths must be in /Repos/{folder}/{repo} format!");
}

/// Outside /Repos the service calls a repo's folder a plain directory.
bool may_be_repo(const std::string& type, const std::string& path) {
  return type == "REPO" || (type == "DIRECTORY" && !path.starts_with(k_old_root));
}

Result<std::string> find_repo_id(cli::Session& session, const std::string& path) {
  DBC_CHECK(check_path(path));
  DBC_TRY(api::Client * client, session.workspace());
  const auto status = client->get("/api/2.0/workspace/get-status", {{"path", path}});
  if (!status && status.error().kind != ErrorKind::not_found)
    return Error(status.error()).with_context("Error fetching repo ID for " + path);
  const std::string id = status ? cli::text_at(*status, "object_id") : "";
  if (id.empty() || !may_be_repo(cli::text_at(*status, "object_type"), path))
    return Error{.kind = ErrorKind::not_found, .message = "Can't find repo ID for " + path};
  return id;
}

/// In the modern spelling the one word may be either.
std::string path_in(const cli::Invocation& invocation) {
  const std::string id = invocation.text("repo-id");
  return id.starts_with('/') ? id : invocation.text("path");
}

Result<std::string> provider_of(const cli::Invocation& invocation) {
  const std::string given = invocation.text("provider");
  if (!trim(given).empty()) return given;
  if (auto detected = detect_git_provider(invocation.text("url"))) return std::move(*detected);
  return Error{.kind = ErrorKind::input,
               .message = "The Git provider parameter wasn't specified and we can't detect it from URL",
               .hint = "Please pass 'provider' option"};
}

}  // namespace

Result<void> run_repos_create(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.given("json")) return cli::run_request(session, invocation);
  Json body = Json::object();
  body["url"] = invocation.text("url");
  DBC_TRY(body["provider"], provider_of(invocation));
  if (const auto path = invocation.find("path")) body["path"] = *path;
  DBC_TRY(api::Client * client, session.workspace());
  DBC_TRY(const Json reply, client->send("POST", invocation.command().endpoint.path, body));
  return cli::print_reply(session, invocation, reply);
}

Result<void> run_repos_on_one(cli::Session& session, const cli::Invocation& invocation) {
  const std::string path = path_in(invocation);
  if (path.empty() && invocation.text("repo-id").empty()) return input_error("the id of the repo is empty");
  cli::Invocation by_id = invocation;
  if (!path.empty()) {
    DBC_TRY(std::string id, find_repo_id(session, path));
    by_id.add("repo-id", std::move(id));
  }
  return cli::run_request(session, by_id);
}

}  // namespace dbc::commands
