#include "emulator/execution/job_clusters.hpp"

#include "emulator/services/clusters/cluster_lifecycle.hpp"
#include "emulator/services/clusters/cluster_repository.hpp"

namespace dbc::emulator {
namespace {

Result<std::vector<std::string>> clusters_of(Transaction& transaction, const Run& run) {
  std::vector<std::string> ids;
  DBC_TRY(auto statement, transaction.prepare("SELECT cluster_id FROM clusters WHERE source = 'JOB' AND name GLOB ?"));
  statement.bind(job_cluster_name(run) + "*");
  while (true) {
    DBC_TRY(const bool has_row, statement.step());
    if (!has_row) return ids;
    ids.push_back(statement.text(0));
  }
}

}  // namespace

std::string job_cluster_name(const Run& run) {
  return "job-" + std::to_string(run.job_id) + "-run-" + std::to_string(run.id);
}

Result<std::vector<std::string>> end_job_clusters(Transaction& transaction, const Run& run, TimePoint now) {
  DBC_TRY(const auto ids, clusters_of(transaction, run));
  ClusterRepository clusters(transaction);
  for (const auto& id : ids) {
    DBC_TRY(auto cluster, clusters.find(id));
    if (!cluster) continue;
    ClusterEvents events = settle(*cluster, now);
    if (!is_active(*cluster)) continue;
    const Json reason = termination_reason("JOB_FINISHED", "SUCCESS", Json::object());
    begin_termination(*cluster, reason, "", now);
    events.push_back({now, "TERMINATING", {{"reason", reason}}});
    DBC_CHECK(clusters.save(*cluster, events));
  }
  return ids;
}

}  // namespace dbc::emulator
