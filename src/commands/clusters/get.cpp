#include "clusters.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::commands {

Result<void> run_clusters_get(cli::Session& session, const cli::Invocation& invocation) {
  if (invocation.text("cluster-id").empty())
    return Error{.kind = ErrorKind::input, .message = "cluster_name and cluster_id were empty"};
  return cli::run_request(session, invocation);
}

}  // namespace dbc::commands
