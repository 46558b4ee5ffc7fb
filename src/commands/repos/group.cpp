#include "../groups.hpp"
#include "../shared_options.hpp"
#include "repos.hpp"

namespace dbc::commands {
namespace {

using cli::Column;
using cli::Command;
using cli::Method;
using cli::Option;
using cli::OutputKind;
using cli::Place;

constexpr cli::Output k_reply{.kind = OutputKind::json};

constexpr Option k_id{.names = "--repo-id", .help = "Id of the repo", .slot = 1, .place = Place::path};
constexpr Option k_path{.names = "--path", .help = "Path of the repo in the workspace", .place = Place::none};

constexpr Option k_list[] = {
    {.names = "--path-prefix", .help = "Only repos below this path"},
    {.names = "--next-page-token", .help = "Where the next page begins, from the reply of the last one"},
};
constexpr Option k_create[] = {
    {.names = "--url", .help = "Address of the Git remote", .required = true, .slot = 1},
    {.names = "--provider", .help = "Git provider, where the address does not show it", .slot = 2},
    {.names = "--path", .help = "Where the repo shall stand in the workspace"},
    k_modern_json,
};
constexpr Option k_by_id[] = {k_id, k_path};
constexpr Option k_update[] = {
    k_id,
    k_path,
    {.names = "--branch", .help = "Branch to check out"},
    {.names = "--tag", .help = "Tag to check out"},
};
constexpr cli::OneOf k_one_repo[] = {{.options = "repo-id|path"}};
constexpr cli::OneOf k_one_target[] = {{.options = "repo-id|path"}, {.options = "branch|tag"}};
constexpr Column k_columns[] = {
    {.header = "", .path = "id"},
    {.header = "", .path = "path"},
    {.header = "", .path = "branch"},
    {.header = "", .path = "url"},
};

constexpr Command k_commands[] = {
    {.names = "list",
     .summary = "List the repos",
     .options = k_list,
     .endpoint = {Method::get, "/api/2.0/repos"},
     .output =
         {.kind = OutputKind::json, .items = "repos", .modern_columns = k_columns, .page_token = "next_page_token"}},
    {.names = "create",
     .summary = "Clone a Git remote into the workspace",
     .options = k_create,
     .endpoint = {Method::post, "/api/2.0/repos"},
     .output = k_reply,
     .body = cli::BodyRule::instead,
     .run = run_repos_create,
     .example = "dbc repos create --url https://github.com/octocat/Hello-World"},
    {.names = "get",
     .summary = "Show a repo",
     .options = k_by_id,
     .endpoint = {Method::get, "/api/2.0/repos/{repo_id}"},
     .output = k_reply,
     .one_of = k_one_repo,
     .run = run_repos_on_one},
    {.names = "update",
     .summary = "Check out a branch or a tag",
     .options = k_update,
     .endpoint = {Method::patch, "/api/2.0/repos/{repo_id}"},
     .output = k_reply,
     .one_of = k_one_target,
     .run = run_repos_on_one},
    {.names = "delete",
     .summary = "Delete a repo from the workspace",
     .options = k_by_id,
     .endpoint = {Method::del, "/api/2.0/repos/{repo_id}"},
     .output = k_reply,
     .one_of = k_one_repo,
     .run = run_repos_on_one},
};

}  // namespace

constexpr cli::Group k_repos{.name = "repos", .summary = "Git repositories in the workspace", .commands = k_commands};

}  // namespace dbc::commands
