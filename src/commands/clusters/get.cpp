#include "clusters.hpp"
#include "dbc/base/text.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::commands {
namespace {

std::vector<std::string> ids_with_name(const Json& reply, const std::string& name) {
  std::vector<std::string> ids;
  const Json* clusters = find_member(reply, "clusters");
  if (clusters == nullptr || !clusters->is_array()) return ids;
  for (const auto& cluster : *clusters)
    if (string_or(cluster, "cluster_name", "") == name) ids.push_back(string_or(cluster, "cluster_id", ""));
  return ids;
}

}  // namespace

Result<std::string> find_cluster_id(api::Client& client, const std::string& name) {
  DBC_TRY(const Json reply, client.get("/api/2.0/clusters/list", {}));
  const auto ids = ids_with_name(reply, name);
  if (ids.empty())
    return Error{.kind = ErrorKind::not_found,
                 .message = "No clusters with name " + name + " were found",
                 .hint = "`clusters list` shows the names"};
  if (ids.size() > 1)
    return Error{.kind = ErrorKind::input,
                 .message = "More than 1 cluster was named " + name +
                            ", please use --cluster-id. Cluster ids found: " + join(ids, ", ")};
  return ids.front();
}

Result<void> run_clusters_get(cli::Session& session, const cli::Invocation& invocation) {
  DBC_TRY(api::Client * client, session.workspace());
  std::string id = invocation.text("cluster-id");
  const std::string name = invocation.text("cluster-name");
  if (id.empty() && name.empty())
    return Error{.kind = ErrorKind::input, .message = "cluster_name and cluster_id were empty"};
  if (id.empty()) {
    DBC_TRY(id, find_cluster_id(*client, name));
  }
  DBC_TRY(const Json reply, client->get(invocation.command().endpoint.path, {{"cluster_id", id}}));
  return cli::print_reply(session, invocation, reply);
}

}  // namespace dbc::commands
